using Trestle.Core.Configuration;

namespace Trestle.Stages.ProposeCandidates.Given;

/// <summary>A model that was learned elsewhere, and how rows go into it.</summary>
public sealed record OnnxSettings
{
    [Setting("The ONNX file, relative to the project.", Example = "models/theirs.onnx")]
    public string? File { get; init; }

    [Setting("Features in the order of its one input (default: its inputs have the features' names).", Example = "[age, income]")]
    public IReadOnlyList<string> Columns { get; init; } = [];

    [Setting("Classes in the order of its probabilities (default: sorted, as scikit-learn has them).", Example = "['no', 'yes']")]
    public IReadOnlyList<string> Classes { get; init; } = [];

    [Setting(
        "Confirms that the model was learned without any row of this table. Otherwise its figures would be too good, and it would be "
            + "chosen for them.",
        Example = "true")]
    public bool Unseen { get; init; }
}
