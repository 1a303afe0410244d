using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Running;

/// <summary>What the end of a run, the model card and the pages name.</summary>
public sealed class RunWarningsTests
{
    private static readonly CheckResult Passed = new("finite", null, true, true, "finite numbers", "0 are not");
    private static readonly CheckResult Refused = new("beats-baseline", null, false, true, "a difference above 0", "-0.1");
    private static readonly CheckResult Warned = new("stable", null, false, false, "folds alike", "fold 2: 0.1");

    [Fact]
    public void Every_check_that_fails_without_stopping_the_run_is_named()
    {
        var data = new DataReport
        {
            Rows = 9,
            Columns = [],
            Notes = ["task: regression, because 'y' holds numbers", "x: '-' (3) read as no value"],
            Doubts = ["x: '-' (3) read as no value"],
            Checks = [Passed, Refused, new CheckResult("not-empty", "x", false, false, "a column with values", "every value is missing")],
        };
        var features = new FeatureList([new FeatureDecision("x", "x", ColumnKind.Number, true, "no rule drops it")])
        {
            Leaks = [new LeakFinding("column", ["x"], "'x': it tells all", Stops: true, "known before the call")],
        };
        var models = new ModelReport("mean", [
            new CandidateReport("mean", true, true, []), new CandidateReport("linear", false, true, [Passed, Warned]),
            new CandidateReport("trees", false, false, [Refused, Warned])]);

        string[] early = ["x: '-' (3) read as no value",
            "not-empty of 'x': expected a column with values; found: every value is missing",
            "'x': it tells all; accepted: known before the call"];
        RunWarnings.Of(data, features, null, null, null).ShouldBe(early);
        RunWarnings.Of(data, features, models, null, null).ShouldBe([.. early, "linear: stable: expected folds alike; found: fold 2: 0.1"]);
        RunWarnings.Of(null, null, models, Selected(null), null).ShouldBe(["trees: stable: expected folds alike; found: fold 2: 0.1"]);
        RunWarnings.Of(null, null, null, Selected(Refused), null).ShouldBeEmpty();
        RunWarnings.Of(null, null, null, Selected(Warned), null).ShouldBe(["trees: stable: expected folds alike; found: fold 2: 0.1"]);
        RunWarnings.Of(null, null, null, null, null).ShouldBeEmpty();
    }

    private static SelectedModel Selected(CheckResult? generalisation) => new()
    {
        Candidate = "trees",
        Learner = "lightgbm",
        Metric = "auc",
        OutOfFold = new MetricValue("auc", 0.8, 0.7, 0.9),
        Test = new MetricValue("auc", 0.6, 0.5, 0.7),
        Generalisation = generalisation,
        Evidence = [],
    };
}
