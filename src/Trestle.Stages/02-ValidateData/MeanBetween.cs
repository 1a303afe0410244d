using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateData;

/// <summary>The mean of a column lies in a range.</summary>
internal sealed record MeanBetween : IExpectation
{
    [Setting("Column to check.")]
    public required string Column { get; init; }

    [Setting("Minimum mean.")]
    public double? Min { get; init; }

    [Setting("Maximum mean.")]
    public double? Max { get; init; }

    [Setting("Whether a failure stops the run.")]
    public bool Blocking { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs => [new Moments(Column)];

    /// <inheritdoc/>
    public CheckResult Judge(StatValues values, long rows)
    {
        var mean = values.Of(new Moments(Column)).Mean;
        return new CheckResult(
            "mean-between", Column, !(mean < Min || mean > Max), Blocking,
            $"a mean of {Min?.ToString("G6") ?? "any number"} to {Max?.ToString("G6") ?? "any number"}", $"{mean:G6}");
    }
}
