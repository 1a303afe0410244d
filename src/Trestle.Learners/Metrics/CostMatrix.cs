namespace Trestle.Learners.Metrics;

/// <summary>The value of each kind of row, in the user's currency: negative where it costs.</summary>
/// <param name="TruePositive">Value of a positive row that is predicted positive.</param>
/// <param name="FalsePositive">Value of a negative row that is predicted positive.</param>
/// <param name="TrueNegative">Value of a negative row that is predicted negative.</param>
/// <param name="FalseNegative">Value of a positive row that is predicted negative.</param>
public sealed record CostMatrix(double TruePositive, double FalsePositive, double TrueNegative, double FalseNegative)
{
    /// <summary>Mean value of a row.</summary>
    public double PerRow(BinaryCounts counts) =>
        ((TruePositive * counts.TruePositives) + (FalsePositive * counts.FalsePositives)
        + (TrueNegative * counts.TrueNegatives) + (FalseNegative * counts.FalseNegatives)) / counts.Rows;
}
