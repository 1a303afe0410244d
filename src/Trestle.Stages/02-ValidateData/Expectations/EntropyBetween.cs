using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The entropy of the values, in nats, lies in a range.</summary>
[Description("The entropy of the values, in nats, lies in a range.")]
internal sealed record EntropyBetween : ValueMeasure
{
    /// <inheritdoc/>
    protected override string Figure => "entropy";

    /// <inheritdoc/>
    protected override double Of(IReadOnlyList<int> counts, long rows) =>
        Math.Abs(counts.Sum(count => -((double)count / rows) * Math.Log((double)count / rows)));
}
