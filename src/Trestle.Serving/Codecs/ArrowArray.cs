using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

using Trestle.Serving.Requests;

namespace Trestle.Serving.Codecs;

/// <summary>The values of a column in a batch. A read outside of its buffers is an exception.</summary>
internal readonly ref struct ArrowArray(
    ArrowField type, int length, ReadOnlySpan<byte> validity, ReadOnlySpan<byte> data, ReadOnlySpan<byte> offsets)
{
    private readonly ReadOnlySpan<byte> validity = validity;
    private readonly ReadOnlySpan<byte> data = data;
    private readonly ReadOnlySpan<byte> offsets = offsets;

    /// <summary>What it holds.</summary>
    public ArrowField Type => type;

    /// <summary>Number of values.</summary>
    public int Length => length;

    /// <summary>Whether there is no value at a place.</summary>
    public bool IsNull(int place) =>
        type.Type == ArrowType.Null && type.Indices is null || (!validity.IsEmpty && !Bit(validity, place));

    /// <summary>The fixed-size values.</summary>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(data)[..length];

    /// <summary>A boolean.</summary>
    public bool Boolean(int place) => Bit(data, place);

    /// <summary>The text at a place; null when it is too long for a cell. One that is not UTF-8 is refused.</summary>
    public string? Text(int place)
    {
        var (start, end) = type.Type == ArrowType.LargeUtf8
            ? (checked((int)Long(offsets, place)), checked((int)Long(offsets, place + 1)))
            : (Int(offsets, place), Int(offsets, place + 1));
        var text = data[start..end];
        return text.Length > JsonShape.LongestText ? null
            : Utf8.IsValid(text) ? Encoding.UTF8.GetString(text)
            : throw new RefusedException(ServeErrors.NotUtf8());
    }

    /// <summary>A decimal of 128 bits as text.</summary>
    public string Decimal(int place)
    {
        var value = new Int128((ulong)Long(data, (2 * place) + 1), (ulong)Long(data, 2 * place));
        var digits = Int128.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(Math.Clamp(type.Detail, 0, 76) + 1, '0');
        var text = type.Detail > 0 ? $"{digits[..^type.Detail]}.{digits[^type.Detail..]}" : digits;
        return value < 0 ? $"-{text}" : text;
    }

    /// <summary>A date or a time, in UTC; null when it is outside of the years 1 to 9999.</summary>
    public DateTime? Time(int place)
    {
        var ticks = Ticks(place);
        return ticks >= DateTime.MinValue.Ticks - DateTime.UnixEpoch.Ticks && ticks <= DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks
            ? DateTime.UnixEpoch.AddTicks((long)ticks)
            : null;
    }

    private Int128 Ticks(int place) => (type.Type, type.Bits) switch
    {
        (ArrowType.Date, 32) => (Int128)Int(data, place) * TimeSpan.TicksPerDay,
        (ArrowType.Date, _) => (Int128)Long(data, place) * TimeSpan.TicksPerMillisecond,
        _ => type.Detail switch
        {
            0 => (Int128)Long(data, place) * TimeSpan.TicksPerSecond,
            1 => (Int128)Long(data, place) * TimeSpan.TicksPerMillisecond,
            2 => (Int128)Long(data, place) * TimeSpan.TicksPerMicrosecond,
            _ => Long(data, place) / TimeSpan.NanosecondsPerTick,
        },
    };

    /// <summary>The place in the dictionary.</summary>
    public int Index(int place) => (type.Indices!.Bits, type.Indices.Detail) switch
    {
        (8, 0) => data[place],
        (8, _) => (sbyte)data[place],
        (16, 0) => BinaryPrimitives.ReadUInt16LittleEndian(data[(2 * place)..]),
        (16, _) => BinaryPrimitives.ReadInt16LittleEndian(data[(2 * place)..]),
        (32, _) => Int(data, place),
        _ => checked((int)Long(data, place)),
    };

    private static bool Bit(ReadOnlySpan<byte> bits, int place) => (bits[place >> 3] & (1 << (place & 7))) != 0;

    private static int Int(ReadOnlySpan<byte> values, int place) => BinaryPrimitives.ReadInt32LittleEndian(values[(place * sizeof(int))..]);

    private static long Long(ReadOnlySpan<byte> values, int place) =>
        BinaryPrimitives.ReadInt64LittleEndian(values[(place * sizeof(long))..]);
}
