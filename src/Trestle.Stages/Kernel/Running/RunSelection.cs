namespace Trestle.Stages.Kernel.Running;

/// <summary>Which stages of a run to run; earlier stages are taken as they are.</summary>
/// <param name="From">The first stage, or null for the first of all.</param>
/// <param name="To">The last stage, or null for the last of all.</param>
/// <param name="Only">The one stage, or null.</param>
/// <param name="Force">Whether selected stages are run even if nothing has changed.</param>
public sealed record RunSelection(Stage? From = null, Stage? To = null, Stage? Only = null, bool Force = false)
{
    /// <summary>Whether a stage is to be run.</summary>
    public bool Runs(Stage stage) => Only is not null
        ? stage == Only
        : stage.Number >= (From?.Number ?? 0) && stage.Number <= (To?.Number ?? int.MaxValue);

    /// <summary>Whether a stage is needed at all: it, or one after it, is to be run.</summary>
    public bool Reaches(Stage stage) => stage.Number <= (Only?.Number ?? To?.Number ?? int.MaxValue);

    /// <summary>Checks the selection against the known stages.</summary>
    public void Check(IReadOnlyCollection<Stage> stages)
    {
        var known = stages.Select(stage => stage.Slug).ToArray();
        foreach (var stage in new[] { From, To, Only }.OfType<Stage>().Where(stage => !stages.Contains(stage)))
        {
            throw new TrestleException(RunnerErrors.NotHere(stage, known));
        }

        if (From is not null && To is not null && From.Number > To.Number)
        {
            throw new TrestleException(RunnerErrors.WrongOrder(From, To));
        }
    }
}
