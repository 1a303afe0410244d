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
            lines.AddRange(artifacts.Read(Artifact.Quarantine).Losses.Select(Losses.Line));
        }

        if (artifacts.Has(Artifact.DataReport))
        {
            lines.AddRange(artifacts.Read(Artifact.DataReport).Readings.Where(reading => reading.Missing.Count > 0)
                .Select(reading => $"{reading.Column}: {Losses.Words(reading.Missing, secret: false)} read as no value"));
        }

        if (artifacts.Has(Artifact.CleanTable))
        {
            lines.AddRange(artifacts.Read(Artifact.CleanTable).Dropped.Where(dropped => dropped.Rule != Quarantined.RuleName)
                .Select(dropped => $"{Format.Count(dropped.Rows, "row")} removed as {dropped.Rule}: {dropped.Reason}"));
        }

        if (artifacts.Has(Artifact.CuratedTable) && artifacts.Read(Artifact.CuratedTable).Filtered is { Rows: > 0 } filtered)
        {
            lines.Add($"{Format.Count(filtered.Rows, "row")} removed by the {filtered.Rule}: {filtered.Reason}");
        }

        return lines;
    }
}
