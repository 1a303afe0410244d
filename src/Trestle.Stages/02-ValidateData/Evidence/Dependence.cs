using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>
/// Which rows break the rule that some columns decide others (zip decides city): those that do not have the most frequent value of
/// their group. Keeps 20 bytes a row. Rows in which the deciding columns are all missing are left out.
/// </summary>
/// <param name="Deciding">The deciding columns, joined as in <see cref="EqualValues"/>.</param>
/// <param name="Decided">The decided columns, joined alike.</param>
internal sealed record Dependence(EqualValues Deciding, EqualValues Decided) : Stat<DependenceValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [.. Deciding.Columns, .. Decided.Columns];

    /// <inheritdoc/>
    protected override DependenceValue Begin(RowSchema schema) => new(this, schema);
}

/// <summary>The answer to <see cref="Dependence"/>.</summary>
internal sealed class DependenceValue(Dependence question, RowSchema schema) : StatValue
{
    private readonly RowHash deciding = new(schema, question.Deciding.Columns.SkipLast(1));
    private readonly RowHash decided = new(schema, question.Decided.Columns.SkipLast(1));
    private readonly int row = schema.Require(ReservedColumns.Row, ColumnKind.Number, "functional dependency");
    private readonly List<(ulong Deciding, ulong Decided, uint Row)> rows = [];

    /// <summary>Number of rows with a deciding value.</summary>
    public long Count => rows.Count;

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        var (from, to) = (new ulong[block.Rows], new ulong[block.Rows]);
        var (present, ignored) = (new bool[block.Rows], new bool[block.Rows]);
        deciding.Of(block, from, present);
        decided.Of(block, to, ignored);
        var numbers = block.Numbers(row);
        for (var i = 0; i < from.Length; i++)
        {
            if (present[i])
            {
                rows.Add((from[i], to[i], checked((uint)numbers[i])));
            }
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new DependenceValue(question, schema);

    /// <inheritdoc/>
    public override void Merge(StatValue other) => rows.AddRange(((DependenceValue)other).rows);

    /// <summary>
    /// The numbers of the rows that break the rule, ascending. Of equally frequent values the one that comes first counts.
    /// </summary>
    public IReadOnlyList<long> Breaking()
    {
        (ulong Deciding, ulong Decided, uint Row)[] sorted = [.. rows];
        Array.Sort(sorted);
        var breaking = new List<long>();
        for (var start = 0; start < sorted.Length;)
        {
            var end = start;
            var (best, most, first) = (0UL, 0, uint.MaxValue);
            while (end < sorted.Length && sorted[end].Deciding == sorted[start].Deciding)
            {
                var run = end;
                while (run < sorted.Length && (sorted[run].Deciding, sorted[run].Decided) == (sorted[end].Deciding, sorted[end].Decided))
                {
                    run++;
                }

                if (run - end > most || (run - end == most && sorted[end].Row < first))
                {
                    (best, most, first) = (sorted[end].Decided, run - end, sorted[end].Row);
                }

                end = run;
            }

            for (; start < end; start++)
            {
                if (sorted[start].Decided != best)
                {
                    breaking.Add(sorted[start].Row);
                }
            }
        }

        breaking.Sort();
        return breaking;
    }
}
