using System.Text.Json.Serialization;

namespace Trestle.Learners.Conformal;

/// <summary>
/// Prediction intervals of a value at any level. Each end has its own quantile of the out-of-fold errors, so that skewed errors give skewed
/// intervals; with a scale, errors are counted in units of it.
/// </summary>
/// <param name="Above">True minus predicted value.</param>
/// <param name="Below">Predicted minus true value.</param>
/// <param name="Scale">How large errors are by predicted value; null where they are taken to be alike.</param>
public sealed record ConformalIntervals(UpperTail Above, UpperTail Below, ErrorScale? Scale = null)
{
    /// <summary>What no value is below, such as 0 for counts; null where there is no such number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Least { get; init; }

    /// <summary>Whether the parts are as described.</summary>
    [JsonIgnore]
    public bool IsValid => Above.IsValid && Below.IsValid && Above.Rows == Below.Rows && Above.Rows > 0 && Scale?.IsValid != false
        && double.IsFinite(Least ?? 0);

    /// <summary>The highest level at which the ends are finite: a higher one takes more rows.</summary>
    [JsonIgnore]
    public double MostLevel => (Above.Rows - 1.0) / (Above.Rows + 1.0);

    /// <summary>The ends of the interval around a predicted value.</summary>
    /// <param name="predicted">The value.</param>
    /// <param name="level">The share of rows whose true value should lie inside, 0 to 1.</param>
    public (double Low, double High) Around(double predicted, double level)
    {
        var (unit, tail) = (Scale?.Of(predicted) ?? 1, (1 + level) / 2);
        return (
            Math.Max(predicted - (unit * Below.At(tail)), Least ?? double.NegativeInfinity),
            Math.Max(predicted + (unit * Above.At(tail)), Least ?? double.NegativeInfinity));
    }
}
