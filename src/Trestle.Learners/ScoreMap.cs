using System.Text.Json.Serialization;

namespace Trestle.Learners;

/// <summary>
/// A map of probabilities to better ones: straight lines between points, both coordinates strictly ascending, so that the order of rows
/// stays as it is. Probabilities outside are those of the nearest point.
/// </summary>
/// <param name="From">Probabilities as they come, at least two.</param>
/// <param name="To">What they become.</param>
public sealed record ScoreMap(double[] From, double[] To)
{
    /// <summary>Whether the points are as described.</summary>
    [JsonIgnore]
    public bool IsValid => From.Length >= 2 && From.Length == To.Length && IsAscending(From) && IsAscending(To);

    /// <summary>What a probability becomes.</summary>
    public double Of(double probability) => double.IsNaN(probability) ? probability : Between(From, To, probability);

    /// <summary>Straight lines between points, constant outside.</summary>
    /// <param name="from">Where the points are, strictly ascending.</param>
    /// <param name="to">Their heights.</param>
    /// <param name="value">A number.</param>
    internal static double Between(double[] from, double[] to, double value)
    {
        var at = Array.BinarySearch(from, value);
        if (at >= 0)
        {
            return to[at];
        }

        var next = ~at;
        return next == 0 ? to[0]
            : next == from.Length ? to[^1]
            : to[next - 1] + ((value - from[next - 1]) * ((to[next] - to[next - 1]) / (from[next] - from[next - 1])));
    }

    private static bool IsAscending(double[] points)
    {
        for (var i = 0; i < points.Length; i++)
        {
            if (!(points[i] is >= 0 and <= 1) || (i > 0 && points[i] <= points[i - 1]))
            {
                return false;
            }
        }

        return true;
    }
}
