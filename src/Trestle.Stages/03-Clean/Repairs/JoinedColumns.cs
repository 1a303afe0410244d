namespace Trestle.Stages.Clean.Repairs;

/// <summary>Values that stand at the end of another column's value where their own column has none: "Portland OR", no state.</summary>
internal sealed class JoinedColumns : IRepairFinder
{
    private const int FewestRows = 5;
    private const int UsualRows = 2;
    private const int MostValues = 5_000;
    private const double LeastExplained = 0.5;
    private const double MostElsewhere = 0.02;

    /// <inheritdoc/>
    public string Name => "joined-columns";

    /// <inheritdoc/>
    public IEnumerable<ProposedRepair> Find(TextTable table, CancellationToken cancellation)
    {
        for (var into = 0; into < table.Columns; into++)
        {
            cancellation.ThrowIfCancellationRequested();
            var own = table[into];
            if (own.Missing < FewestRows || own.Present < FewestRows || own.NumberShare > 0.5)
            {
                continue;
            }

            var words = own.AtLeast(UsualRows).Take(MostValues + 1).ToHashSet(StringComparer.Ordinal);
            for (var from = 0; from < table.Columns && words.Count is > 0 and <= MostValues; from++)
            {
                if (from != into && Proposal(table, from, into, words) is { } proposal)
                {
                    yield return proposal;
                    break;
                }
            }
        }
    }

    private static ProposedRepair? Proposal(TextTable table, int from, int into, HashSet<string> words)
    {
        var (texts, own) = (table[from], table[into]);
        var ends = texts.Texts.Select(text => SplitOff.Split(text, words)).ToArray();
        var (joined, other, known) = (0, 0, 0);
        for (var row = 0; row < table.Rows; row++)
        {
            if (texts.Codes[row] >= 0 && ends[texts.Codes[row]] is { Start: var rest })
            {
                joined += own.Codes[row] < 0 ? 1 : 0;
                other += own.Codes[row] < 0 ? 0 : 1;
                known += own.Codes[row] < 0 && texts.CountOf(rest) > 0 ? 1 : 0;
            }
        }

        return joined >= FewestRows && joined >= LeastExplained * own.Missing && other <= MostElsewhere * own.Present
            ? new ProposedRepair(
                new SplitOff
                {
                    Columns = [table.Schema[from].Name, table.Schema[into].Name],
                    Words = [.. words.Order(StringComparer.Ordinal)],
                },
                FormattableString.Invariant(
                    $"'{table.Schema[into].Name}' is missing in {own.Missing} rows; in {joined} '{table.Schema[from].Name}' ends with one"),
                Math.Min(0.99, 0.9 + (0.09 * known / joined)))
            : null;
    }
}
