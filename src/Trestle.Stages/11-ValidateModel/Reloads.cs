using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateModel;

/// <summary>The model's bytes can be read and written again without a change.</summary>
internal sealed class Reloads : IModelCheck
{
    /// <inheritdoc/>
    public CheckResult Check(ModelEvidence evidence, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var again = LearnerCatalog.Format(evidence.Fitted.Learner).Load(evidence.Saved).Save();
        return new CheckResult(
            "reloads", null, again.AsSpan().SequenceEqual(evidence.Saved), true, "saved, loaded and saved again: the same bytes",
            $"{evidence.Saved.Length} bytes, {again.Length} after reloading");
    }
}
