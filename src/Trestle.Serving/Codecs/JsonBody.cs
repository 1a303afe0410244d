using System.Text.Json;

namespace Trestle.Serving.Codecs;

/// <summary>A JSON body with a reader on it that can be moved on, past what was read otherwise.</summary>
internal ref struct JsonBody
{
    /// <summary>The reader.</summary>
    public Utf8JsonReader Reader;

    private readonly ReadOnlySpan<byte> bytes;
    private int start;

    public JsonBody(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> tail, JsonReaderOptions options)
    {
        this.bytes = bytes;
        Tail = tail;
        Reader = new Utf8JsonReader(bytes, options);
    }

    /// <summary>What follows the JSON and was not taken yet.</summary>
    public ReadOnlySpan<byte> Tail { get; private set; }

    /// <summary>Number of bytes that were read.</summary>
    public readonly long Consumed => start + Reader.BytesConsumed;

    /// <summary>What was not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => bytes[(int)Consumed..];

    /// <summary>What was read since a number of bytes had been.</summary>
    public readonly ReadOnlySpan<byte> Since(long consumed) => bytes[(int)consumed..(int)Consumed];

    /// <summary>Takes the next bytes of the tail; false when there are not as many.</summary>
    public bool TryTake(long count, out ReadOnlySpan<byte> taken)
    {
        if (count < 0 || count > Tail.Length)
        {
            taken = default;
            return false;
        }

        taken = Tail[..(int)count];
        Tail = Tail[(int)count..];
        return true;
    }

    /// <summary>Moves on by a number of bytes; the reader goes on as if they were not there.</summary>
    public void Skip(int count)
    {
        start = (int)Consumed + count;
        Reader = new Utf8JsonReader(bytes[start..], isFinalBlock: true, Reader.CurrentState);
    }
}
