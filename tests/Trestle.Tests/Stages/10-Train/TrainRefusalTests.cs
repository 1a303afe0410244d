using Shouldly;

using Trestle.Core.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.Train;

/// <summary>What stage 10 refuses: folds that nothing can be measured on.</summary>
public sealed class TrainRefusalTests
{
    [Fact]
    public async Task A_metric_that_is_not_defined_on_a_fold_is_named_with_it()
    {
        var csv = "x,t,y\n" + string.Concat(Enumerable.Range(0, 150).Select(i => $"{i % 7},{i},{(i < 60 && i % 2 == 0 ? "yes" : "no")}\n"));
        var problem = await TestProject.ProblemAsync(Stage.Train, "time: t\ntrain: {metric: auc}", csv);
        (problem.Code, problem.Found).ShouldBe(("TR1001", "'auc' is not defined on fold 2"));
    }
}
