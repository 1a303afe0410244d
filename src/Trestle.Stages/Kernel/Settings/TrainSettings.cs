using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;

namespace Trestle.Stages.Kernel.Settings;

/// <summary>How long to search for good parameters.</summary>
public sealed record TrainSettings
{
    [Setting("Parameter sets to try for each learner; the first is the learner's default, the others are drawn at random.")]
    [Range(1, 10_000)]
    public int Trials { get; init; } = 12;

    [Setting("The figure by which models are compared: auc, log-loss or rmse unless another is named.", Example = "average-precision")]
    public string? Metric { get; init; }

    [Setting("How long a training program of propose-candidates.code may take for one fit.", Example = "1h")]
    public TimeSpan CodeLimit { get; init; } = TimeSpan.FromMinutes(10);
}
