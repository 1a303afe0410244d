using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The sum of some columns is a number, or the value of another column; rows that lack one are not judged.</summary>
[Description("The sum of some columns is a number, or the value of another column; rows that lack one are not judged.")]
internal sealed record SumEquals : ColumnsRule
{
    [Setting("The number.", Example = "100")]
    public double? Total { get; init; }

    [Setting("The column with the sum.", Example = "total")]
    public string? TotalColumn { get; init; }

    [Setting("Maximum difference.")]
    [Range(0, double.MaxValue)]
    public double Tolerance { get; init; } = 1e-6;

    /// <inheritdoc/>
    public override string Rule => $"{string.Join(" + ", Columns)} = {TotalColumn ?? Shown.Number(Total ?? double.NaN)}";

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses =>
        [.. base.Uses, .. TotalColumn is null ? [] : new[] { new ColumnUse(TotalColumn, ColumnView.Number) }];

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Number;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Mistakes(string where) => Total is null == TotalColumn is null
        ? [Mistake("it needs total or total-column, and not both", "a number or a column that holds the sum", where)] : [];

    /// <inheritdoc/>
    protected override RowJudge Bind(RowSchema schema, ExpectationContext context)
    {
        var positions = Positions(schema);
        return (block, verdicts) =>
        {
            for (var i = 0; i < verdicts.Length; i++)
            {
                var sum = 0.0;
                for (var c = 0; c < Columns.Count; c++)
                {
                    sum += block.Numbers(positions[c])[i];
                }

                var apart = Math.Abs(sum - (Total ?? block.Numbers(positions[^1])[i]));
                verdicts[i] = double.IsNaN(apart) ? Verdict.NotJudged : apart <= Tolerance ? Verdict.Holds : Verdict.Fails;
            }
        };
    }
}
