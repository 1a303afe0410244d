namespace Trestle.Stages.Clean.Repairs;

/// <summary>A repair that the data suggests.</summary>
/// <param name="Step">The step on values that makes it.</param>
/// <param name="Reason">What in the data speaks for it, for people; names no values of cells.</param>
/// <param name="Precision">The share of the changed cells that the evidence expects to be right, 0 to 1.</param>
internal sealed record ProposedRepair(IRowStep Step, string Reason, double Precision);

/// <summary>
/// Looks for one kind of wrong values and proposes steps that repair them. It learns from the table alone: no names of columns, no words
/// of one language but those for "no value", and nothing about the target. Adding a finder takes one file and one line in
/// <see cref="RepairCatalog"/>.
/// </summary>
internal interface IRepairFinder
{
    /// <summary>The name in reports.</summary>
    string Name { get; }

    /// <summary>The repairs, column by column. Where the evidence is not clear, none: a wrong repair is worse than none.</summary>
    IEnumerable<ProposedRepair> Find(TextTable table, CancellationToken cancellation);
}

/// <summary>All finders: one line each.</summary>
internal static class RepairCatalog
{
    /// <summary>The finders in the order in which they are asked; each sees the table as the repairs before it left it.</summary>
    public static IReadOnlyList<IRepairFinder> All { get; } =
    [
        new MissingWordsAmongNumbers(),
        new NumberForms(),
        new SwappedColumns(),
        new JoinedColumns(),
        new Slips(),
        new Dependencies(),
        new Spellings(),
        new WordForms(),
    ];
}
