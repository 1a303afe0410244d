namespace Trestle.Storage.Tables.Csv;

/// <summary>How records are written. They end with \n, \r\n or \r, also mixed.</summary>
/// <param name="Delimiter">The text between values, or <see cref="CsvOptions.Whitespace"/>.</param>
/// <param name="Quote">The character around values.</param>
/// <param name="Escape">The character before a mark that is plain text, or null.</param>
/// <param name="Comment">What a line begins with that is skipped, or null.</param>
internal sealed record CsvDialect(string Delimiter, char Quote, char? Escape = null, string? Comment = null)
{
    /// <summary>Whether a run of blanks and tabs is one delimiter; those at the ends of a line are none.</summary>
    public bool Blanks => Delimiter == CsvOptions.Whitespace;

    /// <summary>The delimiter as people read it.</summary>
    public string Words => Delimiter switch
    {
        "\t" => "tab",
        " " => "a blank",
        "\x01" or "\x1f" => $"the byte {(int)Delimiter[0]:x2}",
        CsvOptions.Whitespace => "blanks",
        _ => $"'{Delimiter}'",
    };

    /// <summary>Whether a line is drawn: at least three dashes, and nothing else but what stands between columns.</summary>
    public bool IsRule(ReadOnlySpan<byte> line)
    {
        var dashes = 0;
        foreach (var mark in line)
        {
            dashes += mark is (byte)'-' or (byte)'=' ? 1 : 0;
            if ("-=+|: \t\r\n"u8.IndexOf(mark) < 0 && (Blanks || !Delimiter.Contains((char)mark)))
            {
                return false;
            }
        }

        return dashes >= 3;
    }

    /// <summary>Rejects marks that cannot be told apart.</summary>
    public static void Check(CsvOptions options, string path)
    {
        char?[] single = [options.Quote, options.Escape];
        if (options.Delimiter is { } delimiter && (delimiter.Length == 0 || Ends(delimiter) || single.Any(mark => delimiter[0] == mark)))
        {
            throw StorageErrors.BadDialect("delimiter", delimiter, path).Thrown();
        }

        foreach (var (name, mark) in new[] { ("quote", options.Quote), ("escape", options.Escape) })
        {
            if (mark is { } given && (Ends(given.ToString()) || given > '\x7f'))
            {
                throw StorageErrors.BadDialect(name, given.ToString(), path).Thrown();
            }
        }

        if (options.Comment is { } comment && (comment.Length == 0 || Ends(comment)))
        {
            throw StorageErrors.BadDialect("comment", comment, path).Thrown();
        }
    }

    private static bool Ends(string mark) => mark.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0;
}
