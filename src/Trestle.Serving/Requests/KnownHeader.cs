using Trestle.Serving.Codecs;

namespace Trestle.Serving.Requests;

/// <summary>
/// The header of the request before. Clients write the same in each request: it is compared, and read only when it is another one.
/// </summary>
internal sealed class KnownHeader
{
    private const int Longest = 64 * 1024;

    private byte[] known = [];
    private int[] columns = [];

    /// <summary>Reads rows that are lists with the last header that had columns of numbers alone.</summary>
    public NumberRow? NumberRow { get; set; }

    /// <summary>Gives rows the same header when a text begins with it; false when it has to be read.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="text">The body from the header on.</param>
    /// <param name="length">Bytes of the header.</param>
    public bool TryRepeat(RequestRows rows, ReadOnlySpan<byte> text, out int length)
    {
        length = known.Length;
        if (length == 0 || !text.StartsWith(known))
        {
            return false;
        }

        rows.RepeatHeader(columns);
        return true;
    }

    /// <summary>Remembers how the header that was just read is written, unless it has columns that are ignored and counted.</summary>
    public void Remember(RequestRows rows, ReadOnlySpan<byte> text)
    {
        if (rows.Extra == 0 && text.Length <= Longest)
        {
            (known, columns) = (text.ToArray(), [.. rows.Header]);
        }
    }
}
