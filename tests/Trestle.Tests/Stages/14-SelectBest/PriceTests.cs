using Shouldly;

using Trestle.Learners;
using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.SelectBest;

using Xunit;

namespace Trestle.Tests.Stages.SelectBest;

/// <summary>What a gain has to be for a step of complexity.</summary>
public sealed class PriceTests
{
    [Theory]
    [InlineData(0.850, 0.8506, 0.8508, 0.005, "linear")]     // 0.40 % and 0.53 % of what is missing to 1 for one and two steps
    [InlineData(0.850, 0.8509, 0.8511, 0.005, "lightgbm")]   // 0.60 % for one step, 0.13 % more for another
    [InlineData(0.650, 0.6600, 0.6710, 0.005, "ensemble.3")] // as on noisy tables: 6 % of the lead
    [InlineData(0.9264, 0.9273, 0.9288, 0.005, "ensemble.3")] // 3.4 % of what is missing to 1, but 0.6 % of the lead
    [InlineData(0.850, 0.8506, 0.8508, 0, "ensemble.3")]
    [InlineData(0.850, 0.8500, 0.8500, 0, "linear")]
    public void A_step_of_complexity_is_taken_where_it_brings_more_than_its_price(
        double linear, double lightgbm, double ensemble, double price, string expected)
    {
        foreach (var sign in new[] { 1, -1 })
        {
            var card = Card(sign, ("majority", 0, 0.5), ("linear", 1, linear), ("lightgbm", 2, lightgbm), ("ensemble.3", 3, ensemble));
            Choose(card, price).Candidate.Candidate.ShouldBe(expected);
        }
    }

    [Fact]
    public void The_evidence_says_what_was_gained_and_what_it_cost()
    {
        var chosen = Choose(Card(1, ("majority", 0, 0.5), ("linear", 1, 0.85), ("lightgbm", 2, 0.8505)), 0.005);
        chosen.Evidence.ShouldBe(
        [
            "lightgbm has the best auc on out-of-fold rows: 0.8505",
            "lightgbm minus linear: +0.0005 [-0.0195, +0.0205], 0.3% of what it lacks of a perfect model; 1 step of complexity cost 0.5%",
            "linear is taken: it is simpler, and the gain of lightgbm is not worth the price",
        ]);
    }

    /// <summary>As measured on scikit-learn's table of breast cancer, where the upper end was 1.002.</summary>
    [Theory]
    [InlineData("auc", 0.99, 0.985, 0.96, 0.9995, 0.996, 0.9935, 0.9685, 1)]
    [InlineData("log-loss", 0.03, 0.05, 0.005, 0.1, 0.006, 0.016, 0, 0.066)]
    [InlineData("r2", 0.99, 0.98, 0.95, 0.998, 0.999, 0.994, 0.964, 1)]
    public void A_corrected_figure_stays_within_what_its_metric_can_be(
        string metric, double best, double corrected, double low, double high, double plain, double value, double atLeast, double atMost)
    {
        var search = new SearchReport(9, 500, new TrialName("lightgbm", 7), best, new MetricValue(metric, corrected, low, high), 0.95);
        var figure = search.Correct(MetricCatalog.Get(metric), plain, "ensemble");
        figure.Metric.ShouldBe(metric);
        figure.Value.ShouldBe(value, 1e-12);
        figure.Low.ShouldBe(atLeast, 1e-12);
        figure.High.ShouldBe(atMost, 1e-12);
    }

    /// <summary>As measured on a table of 1,000 rows: the single model is ahead by .004 because it is the best of many.</summary>
    [Fact]
    public void An_ensemble_is_compared_with_what_single_models_are_after_the_choice()
    {
        var card = Card(1, ("majority", 0, 0.5), ("lightgbm", 2, 0.8075), ("ensemble.3", 3, 0.8035));
        var search = new SearchReport(290, 800, new TrialName("lightgbm", 7), 0.8075, new MetricValue("auc", 0.7861, 0.75, 0.82), 0.95);
        card = card with
        {
            Trials = 290,
            Candidates = [.. card.Candidates.Select(scores => scores with
            {
                Corrected = scores.Candidate == "majority" ? null : search.Correct(
                    new Auc(), scores.OutOfFold[0].Value, scores.Candidate.Split('.')[0]),
            })],
        };
        card.Candidates[1].Corrected!.ShouldBe(search.Corrected);
        card.Candidates[2].Corrected!.Value.ShouldBe(0.8035 - (0.0214 / 2), 1e-12);
        var chosen = Choose(card, 0.005);
        chosen.Candidate.Candidate.ShouldBe("ensemble.3");
        chosen.Evidence[0].ShouldBe(
            "ensemble.3 has the best auc on out-of-fold rows: 0.7928, corrected for the choice among 290 trials");
    }

    [Fact]
    public void Without_a_baseline_gains_are_shares_of_the_value() =>
        Choose(Card(-1, ("linear", 1, 101), ("lightgbm", 2, 100)), 0.005).Candidate.Candidate.ShouldBe("lightgbm");

    private static Chosen Choose(Scorecard card, double price) => new WorthItsPrice(price).Choose(
        [.. card.Candidates.Where(scores => scores.Blessed)], card, [.. card.Candidates.Select(Candidate)]);

    /// <summary>With the sign -1 the values are losses, as far below 1 as the gains are above 0.</summary>
    private static Scorecard Card(int sign, params (string Name, int Complexity, double Value)[] all)
    {
        var own = Array.ConvertAll(all, one => (one.Name, Value: sign > 0 || one.Value > 1 ? one.Value : 1 - one.Value));
        var metric = sign > 0 ? "auc" : "rmse";
        return new Scorecard(metric, sign > 0, 800, 200, 0.95, [.. own.Select(one => new CandidateScores
        {
            Candidate = one.Name,
            Blessed = one.Name != "majority",
            OutOfFold = [new MetricValue(metric, one.Value, one.Value - 0.02, one.Value + 0.02)],
            Test = [],
            Slices = [],
            Against = [.. own.Where(other => other.Name != one.Name).Select(other => new PairedDifference(
                other.Name, one.Value - other.Value, one.Value - other.Value - 0.02, one.Value - other.Value + 0.02))],
            Importance = [],
        })]);
    }

    private static Candidate Candidate(CandidateScores scores) => new()
    {
        Id = scores.Candidate,
        Learner = scores.Candidate.Split('.')[0],
        Title = scores.Candidate,
        Reason = "",
        Baseline = scores.Candidate == "majority",
        Complexity = Array.IndexOf(["majority", "linear", "lightgbm", "ensemble.3"], scores.Candidate),
        Preparation = new StepList([]),
        Categories = [],
        Space = SearchSpace.Empty,
        Trials = 1,
    };
}
