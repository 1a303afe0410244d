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
        context.Write(Artifact.FeaturePlan, new StepList([.. Steps(context, table, cancellation)]));
        return Task.CompletedTask;
    }

    private static IEnumerable<PlannedStep> Steps(UnitContext context, CuratedTable table, CancellationToken cancellation)
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

        if (table.Forecast?.Later.Except(aside).ToArray() is { Length: > 0 } later)
        {
            aside = [.. aside, .. later];
            yield return new PlannedStep(
                new Drop { Columns = later },
                "their values are known only after the forecast; name under forecast.known what is known before");
        }

        var tries = settings.Features == FeatureEffort.Auto && context.Read(Section.Preset) != Preset.Fast;
        var proposed = (table.Joins ?? []).Where(join => join.Tried).SelectMany(join => join.Columns);
        foreach (var tried in tries ? TriedFeatures.Of(table, contract, [.. aside, .. proposed]) : [])
        {
            yield return tried;
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

        var texts = Texts(table, contract, settings, aside);
        foreach (var text in settings.Text ? FreeText.Among(context, table, texts, cancellation) : [])
        {
            yield return new PlannedStep(new TextShape { Columns = [text.Column] }, text.Reason);
            yield return new PlannedStep(new TextEncode { Columns = [text.Column], KeepSource = text.Repeats }, text.Reason);
        }

        foreach (var step in settings.Steps)
        {
            yield return new PlannedStep(step, "from the configuration");
        }
    }

    /// <summary>Text columns that nobody has said anything about; the words of private ones would be kept in the package.</summary>
    private static string[] Texts(CuratedTable table, Contract contract, ExtractFeaturesSettings settings, string[] aside) =>
    [
        .. table.Columns.Where(column => column.Type == ColumnType.Text && column.Kind == ColumnKind.Text)
            .Select(column => column.Name)
            .Except(aside)
            .Except(settings.Steps.SelectMany(step => step.Columns ?? []))
            .Where(name => contract.Find(name) is not { Private: true }),
    ];
}
