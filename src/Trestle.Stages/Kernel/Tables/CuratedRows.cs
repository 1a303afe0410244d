using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Splits;

namespace Trestle.Stages.Kernel.Tables;

/// <summary>The curated table of stage 5 as rows to learn from or to test on.</summary>
internal static class CuratedRows
{
    /// <summary>The fold of the test part.</summary>
    public const int TestFold = -1;

    /// <summary>
    /// The rows with the given columns (null for all), their number and their label; the test part can be scanned as fold -1.
    /// </summary>
    public static TableRows Open(UnitContext context, CuratedTable table, IReadOnlyList<string>? columns, CancellationToken cancellation) =>
        context.Tables.Open(context.Store.PathOf(table.Table), cancellation).Training(columns, cancellation);

    /// <summary>
    /// All rows that a model may learn once nothing is measured any more, in memory: parts that are no folds are further folds, and rows
    /// before the window are left out.
    /// </summary>
    public static MemoryRows All(UnitContext context, CuratedTable table, CancellationToken cancellation)
    {
        var rows = context.Tables.Open(context.Store.PathOf(table.Table), cancellation)
            .Learning(null, [TestFold, RollingOrigin.Apart], cancellation).Load(cancellation);
        if (table.Time is not { } time || table.Origins?.Window is null)
        {
            return rows;
        }

        var position = rows.Schema.Find(time);
        RowBlock[] blocks = [.. rows.Folds.SelectMany(fold => rows.Scan(fold, cancellation))];
        var first = table.LearnedFrom(blocks.Max(block => block.Numbers(position).ToArray().Max()))!.Value;
        RowBlock[] kept =
        [
            .. blocks.Select(block => block.Take(
                [.. Enumerable.Range(0, block.Rows).Where(row => block.Numbers(position)[row] >= first)])).Where(block => block.Rows > 0),
        ];
        return Halves(rows.Schema, RowBlock.Join(rows.Schema, kept));
    }

    /// <summary>Rows as two folds, since steps that learn across folds need two.</summary>
    private static MemoryRows Halves(RowSchema schema, RowBlock rows)
    {
        var middle = rows.Rows / 2;
        return new MemoryRows(schema, new Dictionary<int, IReadOnlyList<RowBlock>>
        {
            [0] = [rows.Take([.. Enumerable.Range(0, middle)])],
            [1] = [rows.Take([.. Enumerable.Range(middle, rows.Rows - middle)])],
        });
    }
}
