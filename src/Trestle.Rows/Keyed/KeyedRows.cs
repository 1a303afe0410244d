using System.Globalization;

using Trestle.Rows.Blocks;

namespace Trestle.Rows.Keyed;

/// <summary>The rows of a table that is being built, column by column.</summary>
internal sealed class KeyedRows(KeyedSchema schema)
{
    private const string Reader = "keyed table";

    private readonly Growing[] keys = [.. schema.Keys.Select(Growing.Of)];
    private readonly Growing[] values = [.. schema.Columns.Select(Growing.Of)];
    private readonly List<double> times = [];
    private readonly List<double> known = [];
    private int count;

    /// <summary>The columns of the key.</summary>
    public IReadOnlyList<Growing> Keys => keys;

    /// <summary>The columns that are looked up.</summary>
    public IReadOnlyList<Growing> Values => values;

    /// <summary>The time of a row.</summary>
    public double Time(int row) => times[row];

    /// <summary>When a row was known.</summary>
    public double Known(int row) => known[row];

    /// <summary>Adds the rows that have a key and times; returns how many have no key, and how many of the others no time.</summary>
    public (int Keyless, int Timeless) Add(RowBlock block)
    {
        int[] key = [.. schema.Keys.Select(column => block.Schema.Require(column.Name, column.Kind, Reader))];
        int[] value = [.. schema.Columns.Select(column => block.Schema.Require(column.Name, column.Kind, Reader))];
        var time = Find(block, schema.Time);
        var knownAt = Find(block, schema.Known);
        var (keyless, timeless) = (0, 0);
        for (var row = 0; row < block.Rows; row++)
        {
            if (Array.Exists(key, position => IsMissing(block, position, row)))
            {
                keyless++;
                continue;
            }

            if ((time >= 0 && IsMissing(block, time, row)) || (knownAt >= 0 && IsMissing(block, knownAt, row)))
            {
                timeless++;
                continue;
            }

            Add(keys, block, key, row);
            Add(values, block, value, row);
            if (time >= 0)
            {
                times.Add(block.Numbers(time)[row]);
            }

            if (knownAt >= 0)
            {
                known.Add(block.Numbers(knownAt)[row]);
            }

            count++;
        }

        return (keyless, timeless);
    }

    /// <summary>The group of each row, numbered by their first rows, and their number.</summary>
    public (int[] OfRow, int Count) Groups(CancellationToken cancellation)
    {
        var (groups, numbers) = (new int[count], new Dictionary<int, int>(new KeyComparer(keys)));
        for (var row = 0; row < groups.Length; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!numbers.TryGetValue(row, out groups[row]))
            {
                numbers.Add(row, groups[row] = numbers.Count);
            }
        }

        return (groups, numbers.Count);
    }

    /// <summary>Orders rows by time, by when they were known, and as in the source.</summary>
    public int CompareTimes(int row, int other)
    {
        var order = times[row].CompareTo(times[other]);
        order = order != 0 || schema.Known is null ? order : known[row].CompareTo(known[other]);
        return order != 0 ? order : row.CompareTo(other);
    }

    /// <summary>Whether two rows of a key have the same times.</summary>
    public bool SameTimes(int row, int other) =>
        times[row] == times[other] && (schema.Known is null || known[row] == known[other]);

    /// <summary>Whether two rows have the same values.</summary>
    public bool SameValues(int row, int other) => Array.TrueForAll(values, column => column.Same(row, other));

    /// <summary>The key of a row for people.</summary>
    public string KeyWords(int row) => string.Join(", ", keys.Select(column => column.Words(row)));

    private static int Find(RowBlock block, string? column) =>
        column is null ? -1 : block.Schema.Require(column, ColumnKind.Number, Reader);

    private static bool IsMissing(RowBlock block, int position, int row) => block.Schema[position].Kind == ColumnKind.Number
        ? double.IsNaN(block.Numbers(position)[row])
        : block.Texts(position)[row] is null;

    private static void Add(Growing[] columns, RowBlock block, int[] positions, int row)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i].Add(block, positions[i], row);
        }
    }

    private sealed class KeyComparer(Growing[] keys) : IEqualityComparer<int>
    {
        public bool Equals(int row, int other) => Array.TrueForAll(keys, key => key.Same(row, other));

        public int GetHashCode(int row) => (int)keys.Aggregate(KeyHash.Start, (hash, key) => key.Hash(hash, row));
    }
}

/// <summary>A column that grows row by row: numbers, or the places of different texts.</summary>
internal abstract class Growing
{
    public static Growing Of(Column column) => column.Kind == ColumnKind.Number ? new GrowingNumbers() : new GrowingTexts();

    public abstract void Add(RowBlock block, int position, int row);

    public abstract bool Same(int row, int other);

    public abstract ulong Hash(ulong hash, int row);

    public abstract string Words(int row);
}

/// <summary>Numbers.</summary>
internal sealed class GrowingNumbers : Growing
{
    private readonly List<double> numbers = [];

    public double this[int row] => numbers[row];

    public override void Add(RowBlock block, int position, int row) => numbers.Add(block.Numbers(position)[row]);

    public override bool Same(int row, int other) => numbers[row].Equals(numbers[other]);

    public override ulong Hash(ulong hash, int row) => KeyHash.Add(hash, numbers[row]);

    public override string Words(int row) => numbers[row].ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>Texts.</summary>
internal sealed class GrowingTexts : Growing
{
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<string> texts = [];
    private readonly List<int> rows = [];

    public int this[int row] => rows[row];

    /// <summary>The text of a row; null for none.</summary>
    public string? Text(int row) => rows[row] < 0 ? null : texts[rows[row]];

    public override void Add(RowBlock block, int position, int row)
    {
        if (block.Texts(position)[row] is not { } text)
        {
            rows.Add(TextValues.None);
            return;
        }

        if (!places.TryGetValue(text, out var place))
        {
            places.Add(text, place = texts.Count);
            texts.Add(text);
        }

        rows.Add(place);
    }

    public override bool Same(int row, int other) => rows[row] == rows[other];

    public override ulong Hash(ulong hash, int row) => KeyHash.Add(hash, Text(row));

    public override string Words(int row) => Text(row) ?? "";
}
