using Trestle.Core.Configuration;
using Trestle.Stages.Ingest;
using Trestle.Stages.Lifecycle.Lineage;
using Trestle.Stages.Register;

namespace Trestle.Stages.Lifecycle;

/// <summary>What can be wrong with a configuration as a whole.</summary>
internal static class ProjectSettingsErrors
{
    /// <summary>Checks what the binder cannot know; throws all errors together.</summary>
    public static void Check(Bound<ProjectSettings> bound)
    {
        var settings = bound.Value.Whole;
        var problems = new List<Problem>();
        if (settings.Name.Length is 0 or > 64 || !settings.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            problems.Add(
                new Problem(
                    "TR0024", $"the name '{settings.Name}'", "1 to 64 letters, digits, '-' and '_'",
                    bound.Positions.Find("name").ToString(), "choose another name; it becomes the model's name and part of file names"));
        }

        string Where(string setting) => bound.Positions.Find(setting).ToString();
        problems.AddRange(TablesErrors.Of(settings.Source, settings.Sources, Where, Where("name")));
        problems.AddRange(UnionErrors.Of(settings.Source, settings.Sources, Where));
        problems.AddRange(IncrementErrors.Of(settings.Source, settings.Sources, Where));
        problems.AddRange(SqlErrors.Of(settings.Source, settings.Sources, Where));
        problems.AddRange(settings.Curate.Problems([.. TableSource.Others(settings.Sources).Keys], Where));
        problems.AddRange(settings.Forecast?.Problems(bound.Value.Table, Where) ?? []);
        if (settings.Register is { Requires: { } rule, Rule: null })
        {
            problems.Add(
                new Problem(
                    "TR0108", $"the rule '{rule}'", ApprovalRule.Form, bound.Positions.Find("register.requires").ToString(),
                    "write it in this form"));
        }

        if (settings.Store?.Fault is { } fault)
        {
            problems.Add(
                new Problem(
                    "TR0100", $"{fault.Found} under store", fault.Expected, bound.Positions.Find($"store.{fault.Setting}").ToString(),
                    $"correct store.{fault.Setting}"));
        }

        if (settings.Lineage is { } lineage && (lineage.File is null) == (lineage.Url is null))
        {
            problems.Add(LineageErrors.OnePlace(lineage, bound.Positions.Find("lineage").ToString()));
        }

        if (settings.Table.Time is not null && settings.Table.Group is not null)
        {
            problems.Add(
                new Problem(
                    "TR0025", "both time and group", "one of them: a split is by time or by group",
                    bound.Positions.Find("group").ToString(), "remove one of the two"));
        }

        foreach (var (section, column) in settings.Table.Key.Select(column => ("key", column))
            .Concat(settings.Table.Ignore.Select(column => ("ignore", column)))
            .Append(("time", settings.Table.Time ?? ""))
            .Append(("group", settings.Table.Group ?? ""))
            .Where(pair => pair.Item2 == settings.Table.Target))
        {
            problems.Add(
                new Problem(
                    "TR0026", $"the target '{column}' under {section}", $"a column other than the target",
                    bound.Positions.Find(section).ToString(), "remove it there"));
        }

        problems.AddRange(RowWeights.Problems(settings, Where));
        problems.AddRange(SecurityProblems.Of(settings.Security, bound.Positions));
        var (split, delay) = (settings.Split, settings.Monitor.LabelDelay);
        foreach (var (name, length) in new[] { ("gap", split.Gap), ("window", split.Window), ("horizon", split.Horizon) }
            .Where(setting => setting.Item2 is not null && settings.Table.Time is null))
        {
            problems.Add(
                new Problem(
                    "TR0080", $"split.{name} of {Duration.Print(length!.Value)} without a time column", "rows that are split by time",
                    bound.Positions.Find($"split.{name}").ToString(), "name the time column (time), or remove the setting"));
        }

        if (settings.Table.Time is not null && split.Gap < delay)
        {
            problems.Add(
                new Problem(
                    "TR0090", $"a gap of {Duration.Print(split.Gap.Value)}",
                    $"at least monitor.label-delay, {Duration.Print(delay)}: figures would count on labels that are not known yet",
                    bound.Positions.Find("split.gap").ToString(), "raise split.gap, or remove it: it is then the label delay"));
        }

        if (settings.Table.Time is not null && split.Gap >= delay && split.Gap < settings.LabelDelay)
        {
            problems.Add(LabelErrors.GapTooShort(split.Gap.Value, settings.LabelDelay, bound.Positions.Find("split.gap").ToString()));
        }

        problems.AddRange(settings.Label?.Problems(settings.Table, [.. TableSource.Others(settings.Sources).Keys], Where) ?? []);
        problems.AddRange(settings.Alerts.Problems(bound.Positions));
        if (problems.Count > 0)
        {
            throw new TrestleException(problems);
        }
    }
}
