using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.ValidateModel;

/// <summary>The model is no larger than <c>validate-model.max-size</c>.</summary>
internal sealed class SizeBudget(ByteSize most) : IModelCheck
{
    /// <inheritdoc/>
    public CheckResult Check(ModelEvidence evidence, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new CheckResult(
            "size", null, evidence.Saved.Length <= most.Bytes, true, $"at most {Format.Bytes(most.Bytes)}",
            Format.Bytes(evidence.Saved.Length));
    }
}

/// <summary>Ninety-nine of a hundred rows are answered within <c>validate-model.max-latency</c>, one by one, in this process.</summary>
internal sealed class LatencyBudget(TimeSpan most) : IModelCheck
{
    /// <inheritdoc/>
    public CheckResult Check(ModelEvidence evidence, CancellationToken cancellation)
    {
        var p99 = evidence.Latency!(cancellation);
        return new CheckResult("latency", null, p99 <= most, true, $"p99 of one row at most {Words(most)}", Words(p99));
    }

    private static string Words(TimeSpan time) => $"{Format.Short(time.TotalMilliseconds)} ms";
}
