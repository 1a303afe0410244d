namespace Trestle.Stages.Clean.Repairs;

/// <summary>
/// Columns that others determine nearly always (zip → city): the few cells that contradict what the other rows with the same value have,
/// and those that are missing.
/// </summary>
/// <remarks>
/// Which columns determine which is found by counting: of the rows that share a value, how many have the majority's value beside it
/// (Huhtala et al., TANE, 1999: approximate dependencies by g3), and how much of that is more than chance.
/// </remarks>
internal sealed class Dependencies : IRepairFinder
{
    private const int FewestRows = 30;
    private const double NearlyUnique = 0.9;
    private const double MostChanged = 0.2;
    private const double SureEnoughToFill = 0.95;
    private const double MostMissing = 0.3;

    /// <summary>Changes that gather where another column has one value are no slips but a rule that the dependency does not know.</summary>
    private const int GatheredRows = 3;
    private const double GatheredShare = 0.5;

    /// <inheritdoc/>
    public string Name => "dependencies";

    /// <inheritdoc/>
    public IEnumerable<ProposedRepair> Find(TextTable table, CancellationToken cancellation)
    {
        var pairs = new DependencyPairs(table);
        for (var to = 0; to < table.Columns; to++)
        {
            cancellation.ThrowIfCancellationRequested();
            var values = table[to];
            if (values.Present < FewestRows || values.Texts.Length < 2 || values.Texts.Length > NearlyUnique * values.Present)
            {
                continue;
            }

            var found = Enumerable.Range(0, table.Columns).Where(from => from != to)
                .Select(from => (From: from, Found: pairs.Of(from, to, cancellation))).Where(pair => pair.Found is not null).ToArray();
            var voters = found.Select(pair => (table.Schema[pair.From].Name, pair.Found!.Value)).ToArray();
            if (voters.Length > 0 && Proposal(table, to, voters) is { } step)
            {
                yield return step;
            }
        }
    }

    private static ProposedRepair? Proposal(TextTable table, int to, (string From, double Share)[] found)
    {
        var values = table[to];
        var step = new Dependency
        {
            Columns = [table.Schema[to].Name],
            From = [.. found.Select(pair => pair.From)],
            Fill = found.Max(pair => pair.Share) >= SureEnoughToFill && values.Missing <= MostMissing * table.Rows,
        };
        var changes = Changes(table, step);
        if (changes.Count == 0 || changes.Count > MostChanged * table.Rows)
        {
            return null;
        }

        step = step with { Unless = Gathered(table, to, changes) };
        var left = step.Unless.Count == 0 ? changes : Changes(table, step);
        var best = found.OrderByDescending(pair => pair.Share).First();
        return left.Count == 0 ? null : new ProposedRepair(
            step,
            FormattableString.Invariant($"'{best.From}' determines it in {best.Share:P1} of the rows that share a value")
                + (found.Length > 1 ? $"; so do {found.Length - 1} other columns" : ""),
            0.90 + (0.09 * Math.Min(1, (found.Length - 1) / 2.0)));
    }

    private static List<CellChange> Changes(TextTable table, Dependency step) => table.Changes(table.After(RepairSearch.Fit(step, table)));

    private static SortedDictionary<string, IReadOnlyList<string>> Gathered(TextTable table, int to, List<CellChange> changes)
    {
        var unless = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        for (var column = 0; column < table.Columns; column++)
        {
            var values = table[column];
            if (column == to)
            {
                continue;
            }

            string[] gathered =
            [
                .. changes.Select(change => values.Codes[change.Row]).Where(code => code >= 0).CountBy(code => code)
                    .Where(count => count.Value >= GatheredRows && count.Value >= GatheredShare * values.Counts[count.Key])
                    .Select(count => values.Texts[count.Key]).Order(StringComparer.Ordinal),
            ];
            if (gathered.Length > 0)
            {
                unless[table.Schema[column].Name] = gathered;
            }
        }

        return unless;
    }
}
