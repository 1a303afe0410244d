using System.Text.Json.Serialization;

namespace Trestle.Learners;

/// <summary>
/// A map of probabilities to better ones by their logarithms: each is multiplied by the slope, and for two classes the intercept is added
/// to the log odds of the positive one; then they are made to sum to one again. The order of a row's classes stays, with two classes also
/// that of rows.
/// </summary>
/// <param name="Slope">Above 0; below 1 where the probabilities are too extreme. One over it is the temperature.</param>
/// <param name="Intercept">Log odds to add; 0 for several classes.</param>
public sealed record MarginMap(double Slope, double Intercept = 0)
{
    /// <summary>Probabilities are taken to be this far from 0 and 1, so that logarithms are finite.</summary>
    internal const double Smallest = 1e-12;

    /// <summary>Whether the numbers are as described.</summary>
    [JsonIgnore]
    public bool IsValid => Slope > 0 && double.IsFinite(Slope) && double.IsFinite(Intercept);

    /// <summary>What the probability of the positive class becomes.</summary>
    public double Of(double probability) => 1 / (1 + Math.Exp(-((Slope * LogOdds(probability)) + Intercept)));

    /// <summary>Maps the probabilities of rows in place: of the positive class, or of all classes, row by row.</summary>
    /// <param name="scores">The probabilities.</param>
    /// <param name="outputs">How many there are per row.</param>
    public void Apply(Span<double> scores, int outputs)
    {
        if (outputs == 1)
        {
            foreach (ref var score in scores)
            {
                score = Of(score);
            }

            return;
        }

        for (var row = 0; row < scores.Length; row += outputs)
        {
            var own = scores.Slice(row, outputs);
            var (sum, largest) = (0.0, Smallest);
            foreach (var score in own)
            {
                largest = Math.Max(largest, score);
            }

            foreach (ref var score in own)
            {
                score = Math.Exp(Slope * (Math.Log(Math.Max(score, Smallest)) - Math.Log(largest)));
                sum += score;
            }

            foreach (ref var score in own)
            {
                score /= sum;
            }
        }
    }

    /// <summary>The log odds of a probability, which is taken to be a little above 0 and below 1.</summary>
    internal static double LogOdds(double probability)
    {
        var inside = Math.Clamp(probability, Smallest, 1 - Smallest);
        return Math.Log(inside / (1 - inside));
    }
}
