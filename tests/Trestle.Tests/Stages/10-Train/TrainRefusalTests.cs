using Shouldly;

using Trestle.Core.Lifecycle;

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
}
