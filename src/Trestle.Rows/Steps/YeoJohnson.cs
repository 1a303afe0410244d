using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Numbers;

namespace Trestle.Rows.Steps;

/// <summary>
/// Bends numbers of either sign so that they are spread like a normal distribution (Yeo and Johnson 2000). The exponent of a column is the
/// one of greatest likelihood, as in scikit-learn's PowerTransformer.
/// </summary>
public sealed record YeoJohnson : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "yeo-johnson";

    /// <inheritdoc/>
    [Setting("Number columns to bend (default: all).", Example = "[income]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Whether to scale the result.</summary>
    [Setting("Whether the result is scaled to a mean of 0 and a standard deviation of 1.", Example = "false")]
    public bool Standardise { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(column => new Quantiles(column))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) =>
        new FittedYeoJohnson([.. Chosen(input).Select(column => Learn(column, values.Of(new Quantiles(column))))]);

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Number, Columns, input, Name);

    private PowerColumn Learn(string column, QuantilesValue values)
    {
        if (values.Count == 0)
        {
            return new PowerColumn(column, 1, 0, 1);
        }

        var power = Power.Likeliest(values.Values, values.Counts);
        var (mean, variance) = Standardise ? Power.Moments(values.Values, values.Counts, power) : (0, 1);
        var safe = Scaling.Safe(column, mean, Math.Sqrt(variance));
        return new PowerColumn(column, power, safe.Center, safe.Scale);
    }
}

/// <summary>The exponent of a column, and what is then subtracted and divided by.</summary>
public sealed record PowerColumn(string Column, double Power, double Center, double Scale);

/// <summary>A fitted <see cref="YeoJohnson"/>; NaN stays NaN.</summary>
public sealed record FittedYeoJohnson(IReadOnlyList<PowerColumn> Columns) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, YeoJohnson.Name);
        foreach (var (column, power, center, scale) in Columns)
        {
            var position = binder.Find(column, ColumnKind.Number);
            binder.Replace(position, ColumnKind.Number, block => Bend(block.Numbers(position), power, center, scale));
        }

        return binder.Done();
    }

    private static double[] Bend(ReadOnlySpan<double> values, double power, double center, double scale)
    {
        var bent = GC.AllocateUninitializedArray<double>(values.Length);
        for (var i = 0; i < bent.Length; i++)
        {
            bent[i] = (Power.Of(values[i], power) - center) / scale;
        }

        return bent;
    }
}
