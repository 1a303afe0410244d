using System.Runtime.InteropServices;
using System.Text;

using Trestle.Rows.Blocks;

namespace Trestle.Rows.Keyed;

/// <summary>One column of values in a file: one for each row.</summary>
internal abstract class ValueColumn
{
    /// <summary>Number of rows.</summary>
    public abstract int Rows { get; }

    /// <summary>The values at some places; none where the place is -1.</summary>
    public abstract Array At(ReadOnlySpan<int> places);

    /// <summary>The number at a place, or one that stands for the text there; NaN for none.</summary>
    public abstract double Number(int place);

    /// <summary>The column in a file.</summary>
    public static ValueColumn Read(KeyedReader file, ColumnKind kind, int rows) => kind == ColumnKind.Number
        ? new NumberValues(file.Section(rows, sizeof(double)))
        : TextValues.Read(file, rows);
}

/// <summary>Numbers.</summary>
internal sealed class NumberValues(ReadOnlyMemory<byte> values) : ValueColumn
{
    /// <summary>All values, one for each row.</summary>
    public ReadOnlySpan<double> All => MemoryMarshal.Cast<byte, double>(values.Span);

    /// <inheritdoc/>
    public override int Rows => values.Length / sizeof(double);

    /// <inheritdoc/>
    public override double Number(int place) => All[place];

    /// <inheritdoc/>
    public override Array At(ReadOnlySpan<int> places)
    {
        var all = All;
        var found = GC.AllocateUninitializedArray<double>(places.Length);
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = places[i] < 0 ? double.NaN : all[places[i]];
        }

        return found;
    }
}

/// <summary>Texts: the places of the different ones, which are made into strings when they are first asked for.</summary>
internal sealed class TextValues : ValueColumn
{
    /// <summary>The place of "no value".</summary>
    public const int None = -1;

    private readonly ReadOnlyMemory<byte> values;
    private readonly ReadOnlyMemory<byte> ends;
    private readonly ReadOnlyMemory<byte> utf8;
    private readonly string?[] made;

    private TextValues(ReadOnlyMemory<byte> values, ReadOnlyMemory<byte> ends, ReadOnlyMemory<byte> utf8)
    {
        (this.values, this.ends, this.utf8) = (values, ends, utf8);
        made = new string?[ends.Length / sizeof(int)];
    }

    /// <summary>The places of all values, one for each row.</summary>
    public ReadOnlySpan<int> All => MemoryMarshal.Cast<byte, int>(values.Span);

    /// <inheritdoc/>
    public override int Rows => values.Length / sizeof(int);

    /// <inheritdoc/>
    public override double Number(int place) => All[place] is var text && text == None ? double.NaN : text;

    /// <summary>The column in a file.</summary>
    public static TextValues Read(KeyedReader file, int rows)
    {
        var values = file.Section(rows, sizeof(int));
        var ends = file.Ascending(file.Count());
        var different = ends.Length / sizeof(int);
        var utf8 = file.Section(different == 0 ? 0 : MemoryMarshal.Cast<byte, int>(ends.Span)[^1], 1);
        foreach (var value in MemoryMarshal.Cast<byte, int>(values.Span))
        {
            file.Require(value >= None && value < different, "a value is not among its texts");
        }

        return new TextValues(values, ends, utf8);
    }

    /// <inheritdoc/>
    public override Array At(ReadOnlySpan<int> places)
    {
        var all = All;
        var found = new string?[places.Length];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = places[i] < 0 ? null : Text(all[places[i]]);
        }

        return found;
    }

    /// <summary>A text by its place; null for <see cref="None"/>. Two threads may make it at once: the texts are the same.</summary>
    public string? Text(int place)
    {
        if (place < 0)
        {
            return null;
        }

        var spots = MemoryMarshal.Cast<byte, int>(ends.Span);
        var from = place == 0 ? 0 : spots[place - 1];
        return made[place] ??= Encoding.UTF8.GetString(utf8.Span[from..spots[place]]);
    }
}
