using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.ProposeCandidates;

/// <summary>Which learners compete.</summary>
public sealed record ProposeCandidatesSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<ProposeCandidatesSettings> Section { get; } = new("propose-candidates");

    [Setting("Learners that compete (default: linear, forest, extra-trees and lightgbm).", Example = "[linear, lightgbm]")]
    public IReadOnlyList<string> Learners { get; init; } = [];

    [Setting("Maximum categories of a column for one-hot encoding, for learners that need numbers; columns with more are target-encoded.")]
    [Range(2, 10_000)]
    public int MaxOneHot { get; init; } = 40;

    [Setting(
        "Folders of training programs that also compete, as written by trestle code; they run on this machine.",
        Example = "[churn-lightgbm]")]
    public IReadOnlyList<string> Code { get; init; } = [];
}
