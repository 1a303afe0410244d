using Trestle.Stages.Clean;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.ValidateData;

namespace Trestle.Stages.Lifecycle;

/// <summary>Everything that a run did not use of its source, in lines for people; empty when it used everything.</summary>
public static class RunLosses
{
    /// <summary>The losses of the stages that have finished.</summary>
    public static IReadOnlyList<string> Of(ArtifactReader artifacts)
    {
        var lines = new List<string>();
        if (artifacts.Has(Artifact.Quarantine))
        {
            var quarantine = artifacts.Read(Artifact.Quarantine);
            lines.AddRange(quarantine.Losses.Select(Losses.Line));
            lines.AddRange(
                quarantine.Tables?.SelectMany(table => table.Value.Losses.Select(loss => $"{table.Key}: {Losses.Line(loss)}")) ?? []);
        }

        if (artifacts.Has(Artifact.DataReport))
        {
            var report = artifacts.Read(Artifact.DataReport);
            lines.AddRange(Missing(report, ""));
            lines.AddRange(report.Tables?.SelectMany(table => Missing(table.Value, $"{table.Key}.")) ?? []);
        }

        if (artifacts.Has(Artifact.CleanTable))
        {
            var clean = artifacts.Read(Artifact.CleanTable);
            lines.AddRange(clean.Dropped.Where(dropped => dropped.Rule != Quarantined.RuleName)
                .Select(dropped => $"{Format.Count(dropped.Rows, "row")} removed as {dropped.Rule}: {dropped.Reason}"));
            lines.AddRange(clean.Repairs.Where(repair => repair.Cells > 0).Select(repair =>
                $"{string.Join(", ", repair.Columns)}: {Format.Count(repair.Cells, "value")} changed by {repair.Step}: {repair.Reason}"));
        }

        if (artifacts.Has(Artifact.CuratedTable))
        {
            var curated = artifacts.Read(Artifact.CuratedTable);
            var joins = curated.Joins ?? [];
            lines.AddRange(joins.SelectMany(JoinWords.Losses));
            lines.AddRange(artifacts.Read(Artifact.RawTable).Tables?.Where(table => joins.All(join => join.Table != table.Key))
                .Select(table => $"{table.Key}: {Format.Count(table.Value.Rows, "row")}, which no join uses") ?? []);
            lines.AddRange(ThinningWords.Of(curated.Thinning, artifacts.Read(Artifact.Contract)));
            lines.AddRange((curated.Remarked ?? []).Select(Remark));
            if (curated.Filtered is { Rows: > 0 } filtered)
            {
                lines.Add($"{Format.Count(filtered.Rows, "row")} removed by the {filtered.Rule}: {filtered.Reason}");
            }
        }

        if (artifacts.Has(Artifact.Trials))
        {
            lines.AddRange(artifacts.ReadAll(Artifact.Trials).Values.SelectMany(Lost));
        }

        return lines;
    }

    private static string Remark(RemarkedTexts remarked)
    {
        var texts = remarked.Values.Count == 0 ? "" : $": {Losses.Words(remarked.Values, secret: false)}";
        var what = remarked.Remark switch
        {
            TextRemark.Kept => $"a text that {remarked.Step} does not know, kept as written",
            TextRemark.Emptied => $"a text that {remarked.Step} does not know, read as no value",
            TextRemark.SetAside => $"a text that {remarked.Step} does not know, set aside",
            TextRemark.SkippedTime => "a time that the clocks skipped, read as an hour later",
            _ => "a time that the clocks showed twice, read as the first",
        };
        return $"{remarked.Column}: {Format.Count(remarked.Rows, "row")} with {what}{texts}";
    }

    /// <summary>Trials that ended without a result, and candidates of which none has one; those that lost are no loss.</summary>
    private static IEnumerable<string> Lost(Trials trials) =>
    [
        .. trials.Stopped.Where(trial => trial.End != TrialEnd.Lost).Select(trial =>
            $"{trials.Candidate} trial {trial.Number} {(trial.End == TrialEnd.Failed ? "failed" : "was cut off")}: {trial.Reason}"),
        .. trials.Ran.Count == 0 ? new[] { $"{trials.Candidate} has no model: {trials.StoppedBecause}" } : [],
    ];

    private static IEnumerable<string> Missing(DataReport report, string prefix) => report.Readings
        .Where(reading => reading.Missing.Count > 0)
        .Select(reading => $"{prefix}{reading.Column}: {Losses.Words(reading.Missing, secret: false)} read as no value");
}
