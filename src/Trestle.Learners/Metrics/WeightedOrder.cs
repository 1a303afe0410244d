namespace Trestle.Learners.Metrics;

/// <summary>Values in order, with how much those up to each count.</summary>
internal sealed class WeightedOrder
{
    private readonly double[] values;
    private readonly double[]? upTo;

    private WeightedOrder(double[] values, double[]? weights)
    {
        this.values = (double[])values.Clone();
        upTo = (double[]?)weights?.Clone();
        if (upTo is null)
        {
            Array.Sort(this.values);
            return;
        }

        Array.Sort(this.values, upTo);
        for (var i = 1; i < upTo.Length; i++)
        {
            upTo[i] += upTo[i - 1];
        }
    }

    /// <summary>
    /// The lowest value that a share of the values, as they count, does not exceed (the inverse of the distribution: type 1 of Hyndman and
    /// Fan, The American Statistician 50, 1996). Without weights all count the same.
    /// </summary>
    public static double Lowest(double[] values, double[]? weights, double share)
    {
        var order = new WeightedOrder(values, weights);
        return order.First(share * order.Total, above: false);
    }

    /// <summary>The median of values as they count: between the two middle ones where they meet in the middle.</summary>
    public static double Median(double[] values, double[]? weights)
    {
        var order = new WeightedOrder(values, weights);
        var half = order.Total / 2;
        return (order.First(half, above: false) + order.First(half, above: true)) / 2;
    }

    private double Total => upTo?[^1] ?? values.Length;

    /// <summary>The first value up to which the values count as much, or more where that is asked for.</summary>
    private double First(double sum, bool above)
    {
        var at = upTo is not null ? Array.FindIndex(upTo, count => above ? count > sum : count >= sum)
            : above ? (int)Math.Floor(sum)
            : Math.Max(0, (int)Math.Ceiling(sum) - 1);
        return values[at < 0 || at >= values.Length ? values.Length - 1 : at];
    }
}
