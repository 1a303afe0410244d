using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>
/// Which rows have equal values in some columns together. Keeps 12 bytes a row. A row in which all of the columns are missing is left
/// out.
/// </summary>
/// <param name="Names">The names of the columns, with <see cref="Separator"/> between them, so that equal questions are equal.</param>
internal sealed record EqualValues(string Names) : Stat<EqualValuesValue>
{
    private const char Separator = '\u0002';

    /// <summary>The question about some columns.</summary>
    public static EqualValues Of(params IEnumerable<string> columns) => new(string.Join(Separator, columns));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [.. Names.Split(Separator), ReservedColumns.Row];

    /// <inheritdoc/>
    protected override EqualValuesValue Begin(RowSchema schema) => new(schema, Names.Split(Separator));
}

/// <summary>The answer to <see cref="EqualValues"/>; values are equal when their hashes are (<see cref="RowHash"/>).</summary>
internal sealed class EqualValuesValue(RowSchema schema, string[] columns) : StatValue
{
    private readonly RowHash hash = new(schema, columns);
    private readonly int row = schema.Require(ReservedColumns.Row, ColumnKind.Number, "equal values");
    private readonly List<ulong> hashes = [];
    private readonly List<uint> rows = [];
    private (ulong[] Hashes, uint[] Rows)? sorted;

    /// <summary>Number of rows with a value.</summary>
    public long Count => hashes.Count;

    /// <summary>Number of rows without.</summary>
    public long Missing { get; private set; }

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        sorted = null;
        var (found, present) = (new ulong[block.Rows], new bool[block.Rows]);
        hash.Of(block, found, present);
        var numbers = block.Numbers(row);
        for (var i = 0; i < found.Length; i++)
        {
            if (present[i])
            {
                hashes.Add(found[i]);
                rows.Add(checked((uint)numbers[i]));
            }
            else
            {
                Missing++;
            }
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new EqualValuesValue(schema, columns);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var equal = (EqualValuesValue)other;
        sorted = null;
        hashes.AddRange(equal.hashes);
        rows.AddRange(equal.rows);
        Missing += equal.Missing;
    }

    /// <summary>Each distinct value's hash and the numbers of its rows, ascending; in an order that depends on the values alone.</summary>
    public IEnumerable<(ulong Hash, ArraySegment<uint> Rows)> Groups()
    {
        var (keys, items) = sorted ??= Sort();
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            Array.Sort(items, start, end - start);
            yield return (keys[start], new ArraySegment<uint>(items, start, end - start));
            start = end;
        }
    }

    private (ulong[] Hashes, uint[] Rows) Sort()
    {
        ulong[] keys = [.. hashes];
        uint[] items = [.. rows];
        Array.Sort(keys, items);
        return (keys, items);
    }
}
