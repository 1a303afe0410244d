using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Package;

/// <summary>Counts the rows that are learned and tested on, with their times.</summary>
internal static class LearnedRowsOf
{
    /// <summary>The rows of a run's curated table, as the configuration wants them learned.</summary>
    public static LearnedRows Table(UnitContext context, CancellationToken cancellation)
    {
        var table = context.Read(Artifact.CuratedTable);
        var spans = Spans(context, table, cancellation);
        var training = Join(spans.Where(part => part.Key >= 0).Select(part => part.Value));
        return new LearnedRows
        {
            Served = context.Read(Section.Refit) == RefitRows.All
                ? Join(spans.Where(part => part.Key >= CuratedRows.TestFold).Select(part => part.Value))
                : training,
            Evaluated = training,
            Test = Join(spans.Where(part => part.Key == CuratedRows.TestFold).Select(part => part.Value)),
            Time = table.Time,
            Dates = table.Columns.Any(column => column.Name == table.Time && column.Type == ColumnType.Date),
        };
    }

    /// <summary>The rows of each part of the table.</summary>
    private static Dictionary<int, RowSpan> Spans(UnitContext context, CuratedTable table, CancellationToken cancellation)
    {
        if (table.Time is not { } time)
        {
            return table.Split.ToDictionary(part => part.Fold, part => new RowSpan(part.Rows));
        }

        var spans = new Dictionary<int, RowSpan>();
        var rows = context.Tables.Open(context.Store.PathOf(table.Table), cancellation);
        foreach (var block in rows.Scan([ReservedColumns.Fold, time], null, cancellation))
        {
            var folds = block.Numbers(0);
            var times = block.Numbers(1);
            for (var i = 0; i < block.Rows; i++)
            {
                var row = new RowSpan(1, times[i], times[i]);
                spans[(int)folds[i]] = spans.TryGetValue((int)folds[i], out var span) ? Join(span, row) : row;
            }
        }

        return spans;
    }

    private static RowSpan Join(IEnumerable<RowSpan> spans) => spans.Aggregate(new RowSpan(0), Join);

    private static RowSpan Join(RowSpan one, RowSpan other) => new(
        one.Rows + other.Rows,
        one.From is null || other.From < one.From ? other.From : one.From,
        one.Until is null || other.Until > one.Until ? other.Until : one.Until);
}
