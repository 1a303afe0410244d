using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>The meaning of the bounds of <see cref="Clip"/>.</summary>
public enum ClipBounds
{
    /// <summary>Shares of the training values, 0 to 1.</summary>
    Quantiles,

    /// <summary>Values.</summary>
    Values,
}

/// <summary>Moves numbers beyond a bound to the bound, so that outliers do not dominate.</summary>
public sealed record Clip : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "clip";

    /// <inheritdoc/>
    [Setting("Number columns to clip (default: all).", Example = "[income]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The meaning of <see cref="Low"/> and <see cref="High"/>.</summary>
    [Setting("Whether low and high are quantiles of the training values or plain values.", Example = "values")]
    public ClipBounds Bounds { get; init; } = ClipBounds.Quantiles;

    /// <summary>The lower bound; null for none.</summary>
    [Setting("Lower bound; null for none.", Example = "0.01")]
    public double? Low { get; init; } = 0.01;

    /// <summary>The upper bound; null for none.</summary>
    [Setting("Upper bound; null for none.", Example = "0.99")]
    public double? High { get; init; } = 0.99;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) =>
        Bounds == ClipBounds.Quantiles ? [.. Chosen(input).Select(column => new Quantiles(column))] : [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        Check();
        return new FittedClip(
            [.. Chosen(input).Select(column => new Clipped(column, Bound(column, Low, values), Bound(column, High, values)))]);
    }

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Number, Columns, input, Name);

    private double? Bound(string column, double? bound, StatValues values)
    {
        if (bound is null || Bounds == ClipBounds.Values)
        {
            return bound;
        }

        var quantile = values.Of(new Quantiles(column)).Quantile(bound.Value);
        return double.IsNaN(quantile) ? null : quantile;
    }

    private void Check()
    {
        var quantiles = Bounds == ClipBounds.Quantiles;
        foreach (var bound in new[] { Low, High })
        {
            if (bound is { } value && (!double.IsFinite(value) || (quantiles && value is < 0 or > 1)))
            {
                throw new TrestleException(RowErrors.BadSetting(
                    Name, bound == Low ? "low" : "high", $"the bound {value}", quantiles ? "a quantile from 0 to 1" : "a number"));
            }
        }

        if (Low > High)
        {
            throw new TrestleException(
                RowErrors.BadSetting(Name, "low", $"a lower bound of {Low} above the upper bound of {High}", "low at most high"));
        }
    }
}

/// <summary>The bounds of a column; null for none.</summary>
public sealed record Clipped(string Column, double? Low, double? High);

/// <summary>A fitted <see cref="Clip"/>; NaN stays NaN.</summary>
public sealed record FittedClip(IReadOnlyList<Clipped> Columns) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, Clip.Name);
        foreach (var (column, low, high) in Columns)
        {
            var position = binder.Find(column, ColumnKind.Number);
            var (from, to) = (low ?? double.NegativeInfinity, high ?? double.PositiveInfinity);
            binder.Replace(position, ColumnKind.Number, block => Within(block.Numbers(position), from, to));
        }

        return binder.Done();
    }

    private static double[] Within(ReadOnlySpan<double> values, double low, double high)
    {
        var clipped = GC.AllocateUninitializedArray<double>(values.Length);
        for (var i = 0; i < clipped.Length; i++)
        {
            var value = values[i];
            clipped[i] = value < low ? low : value > high ? high : value;
        }

        return clipped;
    }
}
