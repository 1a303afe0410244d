using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Bench;

/// <summary>Watches a run and says nothing.</summary>
internal sealed class Silent : IRunObserver
{
    public void RunStarted(int run, string? note, IReadOnlyList<Room> stages)
    {
    }

    public void StageStarted(Room room, IReadOnlyList<string> shards)
    {
    }

    public void UnitStarted(Unit unit, Room room, string reason)
    {
    }

    public void UnitProgressed(Unit unit, double share, string what)
    {
    }

    public void UnitEnded(Unit unit, Room room, UnitOutcome outcome, string reason, TimeSpan took)
    {
    }
}
