using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.Clean;

/// <summary>
/// Removes rows. Adding a rule takes one file and one line in <see cref="CleaningCatalog"/>. Values are changed by row steps.
/// </summary>
public interface ICleaningRule
{
    /// <summary>Name of the rule in reports.</summary>
    string Name { get; }

    /// <summary>Why rows are removed, for people.</summary>
    string Reason { get; }

    /// <summary>Numbers of the rows to remove.</summary>
    IEnumerable<long> Drop(UnitContext context, RawTable table, CancellationToken cancellation);
}

/// <summary>All cleaning rules: one line each.</summary>
internal static class CleaningCatalog
{
    /// <summary>The rules in the order in which they are applied; a row counts for the first rule that removes it.</summary>
    public static IReadOnlyList<ICleaningRule> All { get; } =
    [
        new Quarantined(),
        new Unlabelled(),
        new Duplicates(),
        new Impossible(),
        new SimilarRows(),
    ];
}
