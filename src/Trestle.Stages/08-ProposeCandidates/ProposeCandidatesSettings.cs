using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.ProposeCandidates.Given;

namespace Trestle.Stages.ProposeCandidates;

/// <summary>Which learners compete.</summary>
public sealed record ProposeCandidatesSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<ProposeCandidatesSettings> Section { get; } = new("propose-candidates");

    [Setting(
        "Learners that compete: linear, naive-bayes, additive, nearest, forest, extra-trees, lightgbm, mlp (default: linear, forest, "
            + "extra-trees and lightgbm; where the budget is 2 minutes or more those that suit the table).",
        Example = "[linear, lightgbm]")]
    public IReadOnlyList<string> Learners { get; init; } = [];

    [Setting("Maximum categories of a column for one-hot encoding, for learners that need numbers; columns with more are target-encoded.")]
    [Range(2, 10_000)]
    public int MaxOneHot { get; init; } = 40;

    [Setting(
        "Folders of training programs that also compete, as written by trestle code; they run on this machine.",
        Example = "[churn-lightgbm]")]
    public IReadOnlyList<string> Code { get; init; } = [];

    [Setting(
        "Models that were learned elsewhere, as ONNX files, each under a name.",
        Example = "{theirs: {file: models/theirs.onnx, columns: [age, income], unseen: true}}")]
    public IReadOnlyDictionary<string, OnnxSettings> Onnx { get; init; } = new Dictionary<string, OnnxSettings>();
}
