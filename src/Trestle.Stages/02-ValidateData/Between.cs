using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateData;

/// <summary>Every number of a column lies in a range.</summary>
internal sealed record Between : IExpectation
{
    [Setting("Column to check.")]
    public required string Column { get; init; }

    [Setting("Minimum value.")]
    public double? Min { get; init; }

    [Setting("Maximum value.")]
    public double? Max { get; init; }

    [Setting("Whether a failure stops the run.")]
    public bool Blocking { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs => [new Moments(Column)];

    /// <inheritdoc/>
    public CheckResult Judge(StatValues values, long rows)
    {
        var moments = values.Of(new Moments(Column));
        return new CheckResult(
            "between", Column, moments.Count == 0 || !(moments.Min < Min || moments.Max > Max), Blocking,
            $"{Min?.ToString("G6") ?? "any number"} to {Max?.ToString("G6") ?? "any number"}", $"{moments.Min:G6} to {moments.Max:G6}");
    }
}
