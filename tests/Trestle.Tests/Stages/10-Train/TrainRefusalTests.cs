using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Train;

using Xunit;

namespace Trestle.Tests.Stages.Train;

/// <summary>What stage 10 refuses: folds of which none can be measured.</summary>
public sealed class TrainRefusalTests
{
    [Fact]
    public async Task A_metric_that_is_not_defined_on_any_fold_is_named()
    {
        var csv = "x,t,y\n" + string.Concat(Enumerable.Range(0, 150).Select(i => $"{i % 7},{i},{(i < 20 && i % 2 == 0 ? "yes" : "no")}\n"));
        var problem = await TestProject.ProblemAsync(Stage.Train, "time: t\ntrain: {metric: auc}", csv);
        (problem.Code, problem.Found).ShouldBe(("TR1001", "'auc' is not defined on any fold"));
    }

    [Fact]
    public void A_search_of_which_no_trial_ended_in_time_says_so_for_each_candidate()
    {
        var trial = Trial.Of(1, new Dictionary<string, double>(), 1, [0.5]);
        var problem = TrainErrors.NoTrial(
        [
            new Trials("majority", "auc", [trial], "ran all 1 trials"),
            new Trials("linear", "auc", [], "the time was used up after 1 trial; 1 cut off by the time"),
        ]);
        (problem.Code, problem.Found).ShouldBe(
            ("TR1004", "no trial of any candidate ran to its end: linear: the time was used up after 1 trial; 1 cut off by the time"));
    }
}
