namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>
/// Tells which groups of made features pay: boosted trees learn with and without each, and the losses of rows that they did not learn from
/// are compared row by row (a one-sided test, with Bonferroni's correction for the groups). The best group that passes is taken, and the
/// others are tried again beside it, until none passes.
/// </summary>
internal static class Worth
{
    private const int MostRows = 6000;
    private const double Level = 0.05;

    /// <summary>Judges the groups.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="group">The group of each column; -1 for a column that is there anyway.</param>
    /// <param name="cancellation">Ends the search early.</param>
    public static Worths Judge(SelectionRows rows, IReadOnlyList<int> group, CancellationToken cancellation)
    {
        rows = rows.Thinned(MostRows);
        var has = Enumerable.Range(0, group.Count).Where(column => group[column] < 0).ToList();
        var found = new Dictionary<int, WorthOfGroup>();
        var before = Boosting.CrossFit(rows.Only(has), cancellation).Losses;
        var left = group.Where(own => own >= 0).Distinct().Order().ToList();
        var many = left.Count;
        while (left.Count > 0)
        {
            var (best, bestLosses, bestColumns) = (default(WorthOfGroup), Array.Empty<double>(), Array.Empty<int>());
            foreach (var own in left)
            {
                cancellation.ThrowIfCancellationRequested();
                int[] columns = [.. Enumerable.Range(0, group.Count).Where(column => group[column] == own)];
                var (losses, gains) = Boosting.CrossFit(rows.Only([.. has, .. columns]), cancellation);
                var (_, statistic, p) = Permutation.Test([.. before.Zip(losses, (without, with) => without - with)]);
                found[own] = new WorthOfGroup(own, before.Average(), losses.Average(), Math.Min(1, p * many), statistic);
                if (best is null || statistic > best.Statistic)
                {
                    (best, bestLosses) = (found[own], losses);
                    bestColumns = [.. columns.Where((_, i) => gains[has.Count + i] > 0)];
                }
            }

            if (best is null || best.PValue > Level)
            {
                break;
            }

            found[best.Group] = best with { Pays = true };
            left.Remove(best.Group);
            has.AddRange(bestColumns);
            before = bestLosses;
        }

        return new Worths([.. found.OrderBy(entry => entry.Key).Select(entry => entry.Value)], [.. has.Order()]);
    }
}

/// <summary>What a group of features adds.</summary>
/// <param name="Group">The group.</param>
/// <param name="Without">The mean loss without it.</param>
/// <param name="With">The mean loss with it.</param>
/// <param name="PValue">The probability of such a difference by chance, over all groups.</param>
/// <param name="Statistic">The difference in standard errors.</param>
internal sealed record WorthOfGroup(int Group, double Without, double With, double PValue, double Statistic)
{
    /// <summary>Whether it pays.</summary>
    public bool Pays { get; init; }
}

/// <summary>What all groups add, and the columns that stay.</summary>
internal sealed record Worths(IReadOnlyList<WorthOfGroup> Groups, IReadOnlyList<int> Columns);
