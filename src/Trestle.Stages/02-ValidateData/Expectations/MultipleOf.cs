using System.ComponentModel;

using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Numbers are multiples of a step, such as 0.05.</summary>
[Description("Numbers are multiples of a step, such as 0.05.")]
internal sealed record MultipleOf : NumberRule
{
    [Setting("The step, above zero.", Example = "0.05")]
    public required double Step { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"multiples of {Shown.Number(Step)}";

    /// <inheritdoc/>
    public override IEnumerable<Problem> Mistakes(string where) =>
        Step > 0 && double.IsFinite(Step) ? [] : [Mistake($"step is {Shown.Number(Step)}", "a step above zero", where)];

    /// <inheritdoc/>
    protected override Func<double, bool> Test(ExpectationContext context) => value =>
    {
        // 0.15 is a multiple of 0.05 but for the rounding of both.
        var steps = value / Step;
        return Math.Abs(steps - Math.Round(steps)) <= Math.Max(1, Math.Abs(steps)) * 1e-9;
    };
}
