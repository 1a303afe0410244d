using Trestle.Stages.Artifacts;
using Trestle.Stages.Projects;
using Trestle.Stages.Runner;

namespace Trestle.Stages.ExtractFeatures;

/// <summary>
/// Stage 6: plans the row steps that make features from the curated columns, the same for every learner. A feature's name begins
/// with the name of its column.
/// </summary>
public sealed class ExtractFeaturesStage : IStage
{
    /// <inheritdoc/>
    public Room Room => Rooms.ExtractFeatures;

    /// <inheritdoc/>
    public IReadOnlyList<object?> Settings(ProjectSettings settings) => [settings.ExtractFeatures, settings.Key, settings.Ignore, settings.Group];

    /// <inheritdoc/>
    public Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var table = context.Read(Artifact.CuratedTable);
        context.Write(Artifact.FeaturePlan, new StepList([.. Steps(context.Settings, table)]));
        return Task.CompletedTask;
    }

    private static IEnumerable<PlannedStep> Steps(ProjectSettings settings, CuratedTable table)
    {
        string[] aside = [.. settings.Key.Concat(settings.Ignore).Append(settings.Group ?? "").Where(name => table.Columns.Any(column => column.Name == name)).Distinct()];
        if (aside.Length > 0)
        {
            yield return new PlannedStep(new Drop { Columns = aside }, "they identify rows or are to be ignored");
        }

        string[] dates = [.. table.Columns.Where(column => column.Type == ColumnType.Date && !aside.Contains(column.Name)).Select(column => column.Name)];
        if (dates.Length > 0 && settings.ExtractFeatures.DateParts)
        {
            yield return new PlannedStep(new DateParts { Columns = dates }, "what recurs (month, day of the week) is in the parts of a date, not in the date");
        }

        foreach (var step in settings.ExtractFeatures.Steps)
        {
            yield return new PlannedStep(step, "from the configuration");
        }
    }
}
