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
    [Setting("How many scaled median absolute deviations from the median of the earlier tables it may lie.")]
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
        // Where weeks have a rhythm, days are compared with the same days; enough of them are needed.
        var earlier = answers.Context.Earlier;
        var same = earlier.Where(table => table.At.DayOfWeek == answers.Context.Now.DayOfWeek).ToArray();
        var isWeekly = same.Length >= MinTables && same.Length < earlier.Count;
        double[] rows = [.. (isWeekly ? same : earlier).Select(table => (double)table.Rows).Order()];
        if (rows.Length < MinTables)
        {
            return Result(
                true, $"a usual number of rows, after {MinTables} tables", $"{Format.Count(rows.Length, "earlier table")}: too few to say");
        }

        var median = Median(rows);
        var spread = Median([.. rows.Select(count => Math.Abs(count - median)).Order()]) / NormalDeviation;
        var apart = Math.Max(Factor * spread, Margin * median);
        return Result(
            Math.Abs(answers.Rows - median) <= apart,
            $"{Format.Count((long)Math.Max(0, Math.Ceiling(median - apart)))} to {Format.Count((long)Math.Floor(median + apart), "row")}, "
                + $"by {Format.Count(rows.Length, "earlier table")}{(isWeekly ? $" of a {answers.Context.Now.DayOfWeek}" : "")}",
            Format.Count(answers.Rows, "row"));
    }

    private const double NormalDeviation = 0.6744897501960817;

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
