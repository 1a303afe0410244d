using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Tables;

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

    /// <summary>All rows that a model may learn once nothing is measured any more: the test part is one more fold.</summary>
    public static TableRows All(UnitContext context, CuratedTable table, CancellationToken cancellation) =>
        context.Tables.Open(context.Store.PathOf(table.Table), cancellation).Learning(null, [TestFold], cancellation);
}
