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
    public double Of(double probability)
    {
        if (double.IsNaN(probability))
        {
            return probability;
        }

        var at = Array.BinarySearch(From, probability);
        if (at >= 0)
        {
            return To[at];
        }

        var next = ~at;
        return next == 0 ? To[0]
            : next == From.Length ? To[^1]
            : To[next - 1] + ((probability - From[next - 1]) * ((To[next] - To[next - 1]) / (From[next] - From[next - 1])));
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
