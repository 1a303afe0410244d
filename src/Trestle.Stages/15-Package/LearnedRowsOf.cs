using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Storage.Tables.Splits;

namespace Trestle.Stages.Package;

/// <summary>Counts the rows that are learned and tested on, with their times.</summary>
internal static class LearnedRowsOf
{
    /// <summary>The rows of a run's curated table, as the configuration wants them learned.</summary>
    public static LearnedRows Table(UnitContext context, CancellationToken cancellation)
    {
        var table = context.Read(Artifact.CuratedTable);
        var (training, test, all) = table.Time is { } time ? Timed(context, table, time, cancellation) : Counted(table);
        return new LearnedRows
        {
            Served = context.Read(Section.Refit) == RefitRows.All ? all : training,
            Evaluated = training,
            Test = test,
            Time = table.Time,
            Dates = table.Columns.Any(column => column.Name == table.Time && column.Type == ColumnType.Date),
        };
    }

    private static (RowSpan Training, RowSpan Test, RowSpan All) Counted(CuratedTable table)
    {
        var training = table.Split.Where(part => part.Fold >= 0).Sum(part => part.Rows);
        var test = table.Split.Where(part => part.Fold == CuratedRows.TestFold).Sum(part => part.Rows);
        return (new RowSpan(training), new RowSpan(test), new RowSpan(training + test));
    }

    private static (RowSpan Training, RowSpan Test, RowSpan All) Timed(
        UnitContext context, CuratedTable table, string time, CancellationToken cancellation)
    {
        var learned = table.Folds.ToHashSet();
        var rows = context.Tables.Open(context.Store.PathOf(table.Table), cancellation)
            .Scan([ReservedColumns.Fold, time], null, cancellation)
            .SelectMany(block => block.Numbers(0).ToArray().Zip(block.Numbers(1).ToArray())).ToArray();
        var labelled = rows.Where(row => row.First >= CuratedRows.TestFold || row.First == RollingOrigin.Apart).ToArray();
        var first = table.LearnedFrom(labelled.Max(row => row.Second)) ?? double.NegativeInfinity;
        return (
            Span(labelled.Where(row => learned.Contains((int)row.First))),
            Span(labelled.Where(row => row.First == CuratedRows.TestFold)),
            Span(labelled.Where(row => row.Second >= first)));
    }

    private static RowSpan Span(IEnumerable<(double Fold, double Time)> rows)
    {
        double[] times = [.. rows.Select(row => row.Time)];
        return new RowSpan(times.Length, times.Min(), times.Max());
    }
}
