using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The table has some columns and no others.</summary>
[Description("The table has some columns and no others.")]
internal sealed record ColumnsExactly : Expectation
{
    [Setting("Names of columns.", Example = "[id, plan]")]
    [MinLength(1)]
    public required IReadOnlyList<string> Columns { get; init; }

    [Setting("Whether they must come in this order.")]
    public bool Ordered { get; init; }

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
        string[] missing = [.. Columns.Except(answers.Columns)], others = [.. answers.Columns.Except(Columns)];
        var same = missing.Length == 0 && others.Length == 0;
        return Result(
            Ordered ? Columns.SequenceEqual(answers.Columns) : same,
            $"the columns {string.Join(", ", Columns)}{(Ordered ? ", in this order" : "")}",
            missing.Length > 0 ? $"without {string.Join(", ", missing)}"
                : others.Length > 0 ? $"also {Format.Some(others, 10)}"
                : Ordered && !Columns.SequenceEqual(answers.Columns) ? $"in the order {Format.Some([.. answers.Columns], 20)}" : "these");
    }
}
