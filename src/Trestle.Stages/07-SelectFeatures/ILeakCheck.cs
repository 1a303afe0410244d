using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.SelectFeatures;

/// <summary>
/// A way in which the answer may stand in the columns. Adding one takes one file and one line in <see cref="LeakCheckCatalog"/>.
/// </summary>
internal interface ILeakCheck
{
    /// <summary>What is suspected.</summary>
    IEnumerable<LeakFinding> Find(LeakSample sample, CancellationToken cancellation);
}

/// <summary>All checks: one line each.</summary>
internal static class LeakCheckCatalog
{
    /// <summary>The checks in the order in which they are reported.</summary>
    public static IReadOnlyList<ILeakCheck> All { get; } =
    [
        new ColumnLeak(),
        new SequenceLeak(),
        new SumLeak(),
        new PairLeak(),
        new LateDate(),
        new RowOrder(),
        new SharedRowsLeak(),
    ];
}
