using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>Learns something small from out-of-fold rows without the fold that it is used on.</summary>
public static class CrossFit
{
    /// <summary>
    /// What is learned for each fold from the other folds, or over time from the earlier ones (the first fold has only later ones).
    /// </summary>
    public static IReadOnlyDictionary<int, T> ByFold<T>(Outcome outcome, Func<Outcome, T> learn)
    {
        var folds = outcome.Folds ?? throw new ArgumentException("the rows have no folds", nameof(outcome));
        var (learned, first) = (new SortedDictionary<int, T>(), folds.Length == 0 ? 0 : folds.Min());
        foreach (var fold in folds.Distinct())
        {
            var earlier = outcome.Dependence.Times is not null && fold > first;
            int[] others = [.. Enumerable.Range(0, outcome.Rows).Where(row => earlier ? folds[row] < fold : folds[row] != fold)];
            learned[(int)fold] = learn(outcome.Take(others));
        }

        return learned;
    }
}
