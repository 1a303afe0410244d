namespace Trestle.Learners.Statistics;

/// <summary>How far values lie from their mean.</summary>
public static class StandardDeviation
{
    /// <summary>The standard deviation of a population by a sample of it (n − 1), in two passes; 0 for fewer than two values.</summary>
    /// <param name="values">Finite values.</param>
    public static double OfSample(IReadOnlyCollection<double> values)
    {
        if (values.Count < 2)
        {
            return 0;
        }

        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }
}
