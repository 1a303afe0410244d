using System.ComponentModel;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The table has enough rows, and not too many.</summary>
[Description("The table has enough rows, and not too many.")]
internal sealed record RowCount : Expectation
{
    [Setting("Minimum number of rows.")]
    public long Min { get; init; }

    [Setting("Maximum number of rows.")]
    public long Max { get; init; } = long.MaxValue;

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [];

    /// <inheritdoc/>
    protected override bool JudgesEmpty => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [];

    /// <inheritdoc/>
    public override IEnumerable<Problem> Mistakes(string where) =>
        Min > Max ? [Mistake("min is above max", "min, max, or both, in this order", where)] : [];

    /// <inheritdoc/>
    protected override CheckResult JudgeRows(Answers answers) => Result(
        answers.Rows >= Min && answers.Rows <= Max,
        Max == long.MaxValue ? $"at least {Format.Count(Min, "row")}" : $"{Format.Count(Min)} to {Format.Count(Max, "row")}",
        Format.Count(answers.Rows, "row"));
}
