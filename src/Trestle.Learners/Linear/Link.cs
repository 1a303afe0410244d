namespace Trestle.Learners.Linear;

/// <summary>From margins to probabilities, without overflow at either end.</summary>
internal static class Link
{
    /// <summary>1 / (1 + e^−margin).</summary>
    public static double Sigmoid(double margin)
    {
        var small = Math.Exp(-Math.Abs(margin));
        return (margin >= 0 ? 1 : small) / (1 + small);
    }

    /// <summary>Raises margins that are further below the largest than a limit, if there is one.</summary>
    public static void Raise(Span<double> margins, double? limit)
    {
        if (limit is not { } most)
        {
            return;
        }

        var largest = double.NegativeInfinity;
        foreach (var margin in margins)
        {
            largest = Math.Max(largest, margin);
        }

        foreach (ref var margin in margins)
        {
            margin = Math.Max(margin, largest - most);
        }
    }

    /// <summary>Replaces margins by probabilities that sum to 1; returns ln Σ e^margin.</summary>
    public static double Softmax(Span<double> margins)
    {
        var (largest, sum) = Normalise(margins);
        return largest + Math.Log(sum);
    }

    /// <summary>Replaces margins by probabilities that sum to 1; returns the largest margin and Σ e^(margin − largest).</summary>
    public static (double Largest, double Sum) Normalise(Span<double> margins)
    {
        var largest = double.NegativeInfinity;
        foreach (var margin in margins)
        {
            largest = Math.Max(largest, margin);
        }

        var sum = 0.0;
        foreach (ref var margin in margins)
        {
            margin = Math.Exp(margin - largest);
            sum += margin;
        }

        foreach (ref var margin in margins)
        {
            margin /= sum;
        }

        return (largest, sum);
    }
}
