using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Blobs;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Running;

/// <summary>Selections and units that no run has.</summary>
public sealed class RunSelectionTests
{
    private static readonly Stage[] Stages = [Stage.Ingest, Stage.Clean, Stage.Train];

    [Fact]
    public void A_stage_that_is_not_part_of_a_run_is_refused()
    {
        var problem = Problem(() => new RunSelection(To: Stage.Deploy).Check(Stages));
        (problem.Code, problem.Found, problem.Expected)
            .ShouldBe(("TR0083", "stage 18, deploy, is not part of a run", "one of: ingest, clean, train"));
    }

    [Fact]
    public void A_first_stage_after_the_last_is_refused()
    {
        var problem = Problem(() => new RunSelection(From: Stage.Train, To: Stage.Clean).Check(Stages));
        (problem.Code, problem.Found, problem.Fix)
            .ShouldBe(("TR0084", "--from train --to clean", "swap them: --from clean --to train"));
    }

    [Fact]
    public async Task A_unit_that_a_run_does_not_have_is_refused()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(60));
        await project.RunAsync(Stage.Ingest);
        var problem = (await Should.ThrowAsync<TrestleException>(() => project.ExecuteAsync(new Unit(1, "inges", Unit.Whole)))).Problems[0];
        (problem.Code, problem.Fix).ShouldBe(("TR0085", "did you mean '1/ingest'?"));
    }

    [Fact]
    public void An_artifact_that_was_not_written_is_named()
    {
        using var folder = new TempFolder();
        var problem = Problem(() => new ArtifactReader(new ContentStore(folder.Path), []).Read(Artifact.Contract));
        (problem.Code, problem.Found).ShouldBe(("TR0081", "the artifact 'contract' has not been written"));
    }

    private static Problem Problem(Action action) => Should.Throw<TrestleException>(action).Problems.ShouldHaveSingleItem();
}
