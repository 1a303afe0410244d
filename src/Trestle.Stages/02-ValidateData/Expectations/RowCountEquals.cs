using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The table has a given number of rows.</summary>
[Description("The table has a given number of rows.")]
internal sealed record RowCountEquals : Expectation
{
    [Setting("Number of rows.", Example = "50")]
    [Range(0, int.MaxValue)]
    public required long Rows { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [];

    /// <inheritdoc/>
    protected override bool JudgesEmpty => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [];

    /// <inheritdoc/>
    protected override CheckResult JudgeRows(Answers answers) =>
        Result(answers.Rows == Rows, Format.Count(Rows, "row"), Format.Count(answers.Rows, "row"));
}
