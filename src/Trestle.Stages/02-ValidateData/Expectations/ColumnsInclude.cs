using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The table has some columns, and perhaps others.</summary>
[Description("The table has some columns, and perhaps others.")]
internal sealed record ColumnsInclude : Expectation
{
    [Setting("Names of columns.", Example = "[id, plan]")]
    [MinLength(1)]
    public required IReadOnlyList<string> Columns { get; init; }

    /// <inheritdoc/>
    public override bool TakesWhere => false;

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [];

    /// <inheritdoc/>
    protected override bool JudgesEmpty => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [];

    /// <inheritdoc/>
    protected override CheckResult JudgeRows(Answers answers)
    {
        string[] missing = [.. Columns.Except(answers.Columns)];
        return Result(
            missing.Length == 0, $"columns {string.Join(", ", Columns)}",
            missing.Length == 0 ? "all of them" : $"without {string.Join(", ", missing)}");
    }
}
