using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The number of rows is usual, by the tables of earlier runs.</summary>
[Description("The number of rows is usual, by the tables of earlier runs.")]
internal sealed record Volume : Expectation
{
    [Setting("How many scaled median absolute deviations from the median of the earlier tables it may lie; more while there are few.")]
    [Range(0, double.MaxValue)]
    public double Factor { get; init; } = 4;

    [Setting("A difference from the median, as a share of it, that is always usual.")]
    [Range(0, 1)]
    public double Margin { get; init; } = 0.1;

    [Setting("Minimum number of earlier tables; with fewer it passes and says so.")]
    [Range(1, 1000)]
    public int MinTables { get; init; } = 5;

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
        var (range, why) = UsualRange.Of(
            [.. answers.Context.Earlier.Select(table => (table.At, (double)table.Rows))], answers.Context.Now, MinTables, Factor,
            median => Margin * median);
        return range is null
            ? Result(true, $"a usual number of rows, after {MinTables} tables", why)
            : Result(
                answers.Rows >= range.Low && answers.Rows <= range.High,
                $"{Format.Count((long)Math.Max(0, Math.Ceiling(range.Low)))} to {Format.Count((long)Math.Floor(range.High), "row")}, "
                    + $"by {range.Words}",
                Format.Count(answers.Rows, "row"));
    }
}
