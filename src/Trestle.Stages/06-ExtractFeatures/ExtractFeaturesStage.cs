using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.ExtractFeatures;

/// <summary>
/// Stage 6: plans the row steps that make features from the curated columns, the same for every learner. The name of a feature starts
/// with the name of its column.
/// </summary>
internal sealed class ExtractFeaturesStage : IStage
{
    /// <inheritdoc/>
    public Stage Stage => Stage.ExtractFeatures;

    /// <inheritdoc/>
    public Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var table = context.Read(Artifact.CuratedTable);
        context.Write(Artifact.FeaturePlan, new StepList([.. Steps(context, table)]));
        return Task.CompletedTask;
    }

    private static IEnumerable<PlannedStep> Steps(UnitContext context, CuratedTable table)
    {
        var (columns, settings) = (context.Read(Section.Table), context.Read(ExtractFeaturesSettings.Section));
        var contract = table.With(context.Read(Artifact.Contract));
        string[] aside =
        [
            .. columns.Key.Concat(columns.Ignore).Append(columns.Group ?? "").Where(
                name => table.Columns.Any(column => column.Name == name)).Distinct(),
        ];
        if (aside.Length > 0)
        {
            yield return new PlannedStep(new Drop { Columns = aside }, "they identify rows or are ignored by configuration");
        }

        string[] dates =
        [
            .. table.Columns.Where(column => column.Type == ColumnType.Date && !aside.Contains(column.Name)).Select(column => column.Name),
        ];
        foreach (var timed in dates.GroupBy(date => contract.Find(date)?.Formats.Any(format => format.Contains('H')) == true)
            .Where(_ => settings.DateParts))
        {
            var step = new DateParts { Columns = [.. timed] };
            yield return new PlannedStep(
                timed.Key ? step with { Parts = [.. step.Parts, DatePart.Hour] } : step,
                "the parts of a date (month, day of the week, hour) recur, the date itself does not");
        }

        foreach (var step in settings.Steps)
        {
            yield return new PlannedStep(step, "from the configuration");
        }
    }
}
