using System.Runtime.CompilerServices;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Lifecycle;

namespace Trestle.Testing;

/// <summary>
/// Shows what a stage sees: runs the stages before it on a small table, and gives its <see cref="UnitContext"/> to a test
/// instead of to the stage. For the contracts of parts that read artifacts, such as cleaning rules.
/// </summary>
public static class StageProbe
{
    /// <summary>Looks through the eyes of a stage at a project with one file, <c>data.csv</c>.</summary>
    /// <returns>What <paramref name="look"/> gives.</returns>
    public static async Task<T> LookAsync<T>(
        Stage stage, string yaml, string csv, Func<UnitContext, CancellationToken, T> look, CancellationToken cancellation)
    {
        using var folder = new TempFolder();
        folder.Write("data.csv", csv);
        folder.Write(Project.FileName, yaml);
        var project = Project.Open(folder.Path);
        var records = await project.OpenRecordsAsync(TimeProvider.System, cancellation);
        var found = new StrongBox<T>();
        IStage[] stages =
        [
            .. StageCatalog.All(new NoHost()).TakeWhile(other => other.Stage.Number < stage.Number),
            new Looking(stage, (context, token) => found.Value = look(context, token)),
        ];
        await new RunEngine(project, records, stages, new Quiet(), new Resources(1, 1L << 30), TimeProvider.System)
            .RunAsync(new RunSelection(To: stage), "probe", cancellation);
        return found.Value!;
    }

    private sealed class Looking(Stage stage, Action<UnitContext, CancellationToken> look) : IStage
    {
        public Stage Stage => stage;

        public Task RunAsync(UnitContext context, CancellationToken cancellation)
        {
            look(context, cancellation);
            return Task.CompletedTask;
        }
    }

    private sealed class NoHost : IScoringHost
    {
        public Task<RunningHost> StartAsync(
            string package, string address, int port, RequestPolicy policy, string? security, CancellationToken cancellation) =>
            throw new NotSupportedException("a probe starts no scoring host");
    }

    private sealed class Quiet : IRunObserver
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
