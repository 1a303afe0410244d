using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The table has as many rows as another table of the project.</summary>
[Description("The table has as many rows as another table of the project.")]
internal sealed record EqualRowCount : Expectation
{
    [Setting("The other table, by its name under sources.", Example = "planes")]
    [MinLength(1)]
    public required string Table { get; init; }

    [Setting("Share of the other table's rows by which the numbers may differ.", Example = "1%")]
    [Range(0, 1)]
    public double Tolerance { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [];

    /// <inheritdoc/>
    protected override bool JudgesEmpty => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [];

    /// <inheritdoc/>
    protected override (string Expected, string Found)? Lacks(ExpectationContext context) =>
        context.Tables.ContainsKey(Table) ? null : ($"a table '{Table}'", "there is none");

    /// <inheritdoc/>
    protected override CheckResult JudgeRows(Answers answers)
    {
        var other = answers.Context.Tables[Table].Rows;
        var around = Tolerance == 0 ? "" : $", within {Format.Share(Tolerance)}";
        return Result(
            Math.Abs(answers.Rows - other) <= Tolerance * other, $"{Format.Count(other, "row")}, as {Table}{around}",
            Format.Count(answers.Rows, "row"));
    }
}
