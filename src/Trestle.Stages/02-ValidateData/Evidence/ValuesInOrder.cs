using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>The values of a number column in the order of the rows, by group. Keeps 12 bytes a row, 20 with a group.</summary>
/// <param name="Column">A number column.</param>
/// <param name="Group">A column of either kind whose equal values make a group; null for one group of all rows.</param>
internal sealed record ValuesInOrder(string Column, string? Group) : Stat<ValuesInOrderValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column, .. Group is null ? Array.Empty<string>() : [Group], ReservedColumns.Row];

    /// <inheritdoc/>
    protected override ValuesInOrderValue Begin(RowSchema schema) => new(this, schema);
}

/// <summary>The answer to <see cref="ValuesInOrder"/>.</summary>
internal sealed class ValuesInOrderValue(ValuesInOrder question, RowSchema schema) : StatValue
{
    private readonly int column = schema.Require(question.Column, ColumnKind.Number, "values in order");
    private readonly int row = schema.Require(ReservedColumns.Row, ColumnKind.Number, "values in order");
    private readonly RowHash? group = question.Group is null ? null : new RowHash(schema, [question.Group]);
    private readonly List<double> values = [];
    private readonly List<uint> rows = [];
    private readonly List<ulong> groups = [];

    /// <summary>Number of rows with a value.</summary>
    public long Count => values.Count;

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        var found = block.Numbers(column);
        var numbers = block.Numbers(row);
        var (hashes, present) = (new ulong[block.Rows], new bool[block.Rows]);
        group?.Of(block, hashes, present);
        for (var i = 0; i < found.Length; i++)
        {
            if (double.IsNaN(found[i]))
            {
                continue;
            }

            values.Add(found[i]);
            rows.Add(checked((uint)numbers[i]));
            if (group is not null)
            {
                groups.Add(hashes[i]);
            }
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new ValuesInOrderValue(question, schema);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var ordered = (ValuesInOrderValue)other;
        values.AddRange(ordered.values);
        rows.AddRange(ordered.rows);
        groups.AddRange(ordered.groups);
    }

    /// <summary>Each value after the first of its group, with the one before it and the number of its row.</summary>
    public IEnumerable<(uint Row, double Before, double Value)> Steps()
    {
        uint[] keys = [.. rows];
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(keys, order);
        var latest = new Dictionary<ulong, double>();
        for (var i = 0; i < order.Length; i++)
        {
            var (of, value) = (group is null ? 0 : groups[order[i]], values[order[i]]);
            if (latest.TryGetValue(of, out var before))
            {
                yield return (keys[i], before, value);
            }

            latest[of] = value;
        }
    }
}
