using System.Text.Json.Serialization;

namespace Trestle.Learners.Conformal;

/// <summary>
/// How large errors are, by the predicted value: straight lines between points, constant outside. Amounts are mostly like that: the errors
/// of large ones are large.
/// </summary>
/// <param name="From">Predicted values, strictly ascending, at least two.</param>
/// <param name="To">The mean absolute error around each, above 0.</param>
public sealed record ErrorScale(double[] From, double[] To)
{
    private const int RowsPerPoint = 50;
    private const int MostPoints = 20;
    private const double LeastShare = 0.05;

    /// <summary>Whether the points are as described.</summary>
    [JsonIgnore]
    public bool IsValid => From.Length is >= 2 and <= MostPoints && From.Length == To.Length && Array.TrueForAll(From, double.IsFinite)
        && Array.TrueForAll(To, size => size > 0 && double.IsFinite(size))
        && Enumerable.Range(1, From.Length - 1).All(i => From[i] > From[i - 1]);

    /// <summary>
    /// Learns it from predicted and true values: the means of up to twenty bins of equally many rows. No scale is below a twentieth of the
    /// mean error. Null for fewer than a hundred rows, and where there is no error, or the predicted values are too few.
    /// </summary>
    public static ErrorScale? Learn(double[] predicted, double[] labels)
    {
        var order = (double[])predicted.Clone();
        var errors = new double[predicted.Length];
        for (var row = 0; row < errors.Length; row++)
        {
            errors[row] = Math.Abs(labels[row] - predicted[row]);
        }

        Array.Sort(order, errors);
        var least = LeastShare * (errors.Length == 0 ? 0 : errors.Average());
        var bins = Math.Min(errors.Length / RowsPerPoint, MostPoints);
        var (from, to) = (new List<double>(), new List<double>());
        for (var (bin, first) = (1L, 0); bin <= bins; bin++)
        {
            // Rows with the same predicted value stay together.
            var end = (int)(bin * errors.Length / bins);
            while (end > first && end < order.Length && order[end] == order[end - 1])
            {
                end++;
            }

            if (end > first)
            {
                from.Add(order.AsSpan()[first..end].ToArray().Average());
                to.Add(Math.Max(least, errors.AsSpan()[first..end].ToArray().Average()));
                first = end;
            }
        }

        return from.Count >= 2 && new ErrorScale([.. from], [.. to]) is { IsValid: true } scale ? scale : null;
    }

    /// <summary>The scale at a predicted value.</summary>
    public double Of(double predicted) => ScoreMap.Between(From, To, predicted);
}
