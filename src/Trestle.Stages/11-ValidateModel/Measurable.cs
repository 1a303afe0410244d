using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateModel;

/// <summary>The metric is defined on every fold; a failure is a warning: the mean of the others is less certain than it looks.</summary>
internal sealed class Measurable : IModelCheck
{
    /// <inheritdoc/>
    public CheckResult Check(ModelEvidence evidence, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var trial = evidence.Fitted.Trial;
        var missing = trial.FoldScores.Count - trial.Defined;
        return new CheckResult(
            "measurable", null, missing == 0, false,
            $"{evidence.Metric.Name} is defined on every fold",
            missing == 0 ? $"{trial.Defined} of {trial.FoldScores.Count} folds"
                : $"only on {trial.Defined} of {trial.FoldScores.Count} folds (one class only, say): "
                    + "use fewer folds (split.folds), more rows, or another metric (train.metric)");
    }
}
