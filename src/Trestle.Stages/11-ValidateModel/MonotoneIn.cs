using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.ValidateModel;

/// <summary>
/// The answers go with a column as <c>train.monotone</c> declares: of the steps along the column, all else as it is, hardly any goes the
/// wrong way.
/// </summary>
internal sealed class MonotoneIn(string column, LimitSettings limit) : IModelCheck
{
    /// <inheritdoc/>
    public CheckResult Check(ModelEvidence evidence, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var found = evidence.Monotone.Single(each => each.Column == column);
        var result = limit.Judge(
            $"monotone in {column}", "a share of wrong steps", new MetricValue("wrong steps", found.Share, found.Low, found.High));
        return result with
        {
            Found = $"{Format.Share(found.Share)} {Format.Interval(found.Low, found.High, Format.Share)}, the largest "
                + Format.Figure(found.Largest),
        };
    }
}
