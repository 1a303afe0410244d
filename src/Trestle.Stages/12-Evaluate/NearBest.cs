using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Evaluate;

/// <summary>
/// The models that may be selected: those that are behind the best by no more than the price of all complexity. With a budget only they get
/// the figures that take long, which would take their time from the search.
/// </summary>
internal static class NearBest
{
    /// <summary>Models that are no further behind than this share of what is at stake always belong to them.</summary>
    private const double Least = 0.02;

    /// <summary>Their names.</summary>
    /// <param name="metric">The objective.</param>
    /// <param name="candidates">All candidates, with the baselines.</param>
    /// <param name="values">The objective of each candidate out of fold.</param>
    /// <param name="blessed">The candidates that may be selected.</param>
    /// <param name="price">The price of a step of complexity, as a share of what is at stake.</param>
    public static IEnumerable<string> Of(
        IMetric metric, IReadOnlyList<Candidate> candidates, IReadOnlyDictionary<string, double> values, IReadOnlySet<string> blessed,
        double price)
    {
        Candidate[] models = [.. candidates.Where(candidate => !candidate.Baseline && double.IsFinite(values[candidate.Id]))];
        Candidate[] choice = [.. models.Where(candidate => blessed.Contains(candidate.Id))];
        if (choice.Length == 0)
        {
            return models.Select(candidate => candidate.Id);
        }

        var all = choice.Select(candidate => values[candidate.Id]);
        var stake = Stake.Of(
            metric, metric.HigherIsBetter ? all.Max() : all.Min(),
            candidates.Where(candidate => candidate.Baseline).Select(candidate => values[candidate.Id]));
        var steps = choice.Max(candidate => candidate.Complexity) - choice.Min(candidate => candidate.Complexity);
        return models.Where(candidate => stake.Behind(values[candidate.Id]) <= Math.Max(Least, price * steps))
            .Select(candidate => candidate.Id);
    }
}
