using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.RevisitCandidates;

/// <summary>Whether to search on, and for how long.</summary>
public sealed record RevisitCandidatesSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<RevisitCandidatesSettings> Section { get; } = new("revisit-candidates");

    [Setting("Most rounds of search, the first included; the ensemble comes after them.")]
    [Range(1, 100)]
    public int Rounds { get; init; } = 3;

    [Setting("Parameter sets to try for each candidate in a further round; by default half of train.trials.")]
    [Range(1, 10_000)]
    public int? Trials { get; init; }

    [Setting("The least improvement that a further round of one candidate is worth, in the unit of the metric; by default a twentieth of the width of the best model's confidence interval.", Example = "0.001")]
    [Range(0, double.MaxValue)]
    public double? Worth { get; init; }

    [Setting("Whether the search ends with a weighted ensemble of its best trials.")]
    public bool Ensemble { get; init; } = true;

    [Setting("Time that a run may spend on training before it opens no further round. Runs are then not reproducible; without it, only trials are counted.", Example = "10m")]
    public TimeSpan? Time { get; init; }
}
