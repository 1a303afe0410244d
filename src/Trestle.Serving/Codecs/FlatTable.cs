using System.Buffers.Binary;
using System.Text;

namespace Trestle.Serving.Codecs;

/// <summary>
/// A table of a FlatBuffer. Every read is within the buffer, whatever its offsets say: otherwise it is an
/// <see cref="ArgumentOutOfRangeException"/>.
/// </summary>
internal readonly ref struct FlatTable
{
    private const int LongestName = 1024;

    private readonly ReadOnlySpan<byte> buffer;
    private readonly int position;

    private FlatTable(ReadOnlySpan<byte> buffer, int position)
    {
        this.buffer = buffer;
        this.position = position;
    }

    /// <summary>The root of a buffer.</summary>
    public static FlatTable Root(ReadOnlySpan<byte> buffer) => new FlatTable(buffer, 0).At(0);

    /// <summary>Whether a field is there.</summary>
    public bool Has(int field) => Place(field) != 0;

    public byte Byte(int field, byte missing = 0) => Place(field) is > 0 and var place ? buffer[place] : missing;

    public short Short(int field, short missing = 0) =>
        Place(field) is > 0 and var place ? BinaryPrimitives.ReadInt16LittleEndian(buffer[place..]) : missing;

    public int Int(int field, int missing = 0) => Place(field) is > 0 and var place ? Int(place, buffer) : missing;

    public long Long(int field, long missing = 0) =>
        Place(field) is > 0 and var place ? BinaryPrimitives.ReadInt64LittleEndian(buffer[place..]) : missing;

    /// <summary>A table in a field; an absent one has no fields.</summary>
    public FlatTable Table(int field) => Place(field) is > 0 and var place ? At(place) : default;

    /// <summary>A text in a field; empty when it is absent, or too long to be a name.</summary>
    public string Text(int field)
    {
        if (Place(field) is not (> 0 and var place))
        {
            return "";
        }

        place = checked(place + Int(place, buffer));
        var text = buffer.Slice(checked(place + sizeof(int)), Int(place, buffer));
        return text.Length > LongestName ? "" : Encoding.UTF8.GetString(text);
    }

    /// <summary>The bytes of a vector of structs, or of tables' offsets, of <paramref name="size"/> bytes each.</summary>
    public FlatVector Vector(int field, int size)
    {
        if (Place(field) is not (> 0 and var place))
        {
            return default;
        }

        place = checked(place + Int(place, buffer));
        var count = Int(place, buffer);
        var start = checked(place + sizeof(int));
        _ = buffer.Slice(start, checked(count * size));
        return new FlatVector(buffer, start, count, size);
    }

    /// <summary>The table whose offset is at a place.</summary>
    internal static FlatTable Of(ReadOnlySpan<byte> buffer, int place) => new FlatTable(buffer, 0).At(place);

    private static int Int(int place, ReadOnlySpan<byte> buffer) => BinaryPrimitives.ReadInt32LittleEndian(buffer[place..]);

    private FlatTable At(int place) => new(buffer, checked(place + Int(place, buffer)));

    /// <summary>Where a field's value is; 0 when it is absent.</summary>
    private int Place(int field)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var fields = checked(position - Int(position, buffer));
        var entry = sizeof(ushort) * (field + 2);
        if (entry + sizeof(ushort) > BinaryPrimitives.ReadUInt16LittleEndian(buffer[fields..]))
        {
            return 0;
        }

        var offset = BinaryPrimitives.ReadUInt16LittleEndian(buffer[checked(fields + entry)..]);
        return offset == 0 ? 0 : checked(position + offset);
    }
}

/// <summary>A vector of a FlatBuffer.</summary>
internal readonly ref struct FlatVector(ReadOnlySpan<byte> buffer, int start, int count, int size)
{
    private readonly ReadOnlySpan<byte> buffer = buffer;

    public int Count => count;

    /// <summary>The table at a place of a vector of tables.</summary>
    public FlatTable Table(int index) => FlatTable.Of(buffer, start + (index * size));

    /// <summary>Two long integers at a place of a vector of structs.</summary>
    public (long First, long Second) Pair(int index)
    {
        var item = buffer.Slice(start + (index * size), size);
        return (BinaryPrimitives.ReadInt64LittleEndian(item), BinaryPrimitives.ReadInt64LittleEndian(item[sizeof(long)..]));
    }
}
