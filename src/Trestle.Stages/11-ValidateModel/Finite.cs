using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateModel;

/// <summary>Every score is a number, and every probability lies between 0 and 1.</summary>
internal sealed class Finite : IModelCheck
{
    /// <inheritdoc/>
    public CheckResult Check(ModelEvidence evidence, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var probabilities = evidence.OutOfFold.Task != TaskKind.Regression;
        var bad = evidence.OutOfFold.Scores.Count(score => !double.IsFinite(score) || (probabilities && score is < 0 or > 1));
        return new CheckResult(
            "finite", null, bad == 0, true, probabilities ? "probabilities from 0 to 1" : "finite numbers",
            $"{bad} of {evidence.OutOfFold.Scores.Length} scores are not");
    }
}
