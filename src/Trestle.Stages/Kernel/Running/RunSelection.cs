namespace Trestle.Stages.Kernel.Running;

/// <summary>Which stages of a run are to be run; the ones before are taken as they are.</summary>
/// <param name="From">The first stage, or null for the first of all.</param>
/// <param name="To">The last stage, or null for the last of all.</param>
/// <param name="Only">The one stage, or null.</param>
/// <param name="Force">Whether selected stages are run even if nothing has changed.</param>
public sealed record RunSelection(Room? From = null, Room? To = null, Room? Only = null, bool Force = false)
{
    /// <summary>Whether a stage is to be run.</summary>
    public bool Runs(Room room) => Only is not null
        ? room == Only
        : room.Number >= (From?.Number ?? 0) && room.Number <= (To?.Number ?? int.MaxValue);

    /// <summary>Whether a stage is needed at all: it, or one after it, is to be run.</summary>
    public bool Reaches(Room room) => room.Number <= (Only?.Number ?? To?.Number ?? int.MaxValue);

    /// <summary>Checks the selection against the stages there are.</summary>
    public void Check(IReadOnlyCollection<Room> stages)
    {
        var known = stages.Select(room => room.Slug).ToArray();
        foreach (var room in new[] { From, To, Only }.OfType<Room>().Where(room => !stages.Contains(room)))
        {
            throw new TrestleException(RunnerErrors.NotHere(room, known));
        }

        if (From is not null && To is not null && From.Number > To.Number)
        {
            throw new TrestleException(RunnerErrors.WrongOrder(From, To));
        }
    }
}
