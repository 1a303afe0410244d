using System.Globalization;

namespace Trestle.Core.Configuration;

/// <summary>An amount of memory or disk, in bytes; written <c>4GB</c> (10⁹ bytes each) or <c>4GiB</c> (2³⁰ bytes each).</summary>
/// <param name="Bytes">Number of bytes, not negative.</param>
public readonly record struct ByteSize(long Bytes) : IComparable<ByteSize>, IComparable
{
    private static readonly Unit[] Units =
    [
        new("TiB", 1L << 40), new("TB", 1_000_000_000_000), new("GiB", 1L << 30), new("GB", 1_000_000_000),
        new("MiB", 1L << 20), new("MB", 1_000_000), new("KiB", 1L << 10), new("KB", 1_000), new("B", 1),
    ];

    /// <summary>Reads a whole number with a unit; null when it is something else, or too large.</summary>
    public static ByteSize? Parse(string text) => Unit.Parse(text, Units) is { } bytes ? new ByteSize(bytes) : null;

    /// <inheritdoc/>
    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj is ByteSize other ? CompareTo(other) : 1;

    /// <summary>Whether there are fewer bytes on the left.</summary>
    public static bool operator <(ByteSize left, ByteSize right) => left.Bytes < right.Bytes;

    /// <summary>Whether there are at most as many bytes on the left.</summary>
    public static bool operator <=(ByteSize left, ByteSize right) => left.Bytes <= right.Bytes;

    /// <summary>Whether there are more bytes on the left.</summary>
    public static bool operator >(ByteSize left, ByteSize right) => left.Bytes > right.Bytes;

    /// <summary>Whether there are at least as many bytes on the left.</summary>
    public static bool operator >=(ByteSize left, ByteSize right) => left.Bytes >= right.Bytes;

    /// <summary>The size in the largest unit in which it is a whole number.</summary>
    public override string ToString() => Unit.Print(Bytes, Units);
}

/// <summary>A unit and its size.</summary>
internal readonly record struct Unit(string Name, long Worth)
{
    /// <summary>Reads a whole number and the name of a unit as their product; null when it is something else, or too large.</summary>
    public static long? Parse(string text, Unit[] units)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits < 1 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        var name = text[digits..].TrimStart(' ');
        foreach (var unit in units)
        {
            if (unit.Name == name)
            {
                return count <= long.MaxValue / unit.Worth ? count * unit.Worth : null;
            }
        }

        return null;
    }

    /// <summary>Prints an amount in the largest unit in which it is a whole number.</summary>
    public static string Print(long amount, Unit[] units)
    {
        var unit = amount == 0 ? units[^1] : units.First(candidate => amount % candidate.Worth == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{amount / unit.Worth}{unit.Name}");
    }
}
