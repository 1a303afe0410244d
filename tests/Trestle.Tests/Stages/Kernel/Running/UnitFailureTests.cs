using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Running;

/// <summary>A unit that the machine stops, with what a person can do about it.</summary>
public sealed class UnitFailureTests
{
    public static TheoryData<Exception, string, string> Failures => new()
    {
        { new IOException("No space left on device"), "TR0086", "the disk is full: No space left on device" },
        { new AggregateException(new IOException("No space left on device")), "TR0086", "the disk is full: No space left on device" },
        { new InsufficientMemoryException(), "TR0087", "out of memory" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_machine_that_is_too_small_is_a_problem_with_advice(Exception failure, string code, string found)
    {
        using var folder = new TestProject(TestProject.Small, TestProject.Rows(60));
        var project = Project.Open(folder.Path_);
        var records = await folder.RecordsAsync();
        var engine = new RunEngine(
            project, records, [new FailingStage(failure)], new NoObserver(), new Resources(1, 1L << 30), TimeProvider.System);
        var run = () => engine.RunAsync(new RunSelection(), "test", TestContext.Current.CancellationToken);
        var error = await Should.ThrowAsync<TrestleException>(run);
        var problem = error.Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Found, problem.Where).ShouldBe((code, found, "unit 1/ingest"));
    }

    private sealed class FailingStage(Exception failure) : IStage
    {
        public Stage Stage => Stage.Ingest;

        public Task RunAsync(UnitContext context, CancellationToken cancellation) => Task.FromException(failure);
    }

    private sealed class NoObserver : IRunObserver
    {
        public void RunStarted(int run, string? note, IReadOnlyList<Stage> stages)
        {
        }

        public void StageStarted(Stage stage, IReadOnlyList<string> shards)
        {
        }

        public void UnitStarted(Unit unit, Stage stage, string reason)
        {
        }

        public void UnitProgressed(Unit unit, double share, string what)
        {
        }

        public void UnitEnded(Unit unit, Stage stage, UnitOutcome outcome, string reason, TimeSpan took)
        {
        }
    }
}
