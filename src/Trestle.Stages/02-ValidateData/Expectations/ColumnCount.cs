using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The table has enough columns, and not too many.</summary>
[Description("The table has enough columns, and not too many.")]
internal sealed record ColumnCount : Expectation
{
    [Setting("Minimum number of columns.")]
    [Range(0, int.MaxValue)]
    public int? Min { get; init; }

    [Setting("Maximum number of columns.")]
    [Range(0, int.MaxValue)]
    public int? Max { get; init; }

    /// <inheritdoc/>
    public override bool TakesWhere => false;

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [];

    /// <inheritdoc/>
    protected override bool JudgesEmpty => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [];

    /// <inheritdoc/>
    public override IEnumerable<Problem> Mistakes(string where) =>
        RangeWords.Fault(Min, Max) is { } fault ? [Mistake(fault, "min, max, or both, in this order", where)] : [];

    /// <inheritdoc/>
    protected override CheckResult JudgeRows(Answers answers) => Result(
        !(answers.Columns.Count < Min || answers.Columns.Count > Max), $"{Shown.Range(Min, Max)} columns",
        Format.Count(answers.Columns.Count, "column"));
}
