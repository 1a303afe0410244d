using Shouldly;

using Trestle.Core.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.Curate;

/// <summary>What stage 5 refuses: a part of the split that cleaning has emptied.</summary>
public sealed class CurateRefusalTests
{
    [Fact]
    public async Task A_fold_of_which_no_row_is_left_is_named()
    {
        var csv = "x,t,y\n" + string.Concat(
            Enumerable.Range(0, 120).Select(i => $"{(i < 40 ? "bad" : "1")},{i},{(i % 2 == 0 ? "yes" : "no")}\n"));
        var problem = await TestProject.ProblemAsync(
            Stage.Curate, "time: t\ncolumns: {x: {type: number}}\nvalidate-data: {max-quarantine: 1, accept-losses: [x]}", csv);
        (problem.Code, problem.Found).ShouldBe(("TR0501", "no row of the fold 0 is left after cleaning"));
    }
}
