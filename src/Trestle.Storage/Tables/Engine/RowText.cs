using System.Text;

namespace Trestle.Storage.Tables.Engine;

/// <summary>
/// Writes the values of a row as one text that is different for different rows: a JSON list of texts, byte for byte as DuckDB's
/// <c>to_json</c> writes it (see <see cref="Sql.RowText"/>), after a text in front.
/// </summary>
/// <param name="front">What comes before the list.</param>
internal sealed class RowText(string front)
{
    private readonly int start = Encoding.UTF8.GetByteCount(front);
    private byte[] buffer = Encoding.UTF8.GetBytes(front);
    private int length;

    /// <summary>The text of the first columns of a row; valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(ChunkReader chunk, int row, int columns)
    {
        length = start;
        for (var column = 0; column < columns; column++)
        {
            Write(column == 0 ? "["u8 : ","u8);
            if (chunk.IsMissing(column, row))
            {
                Write("null"u8);
                continue;
            }

            Write("\""u8);
            Escaped(chunk.Utf8(column, row));
            Write("\""u8);
        }

        Write("]"u8);
        return buffer.AsSpan(0, length);
    }

    private void Escaped(ReadOnlySpan<byte> text)
    {
        while (IndexOfEscaped(text) is >= 0 and var at)
        {
            Write(text[..at]);
            Write(text[at] switch
            {
                (byte)'"' => "\\\""u8,
                (byte)'\\' => "\\\\"u8,
                (byte)'\b' => "\\b"u8,
                (byte)'\f' => "\\f"u8,
                (byte)'\n' => "\\n"u8,
                (byte)'\r' => "\\r"u8,
                (byte)'\t' => "\\t"u8,
                var control => Encoding.ASCII.GetBytes($"\\u{control:X4}"),
            });
            text = text[(at + 1)..];
        }

        Write(text);
    }

    private static int IndexOfEscaped(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < ' ' || text[i] is (byte)'"' or (byte)'\\')
            {
                return i;
            }
        }

        return -1;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (buffer.Length - length < bytes.Length)
        {
            Array.Resize(ref buffer, Math.Max(2 * buffer.Length, length + bytes.Length));
        }

        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }
}
