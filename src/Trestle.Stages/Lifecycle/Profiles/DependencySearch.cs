using Trestle.Stages.Clean.Repairs;

namespace Trestle.Stages.Lifecycle.Profiles;

/// <summary>
/// Finds columns that decide others nearly always (zip → city) in the sample, by the search of <c>trestle clean --suggest</c>, and counts
/// the rows that break the rule in the whole table.
/// </summary>
internal static class DependencySearch
{
    /// <summary>Columns between which dependencies are searched; further ones are named in a note.</summary>
    public const int MostColumns = 100;

    private const int FewestRows = 30;
    private const int MostCounted = 60;
    private const double NearlyUnique = 0.9;
    private const double MostViolations = 0.05;

    /// <summary>The dependencies, those that hold in the most rows first.</summary>
    /// <param name="table">All rows.</param>
    /// <param name="sample">Those that are searched.</param>
    /// <param name="keys">Columns that identify rows: they decide nothing that is worth saying.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public static IReadOnlyList<FoundDependency> Run(
        ExactCounts table, TextTable sample, IReadOnlyCollection<string> keys, CancellationToken cancellation)
    {
        var pairs = new DependencyPairs(sample);
        int[] columns =
        [
            .. Enumerable.Range(0, sample.Columns).Where(column => !keys.Contains(sample.Schema[column].Name)
                && sample[column].Present >= FewestRows && sample[column].Texts.Length > 1).Take(MostColumns),
        ];
        var found = columns
            .Where(to => sample[to].Texts.Length <= NearlyUnique * sample[to].Present)
            .SelectMany(to => columns.Where(from => from != to).Select(from => (from, to, Share: pairs.Of(from, to, cancellation))))
            .Where(pair => pair.Share >= 1 - MostViolations).OrderByDescending(pair => pair.Share).Take(MostCounted);
        return
        [
            .. found.Select(pair => Counted(sample.Schema[pair.from].Name, sample.Schema[pair.to].Name))
                .Where(dependency => dependency.Rows > 0 && dependency.Violations <= MostViolations * dependency.Rows)
                .OrderBy(dependency => (double)dependency.Violations / dependency.Rows)
                .ThenBy(dependency => dependency.From, StringComparer.Ordinal).ThenBy(dependency => dependency.To, StringComparer.Ordinal),
        ];

        FoundDependency Counted(string from, string to)
        {
            var (rows, violations) = table.Dependence(from, to);
            return new FoundDependency(from, to, rows, violations);
        }
    }
}
