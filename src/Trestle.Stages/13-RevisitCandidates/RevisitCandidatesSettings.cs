using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.RevisitCandidates;

/// <summary>Whether to search on, and for how long.</summary>
public sealed record RevisitCandidatesSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<RevisitCandidatesSettings> Section { get; } = new("revisit-candidates");

    [Setting(
        "Maximum rounds of search, including the first; the ensemble comes after them (default: 3; fast 1, interpretable 2, best 4).",
        Example = "3")]
    [Range(1, 100)]
    public int? Rounds { get; init; }

    [Setting("Parameter sets to try per candidate in a further round (default: half of train.trials; with a budget, as many as its time "
        + "allows).")]
    [Range(1, 10_000)]
    public int? Trials { get; init; }

    [Setting(
        "Minimum expected improvement for a further round of a candidate, in units of the metric (default: "
            + "a twentieth of the width of the best model's confidence interval).",
        Example = "0.001")]
    [Range(0, double.MaxValue)]
    public double? Worth { get; init; }

    [Setting(
        "Whether to end the search with a weighted ensemble of its best trials (default: yes; fast and interpretable: no).",
        Example = "true")]
    public bool? Ensemble { get; init; }

    [Setting(
        "Training time after which no further round starts. Runs are then not reproducible; without it, only trials are counted.",
        Example = "10m")]
    public TimeSpan? Time { get; init; }
}
