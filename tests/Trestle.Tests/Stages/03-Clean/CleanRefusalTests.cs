using Shouldly;

using Trestle.Core.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.Clean;

/// <summary>What stage 3 refuses: cleaning that leaves nothing.</summary>
public sealed class CleanRefusalTests
{
    [Fact]
    public async Task Rows_that_are_all_in_quarantine_leave_nothing()
    {
        var csv = "x,z,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"bad {i},a,{(i % 2 == 0 ? "yes" : "no")}\n"));
        var problem = await TestProject.ProblemAsync(Stage.Clean, "columns: {x: {type: number}}\nvalidate-data: {max-quarantine: 1}", csv);
        (problem.Code, problem.Found).ShouldBe(("TR0301", "no row is left: 60 quarantined"));
    }

    [Fact]
    public async Task A_step_that_learns_from_all_rows_is_refused()
    {
        var problem = await TestProject.ProblemAsync(Stage.Curate, "clean: {steps: [{one-hot: {columns: [z]}}]}");
        (problem.Code, problem.Found).ShouldBe(("TR0027", "the step 'one-hot' learns from the data"));
    }
}
