namespace Trestle.Serving.Codecs;

/// <summary>A batch of a stream: the buffers of its columns, in their order.</summary>
internal ref struct ArrowBatch
{
    private const int LengthField = 0, NodesField = 1, BuffersField = 2, CompressionField = 3, PairSize = 16;

    private readonly ReadOnlySpan<byte> body;
    private readonly FlatVector nodes;
    private readonly FlatVector buffers;
    private int node;
    private int buffer;

    /// <summary>A batch with its head and body; a compressed one is an <see cref="InvalidDataException"/>.</summary>
    public ArrowBatch(FlatTable head, ReadOnlySpan<byte> body)
    {
        this.body = body;
        nodes = head.Vector(NodesField, PairSize);
        buffers = head.Vector(BuffersField, PairSize);
        Rows = head.Long(LengthField) is >= 0 and <= int.MaxValue and var rows
            ? (int)rows
            : throw new InvalidDataException("a batch has no valid length");
        if (head.Has(CompressionField))
        {
            throw new InvalidDataException("it is compressed");
        }
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>The next column.</summary>
    public ArrowArray Next(ArrowField field)
    {
        if (nodes.Pair(node++).First != Rows)
        {
            throw new InvalidDataException("its columns have different lengths");
        }

        if (field.Buffers == 0)
        {
            return new ArrowArray(field, Rows, [], [], []);
        }

        var validity = Buffer();
        var offsets = field.Buffers == 3 ? Buffer() : [];
        return new ArrowArray(field, Rows, validity, Buffer(), offsets);
    }

    private ReadOnlySpan<byte> Buffer()
    {
        var (offset, length) = buffers.Pair(buffer++);
        return body.Slice(checked((int)offset), checked((int)length));
    }
}
