using Trestle.Stages.Ingest;
using Trestle.Storage.Tables;

namespace Trestle.Cli.Init;

/// <summary>The files to look at: all of a small source, the beginning of a large one.</summary>
/// <param name="Paths">The files; the last one may be a copy of the first lines of a file.</param>
/// <param name="Whole">Whether they are the whole source.</param>
/// <param name="Count">How many files the source has.</param>
internal sealed record SourceBeginning(IReadOnlyList<string> Paths, bool Whole, int Count)
{
    /// <summary>Only this much of text files is read.</summary>
    private const int MostBytes = 16 << 20;
    private const int ChunkBytes = 1 << 16;

    /// <summary>The first files, up to 16 MiB of text. A compressed file is read whole.</summary>
    public static SourceBeginning Of(IReadOnlyList<string> files, SourceSettings settings, string temporary)
    {
        var (chosen, left) = (new List<string>(), (long)MostBytes);
        foreach (var file in files)
        {
            var length = new FileInfo(file).Length;
            var isCompressed = TableEngine.IsCompressed(file);
            if (left <= 0 || (!isCompressed && length > left && chosen.Count > 0))
            {
                break;
            }

            chosen.Add(isCompressed || length <= left ? file : FirstLines(file, settings.Quote ?? '"', temporary));
            left -= length;
        }

        return new SourceBeginning(chosen, chosen.SequenceEqual(files), files.Count);
    }

    /// <summary>Copies the first lines of a file to a new file. It ends with a line that is not inside of quotes.</summary>
    private static string FirstLines(string file, char quote, string temporary)
    {
        var bytes = new byte[MostBytes];
        using (var stream = File.OpenRead(file))
        {
            bytes = bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }

        var (end, last, isQuoted) = (0, 0, false);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == quote)
            {
                isQuoted = !isQuoted;
            }
            else if (bytes[i] == (byte)'\n')
            {
                last = i + 1;
                end = isQuoted ? end : last;
            }
        }

        // A quote that is never closed must not hide the rest of the file.
        end = end < bytes.Length - ChunkBytes ? last : end;
        if (bytes is [0xFF, 0xFE, ..] && end < bytes.Length)
        {
            // The second byte of a line feed in UTF-16.
            end++;
        }

        var path = Path.Combine(temporary, Path.GetFileName(file));
        File.WriteAllBytes(path, bytes[..(end > 0 ? end : bytes.Length)]);
        return path;
    }
}
