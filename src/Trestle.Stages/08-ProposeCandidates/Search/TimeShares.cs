using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ProposeCandidates.Search;

/// <summary>
/// How a time budget is divided among candidates, which take turns: each one's trials end at a second of the search. What one leaves goes
/// to those after it.
/// </summary>
internal static class TimeShares
{
    /// <summary>The smallest budget: less is not enough for a look at each learner.</summary>
    public static TimeSpan Least { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The smallest budget with time for all learners that suit a table, also the slow ones.</summary>
    public static TimeSpan ForAll { get; } = TimeSpan.FromMinutes(2);

    /// <summary>The share of the budget that the portfolios of all learners may take; the rest goes to what promises most then.</summary>
    private const double FirstRound = 0.45;

    /// <summary>
    /// The candidates of the first round with their times, by <see cref="ILearner.Promise"/>, the most promising last, so that it has what
    /// the others leave; as they are without a budget.
    /// </summary>
    public static IReadOnlyList<Candidate> First(IReadOnlyList<Candidate> candidates, TimeSpan? budget) => budget is { } time
        ? Divide([.. candidates.OrderBy(Weight)], 0, FirstRound * time.TotalSeconds, Weight)
        : candidates;

    private static double Weight(Candidate candidate) =>
        candidate.Baseline || candidate.Given is not null ? 0 : LearnerCatalog.Get(candidate.Learner).Promise;

    /// <summary>The candidates, with the time from one second to another divided by their weights; what has none has no limit.</summary>
    public static IReadOnlyList<Candidate> Divide(
        IReadOnlyList<Candidate> candidates, double from, double until, Func<Candidate, double> weight)
    {
        var sum = candidates.Sum(weight);
        var at = 0.0;
        return
        [
            .. candidates.Select(candidate => candidate with
            {
                Until = weight(candidate) > 0 ? from + ((until - from) * ((at += weight(candidate)) / sum)) : null,
            }),
        ];
    }
}
