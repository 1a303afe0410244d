using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// Scales number columns to a median of 0 and an interquartile range of 1, which are robust to outliers; columns without a range keep
/// their scale.
/// </summary>
[Formerly("scale-robust")]
public sealed record RobustScale : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "robust-scale";

    /// <inheritdoc/>
    [Setting("Number columns to scale (default: all).", Example = "[age, income]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Where the range begins.</summary>
    [Setting("Lower quantile of the range that is scaled to 1.", Example = "0.25")]
    public double Low { get; init; } = 0.25;

    /// <summary>Where the range ends.</summary>
    [Setting("Upper quantile of the range that is scaled to 1.", Example = "0.75")]
    public double High { get; init; } = 0.75;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(column => new Quantiles(column))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => Low >= 0 && Low < High && High <= 1
        ? new FittedRobustScale([.. Chosen(input).Select(column => Learn(column, values.Of(new Quantiles(column))))])
        : throw new TrestleException(
            RowErrors.BadSetting(Name, "low", $"the range from {Low} to {High}", "two quantiles from 0 to 1, low below high"));

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Number, Columns, input, Name);

    private Scaling Learn(string column, QuantilesValue quantiles) =>
        Scaling.Safe(column, quantiles.Quantile(0.5), quantiles.Quantile(High) - quantiles.Quantile(Low));
}

/// <summary>A fitted <see cref="RobustScale"/>.</summary>
public sealed record FittedRobustScale(IReadOnlyList<Scaling> Columns) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input) => Scaling.Bind(Columns, input, RobustScale.Name);
}
