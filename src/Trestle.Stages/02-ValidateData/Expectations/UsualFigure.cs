using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>What is measured of a column.</summary>
internal enum ColumnFigure
{
    /// <summary>The share of rows without a value.</summary>
    NullShare,

    /// <summary>The mean of the values.</summary>
    Mean,

    /// <summary>The sample standard deviation of the values.</summary>
    Deviation,

    /// <summary>The value that a share of the values does not exceed.</summary>
    Quantile,
}

/// <summary>A figure of a column is usual, by those of earlier runs.</summary>
[Description("A figure of a column (share of missing values, mean, deviation, quantile) is usual, by those of earlier runs.")]
internal sealed record UsualFigure : Expectation
{
    private const double ShareMargin = 0.01;
    private const double RelativeMargin = 0.1;

    [Setting("Column to check.")]
    public required string Column { get; init; }

    [Setting("What is measured: null-share, mean, deviation or quantile.", Example = "mean")]
    public ColumnFigure Figure { get; init; }

    [Setting("For a quantile: the share of the values that do not exceed it.", Example = "0.95")]
    [Range(0, 1)]
    public double Quantile { get; init; } = 0.5;

    [Setting("How many scaled median absolute deviations from the median of the earlier figures it may lie; more while there are few.")]
    [Range(0, double.MaxValue)]
    public double Factor { get; init; } = 4;

    [Setting(
        "A difference from the median that is always usual: as a share of the median (default: 0.1), for null-share a difference of the "
            + "shares (default: 0.01).",
        Example = "0.05")]
    [Range(0, double.MaxValue)]
    public double? Margin { get; init; }

    [Setting("Minimum number of earlier tables with the figure; with fewer it passes and says so.")]
    [Range(1, 1000)]
    public int MinTables { get; init; } = 5;

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses =>
        [new(Column, Figure == ColumnFigure.NullShare ? ColumnView.Typed : ColumnView.Number)];

    /// <summary>What is measured, in words that are equal for equal questions.</summary>
    private string Of => (Figure switch
    {
        ColumnFigure.NullShare => "share of missing values",
        ColumnFigure.Mean => "mean",
        ColumnFigure.Deviation => "standard deviation",
        _ => $"quantile {Shown.Number(Quantile)}",
    }) + $" of {Column}" + (Where is null ? "" : $", where {Where.Source}");

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => Figure switch
    {
        ColumnFigure.NullShare => [new Count(Column)],
        ColumnFigure.Quantile => [new Quantiles(Column)],
        _ => [new Moments(Column)],
    };

    /// <inheritdoc/>
    protected override CheckResult JudgeRows(Answers answers)
    {
        // Figures are kept in the report, and those of a private column must not be.
        if (Figure != ColumnFigure.NullShare && answers.IsPrivate(Column))
        {
            return Result(false, $"a usual {Of}", "a private column, of whose values no figure is kept: it has no history");
        }

        if (Figure != ColumnFigure.NullShare && answers.Contract.Find(Column)?.Type == ColumnType.Date)
        {
            return Result(false, $"a usual {Of}", "a column of dates, which move on with time: see the expectation freshness");
        }

        var figure = Measured(answers.Values);
        if (!double.IsFinite(figure))
        {
            return Result(false, $"a usual {Of}", "nothing to measure");
        }

        var (range, why) = UsualRange.Of(
            [
                .. answers.Context.Earlier.Where(table => table.Figures.ContainsKey(Of)).Select(table => (table.At, table.Figures[Of])),
            ],
            answers.Context.Now, MinTables, Factor, Always);
        var result = range is null
            ? Result(true, $"a usual {Of}, after {MinTables} tables", $"{Shown.Number(figure)}; {why}")
            : Result(
                figure >= range.Low && figure <= range.High,
                $"{Of}: {Shown.Range(Figure == ColumnFigure.NullShare ? Math.Max(0, range.Low) : range.Low, range.High)}, "
                    + $"by {range.Words}",
                Shown.Number(figure));
        return result with { Figure = new MeasuredFigure(Of, figure) };
    }

    private double Measured(StatValues values) => Figure switch
    {
        ColumnFigure.NullShare => values.Of(new Count(Column)) is { Rows: > 0 } count ? (double)count.Missing / count.Rows : double.NaN,
        ColumnFigure.Mean => values.Of(new Moments(Column)) is { Count: > 0 } moments ? moments.Mean : double.NaN,
        ColumnFigure.Deviation => values.Of(new Moments(Column)) is { Count: > 1 } moments ? Math.Sqrt(moments.SampleVariance) : double.NaN,
        _ => values.Of(new Quantiles(Column)).Quantile(Quantile),
    };

    private double Always(double median) =>
        Figure == ColumnFigure.NullShare ? Margin ?? ShareMargin : (Margin ?? RelativeMargin) * Math.Abs(median);
}
