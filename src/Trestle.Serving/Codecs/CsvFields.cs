using Trestle.Serving.Requests;

namespace Trestle.Serving.Codecs;

/// <summary>
/// Walks through the fields of a CSV, line by line. Lines end with LF or CRLF; a quote inside an unquoted field is literal; one that is
/// never closed or not followed by a comma is refused.
/// </summary>
internal ref struct CsvFields(ReadOnlySpan<byte> csv)
{
    private ReadOnlySpan<byte> rest = csv;
    private int line;
    private bool ended = true;

    /// <summary>Moves to the next line that is not empty; false at the end.</summary>
    public bool NextLine()
    {
        while (!rest.IsEmpty)
        {
            line++;
            var blank = rest[0] == '\n' ? 1 : rest.StartsWith("\r\n"u8) ? 2 : 0;
            if (blank == 0)
            {
                ended = false;
                return true;
            }

            rest = rest[blank..];
        }

        return false;
    }

    /// <summary>Reads the next field of the line; false when there is none.</summary>
    public bool NextField(out ReadOnlySpan<byte> value)
    {
        if (ended)
        {
            value = default;
            return false;
        }

        if (!rest.IsEmpty && rest[0] == '"')
        {
            value = Quoted();
            return true;
        }

        var length = rest.IndexOfAny((byte)',', (byte)'\n');
        value = length < 0 ? rest : rest[..length];
        rest = rest[value.Length..];
        var comma = Step();
        value = comma || value.IsEmpty || value[^1] != '\r' ? value : value[..^1];
        return true;
    }

    /// <summary>Skips the end of a field, and returns whether it was a comma.</summary>
    private bool Step()
    {
        ended = rest.IsEmpty || rest[0] != ',';
        rest = rest.IsEmpty ? rest : rest[1..];
        return !ended;
    }

    private ReadOnlySpan<byte> Quoted()
    {
        var quotes = 0;
        var end = 1;
        while (true)
        {
            var length = rest[end..].IndexOf((byte)'"');
            if (length < 0)
            {
                throw new RefusedException(ServeErrors.BrokenCsv(line, "a quote is never closed"));
            }

            end += length + 1;
            if (end == rest.Length || rest[end] != '"')
            {
                break;
            }

            quotes++;
            end++;
        }

        var value = rest[1..(end - 1)];
        line += value.Count((byte)'\n');
        rest = rest[end..];
        if (rest.StartsWith("\r\n"u8))
        {
            rest = rest[1..];
        }

        if (!rest.IsEmpty && rest[0] is not ((byte)',' or (byte)'\n'))
        {
            throw new RefusedException(ServeErrors.BrokenCsv(line, "text follows a closing quote"));
        }

        Step();
        return quotes == 0 ? value : Unescaped(value, quotes);
    }

    private static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> value, int quotes)
    {
        var plain = new byte[value.Length - quotes];
        var at = 0;
        for (var i = 0; i < value.Length; i++)
        {
            plain[at++] = value[i];
            i += value[i] == '"' ? 1 : 0;
        }

        return plain;
    }
}
