using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Numbers;

namespace Trestle.Rows.Steps;

/// <summary>What numbers are spread like after <see cref="QuantileTransform"/>.</summary>
public enum Spread
{
    /// <summary>Evenly from 0 to 1.</summary>
    Uniform,

    /// <summary>Like a standard normal distribution.</summary>
    Normal,
}

/// <summary>
/// Replaces numbers by the share of the training values below them, so that only their order counts: outliers and long tails are gone.
/// Between quantiles it is interpolated, as in scikit-learn's QuantileTransformer.
/// </summary>
public sealed record QuantileTransform : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "quantile-transform";

    private const int MostQuantiles = 100_000;

    /// <inheritdoc/>
    [Setting("Number columns to transform (default: all).", Example = "[income]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>How the result is spread.</summary>
    [Setting("How the result is spread: uniform, 0 to 1, or normal.", Example = "normal")]
    public Spread Spread { get; init; } = Spread.Uniform;

    /// <summary>How many quantiles are kept.</summary>
    [Setting("Quantiles that are kept for each column.", Example = "100")]
    public int Quantiles { get; init; } = 1000;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(column => new Quantiles(column))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => Quantiles is >= 2 and <= MostQuantiles
        ? new FittedQuantileTransform([.. Chosen(input).Select(column => Learn(column, values.Of(new Quantiles(column))))], Spread)
        : throw new TrestleException(
            RowErrors.BadSetting(Name, "quantiles", $"{Quantiles} quantiles", $"2 to {MostQuantiles} quantiles"));

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Number, Columns, input, Name);

    private QuantileColumn Learn(string column, QuantilesValue values)
    {
        var many = (int)Math.Min(Quantiles, values.Count);
        return new QuantileColumn(
            column,
            [.. Enumerable.Range(0, many).Select(i => values.Quantile(many == 1 ? 0.5 : Math.Min(1, i / (many - 1.0))))]);
    }
}

/// <summary>The values of a column below which equal shares of the training values lie, from the smallest to the largest.</summary>
public sealed record QuantileColumn(string Column, IReadOnlyList<double> Values);

/// <summary>A fitted <see cref="QuantileTransform"/>; NaN stays NaN.</summary>
public sealed record FittedQuantileTransform(IReadOnlyList<QuantileColumn> Columns, Spread Spread) : IFittedStep
{
    /// <summary>Shares nearer to 0 or 1 than this are as near as this, so that the normal spread ends.</summary>
    private const double Nearest = 1e-7;

    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, QuantileTransform.Name);
        foreach (var (column, list) in Columns)
        {
            double[] quantiles = [.. list];
            for (var i = 1; i < quantiles.Length; i++)
            {
                if (!(quantiles[i] >= quantiles[i - 1]))
                {
                    throw new TrestleException(RowErrors.BadPlan($"the quantiles of column '{column}' do not ascend"));
                }
            }

            var position = binder.Find(column, ColumnKind.Number);
            binder.Replace(position, ColumnKind.Number, block => Transform(block.Numbers(position), quantiles));
        }

        return binder.Done();
    }

    private double[] Transform(ReadOnlySpan<double> values, double[] quantiles)
    {
        var shares = GC.AllocateUninitializedArray<double>(values.Length);
        for (var i = 0; i < shares.Length; i++)
        {
            var share = double.IsNaN(values[i]) ? double.NaN : Share(quantiles, values[i]);
            shares[i] = Spread == Spread.Uniform || double.IsNaN(share) ? share : Normal.Quantile(Math.Clamp(share, Nearest, 1 - Nearest));
        }

        return shares;
    }

    /// <summary>The middle of the shares at which a value is, since several quantiles can be equal.</summary>
    private static double Share(double[] quantiles, double value)
    {
        if (quantiles.Length < 2 || value < quantiles[0] || value > quantiles[^1])
        {
            return quantiles.Length == 0 || value == quantiles[0] ? 0.5 : value < quantiles[0] ? 0 : 1;
        }

        var (first, last) = (Below(quantiles, value, orEqual: false), Below(quantiles, value, orEqual: true));
        double steps = quantiles.Length - 1;
        if (first == last)
        {
            var (low, high) = (quantiles[first - 1], quantiles[first]);
            return (first - 1 + ((value - low) / (high - low))) / steps;
        }

        // What is at an end of the training values is at the end of the shares.
        return (first, last) switch
        {
            (0, _) when last == quantiles.Length => 0.5,
            (0, _) => 0,
            _ => last == quantiles.Length ? 1 : (first + last - 1) / 2.0 / steps,
        };
    }

    /// <summary>How many quantiles are below a value, or equal to it.</summary>
    private static int Below(double[] quantiles, double value, bool orEqual)
    {
        var (low, high) = (0, quantiles.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = quantiles[middle] < value || (orEqual && quantiles[middle] == value) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
