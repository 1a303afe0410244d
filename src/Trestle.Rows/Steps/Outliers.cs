using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>How the bounds of usual numbers are found.</summary>
public enum OutlierMethod
{
    /// <summary>Quartiles, and the distance between them times the factor beyond (Tukey's fences).</summary>
    Iqr,

    /// <summary>The median, and the median absolute deviation times 1.4826 times the factor on both sides (Hampel's identifier).</summary>
    Mad,

    /// <summary>The mean, and the standard deviation times the factor on both sides.</summary>
    Z,

    /// <summary>The quantile of the factor on both sides: with 0.01, the lowest and the highest hundredth.</summary>
    Quantile,
}

/// <summary>What is done to numbers outside of the bounds.</summary>
public enum OutlierAction
{
    /// <summary>They become the bound.</summary>
    Clip,

    /// <summary>They become missing.</summary>
    Null,

    /// <summary>They stay, and a column <c>x.outlier</c> says where they are.</summary>
    Flag,
}

/// <summary>
/// Finds numbers far from the others of their column, by bounds learned from the training rows, and clips, empties or flags them. A column
/// without spread (all quartiles equal, no deviation) has no bounds and stays as it is.
/// </summary>
public sealed record Outliers : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "outliers";

    /// <summary>Makes the median absolute deviation of normal values their standard deviation: 1 / Φ⁻¹(3/4).</summary>
    internal const double NormalMad = 1.4826022185056018;

    /// <inheritdoc/>
    [Setting("Number columns to look at (default: all).", Example = "[income]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>How the bounds are found.</summary>
    [Setting("How the bounds are found: iqr, mad, z or quantile.", Example = "mad")]
    public OutlierMethod Method { get; init; }

    /// <summary>How far the bounds are.</summary>
    [Setting("How far out the bounds are (default: iqr 1.5, mad 3.5, z 3, quantile 0.01).", Example = "3")]
    [Range(0.0, 1000.0)]
    public double? Factor { get; init; }

    /// <summary>What is done.</summary>
    [Setting("What happens to numbers outside of the bounds: clip, null or flag.", Example = "flag")]
    public OutlierAction Action { get; init; }

    private double Distance => Factor ?? Method switch
    {
        OutlierMethod.Iqr => 1.5,
        OutlierMethod.Mad => 3.5,
        OutlierMethod.Z => 3,
        _ => 0.01,
    };

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. ColumnChoice.Of(ColumnKind.Number, Columns, input, Name)
        .Select(column => Method == OutlierMethod.Z ? (Stat)new Moments(column) : new Quantiles(column))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        if (Method == OutlierMethod.Quantile && Distance >= 0.5)
        {
            throw new TrestleException(RowErrors.BadSetting(Name, "factor", $"the factor {Distance}", "a quantile below 0.5"));
        }

        return new FittedOutliers(
            [.. ColumnChoice.Of(ColumnKind.Number, Columns, input, Name).Select(column => Bounds(column, values))], Action);
    }

    private Clipped Bounds(string column, StatValues values)
    {
        var (low, high) = Method switch
        {
            OutlierMethod.Z => values.Of(new Moments(column)) is var moments
                ? Around(moments.Mean, Math.Sqrt(moments.SampleVariance) * Distance) : default,
            OutlierMethod.Mad => values.Of(new Quantiles(column)) is var found
                ? Around(found.Quantile(0.5), Mad(found) * NormalMad * Distance) : default,
            OutlierMethod.Iqr => values.Of(new Quantiles(column)) is var found
                ? Fences(found.Quantile(0.25), found.Quantile(0.75)) : default,
            _ => values.Of(new Quantiles(column)) is var found ? (found.Quantile(Distance), found.Quantile(1 - Distance)) : default,
        };
        return low < high ? new Clipped(column, low, high) : new Clipped(column, null, null);
    }

    private (double Low, double High) Fences(double first, double third) =>
        first < third ? (first - (Distance * (third - first)), third + (Distance * (third - first))) : (double.NaN, double.NaN);

    private static (double Low, double High) Around(double middle, double distance) => (middle - distance, middle + distance);

    private static double Mad(QuantilesValue found)
    {
        var middle = found.Quantile(0.5);
        var distances = found.Values.ToArray().Zip(found.Counts.ToArray())
            .Select(entry => (Distance: Math.Abs(entry.First - middle), Rows: entry.Second)).OrderBy(entry => entry.Distance).ToArray();
        var (half, below) = (distances.Sum(entry => entry.Rows) / 2.0, 0L);
        for (var i = 0; i < distances.Length; i++)
        {
            below += distances[i].Rows;
            if (below > half)
            {
                return distances[i].Distance;
            }

            if (below == half)
            {
                return (distances[i].Distance + distances[Math.Min(i + 1, distances.Length - 1)].Distance) / 2;
            }
        }

        return double.NaN;
    }
}

/// <summary>A fitted <see cref="Outliers"/>; NaN stays NaN.</summary>
public sealed record FittedOutliers(IReadOnlyList<Clipped> Columns, OutlierAction Action) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, Outliers.Name);
        foreach (var (column, low, high) in Columns)
        {
            var position = binder.Find(column, ColumnKind.Number);
            var (from, to) = (low ?? double.NegativeInfinity, high ?? double.PositiveInfinity);
            if (Action == OutlierAction.Flag)
            {
                binder.Add(position, $"{column}.outlier", ColumnKind.Number, block => Each(
                    block.Numbers(position), value => value < from || value > to ? 1 : 0));
            }
            else
            {
                binder.Replace(position, ColumnKind.Number, block => Each(
                    block.Numbers(position),
                    value => value >= from && value <= to ? value : Action == OutlierAction.Null ? double.NaN : value < from ? from
                        : value > to ? to : value));
            }
        }

        return binder.Done();
    }

    private static double[] Each(ReadOnlySpan<double> values, Func<double, double> change)
    {
        var changed = new double[values.Length];
        for (var i = 0; i < changed.Length; i++)
        {
            changed[i] = change(values[i]);
        }

        return changed;
    }
}
