using System.ComponentModel;

using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Numbers lie in a range.</summary>
[Description("Numbers lie in a range.")]
internal sealed record Between : NumberRule
{
    [Setting("Minimum value.")]
    public double? Min { get; init; }

    [Setting("Maximum value.")]
    public double? Max { get; init; }

    [Setting("Whether the minimum itself is too small.")]
    public bool StrictMin { get; init; }

    [Setting("Whether the maximum itself is too large.")]
    public bool StrictMax { get; init; }

    /// <inheritdoc/>
    public override string Rule => Shown.Range(Min, Max, StrictMin, StrictMax);

    /// <inheritdoc/>
    public override IEnumerable<Problem> Mistakes(string where) =>
        RangeWords.Fault(Min, Max) is { } fault ? [Mistake(fault, "min, max, or both, in this order", where)] : [];

    /// <inheritdoc/>
    protected override Func<double, bool> Test(ExpectationContext context)
    {
        var (low, high) = (Min ?? double.NegativeInfinity, Max ?? double.PositiveInfinity);
        return (StrictMin, StrictMax) switch
        {
            (false, false) => value => value >= low && value <= high,
            (true, false) => value => value > low && value <= high,
            (false, true) => value => value >= low && value < high,
            _ => value => value > low && value < high,
        };
    }
}
