using Trestle.Learners.Baseline;
using Trestle.Rows.Keyed;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ProposeCandidates;

/// <summary>Answers that need no learning. A model that does not beat them is not worth having.</summary>
internal sealed class BaselineCandidates : ICandidateSource
{
    /// <inheritdoc/>
    public IEnumerable<Candidate> Propose(Proposal proposal)
    {
        if (proposal.Forecast is { } forecast)
        {
            return Forecasts(forecast);
        }

        var names = proposal.Task != TaskKind.Regression ? ["majority"]
            : proposal.OverTime ? new[] { "mean", "last-value" }
            : ["mean"];
        return names.Select(name => Of(name, name, LearnerCatalog.Get(name).Title, []));
    }

    /// <summary>Forecasts that are columns, since they are features, too: a model can build on them.</summary>
    private static IEnumerable<Candidate> Forecasts(ForecastTable forecast)
    {
        Candidate Column(string id, string title, SeriesValue value) =>
            Of(id, ColumnLearner.LearnerName, $"{title} (baseline)", [forecast.Shape.Column(value)]);
        yield return Column("naive", "Last value", SeriesValue.Naive);
        yield return Column("drift", "Last value with drift", SeriesValue.Drift);
        if (forecast.Shape.Season > 1)
        {
            yield return Column("seasonal-naive", $"Last season, of {forecast.Shape.Season}", SeriesValue.Seasonal);
        }

        yield return Column("ets", "Exponential smoothing (ETS)", SeriesValue.Ets);
    }

    private static Candidate Of(string id, string learner, string title, IReadOnlyList<string> features) => new()
    {
        Id = id,
        Learner = learner,
        Title = title,
        Reason = "a model has to beat it",
        Baseline = true,
        Complexity = 0,
        Preparation = new StepList(
        [
            new PlannedStep(new Keep { Columns = features }, features.Count == 0 ? "it uses no feature" : "its forecast is the feature"),
        ]),
        Categories = [],
        Space = SearchSpace.Empty,
        Trials = 1,
    };
}
