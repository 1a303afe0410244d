using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Bench;

/// <summary>Watches a run and says nothing.</summary>
internal sealed class Silent : IRunObserver
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
