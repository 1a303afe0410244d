namespace Trestle.Learners.Explanations;

/// <summary>Makes contributions sum to what they must, where they are known only up to rounding or up to the limit of a score.</summary>
internal static class Completion
{
    /// <summary>Divides what contributions lack to a sum by their sizes; evenly where all are 0.</summary>
    public static void Complete(Span<double> contributions, double sum)
    {
        var (found, sizes) = (0.0, 0.0);
        foreach (var contribution in contributions)
        {
            found += contribution;
            sizes += Math.Abs(contribution);
        }

        var missing = sum - found;
        foreach (ref var contribution in contributions)
        {
            contribution += sizes > 0 ? missing * (Math.Abs(contribution) / sizes) : missing / contributions.Length;
        }
    }
}
