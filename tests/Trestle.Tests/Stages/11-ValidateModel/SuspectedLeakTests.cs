using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateModel;

using Xunit;

namespace Trestle.Tests.Stages.ValidateModel;

/// <summary>A model that is too good is named, whatever the metric of the project is.</summary>
public sealed class SuspectedLeakTests
{
    [Theory]
    [InlineData("log-loss")]
    [InlineData("brier")]
    [InlineData("auc")]
    public void A_perfect_model_is_named_with_its_features_of_most_weight(string metric)
    {
        var result = Check(metric, score => score);
        (result.Passed, result.Blocking).ShouldBe((false, false));
        result.Found.ShouldBe("1.0000; its features of most weight are score, a, b");
        result.Expected.ShouldStartWith("auc below 0.9995");
        Check(metric, score => 0.5 + (0.1 * score)).Passed.ShouldBeFalse();
        Check(metric, _ => 0.5).Passed.ShouldBeTrue();
    }

    private static CheckResult Check(string metric, Func<double, double> score)
    {
        double[] labels = [.. Enumerable.Range(0, 100).Select(row => (double)(row % 2))];
        var outcome = new Outcome(TaskKind.Binary, labels, [.. labels.Select(score)], 1);
        var hash = ContentHash.Of("sample"u8);
        return new SuspectedLeak().Check(
            new ModelEvidence
            {
                Fitted = new FittedModel
                {
                    Candidate = "trees",
                    Learner = "trees",
                    Trial = Trial.Of(1, new Dictionary<string, double>(), 1, [1, 1]),
                    Model = hash,
                    Plan = hash,
                    OutOfFold = hash,
                    Importance = [new("score", 0.8), new("a", 0.1), new("b", 0.06), new("c", 0.04)],
                },
                Saved = [],
                OutOfFold = outcome,
                Decided = outcome,
                Baseline = null,
                Search = SearchEvidence.Of(
                    MetricCatalog.Get(metric), [new TrialName("trees", 1)], [outcome], null, 0.95, 1, CancellationToken.None),
                Metric = MetricCatalog.Get(metric),
                Settings = new ValidateModelSettings(),
                Seed = 1,
            },
            CancellationToken.None);
    }
}
