namespace Trestle.Rows.Keyed;

/// <summary>
/// Counts and sums up values one after the other: the same values in the same order give the same bits, whoever adds them.
/// </summary>
internal struct KeyedTally(KeyedAggregate what)
{
    private readonly HashSet<double>? different = what == KeyedAggregate.Distinct ? [] : null;
    private int count;
    private double sum;
    private double mean;
    private double low = double.NaN;
    private double high = double.NaN;

    /// <summary>Adds a value; NaN is none.</summary>
    public void Add(double value)
    {
        if (double.IsNaN(value))
        {
            return;
        }

        count++;
        switch (what)
        {
            case KeyedAggregate.Sum or KeyedAggregate.Mean:
                sum += value;
                break;
            case KeyedAggregate.Min:
                low = value >= low ? low : value;
                break;
            case KeyedAggregate.Max:
                high = value <= high ? high : value;
                break;
            case KeyedAggregate.Std:
                // Welford: the sum of squared differences from the mean, without large intermediate values.
                var difference = value - mean;
                mean += difference / count;
                sum += difference * (value - mean);
                break;
            default:
                different?.Add(value);
                break;
        }
    }

    /// <summary>What is made of the values so far.</summary>
    public readonly double Value => what switch
    {
        KeyedAggregate.Count => count,
        KeyedAggregate.Sum => sum,
        KeyedAggregate.Mean => count == 0 ? double.NaN : sum / count,
        KeyedAggregate.Min => low,
        KeyedAggregate.Max => high,
        KeyedAggregate.Std => count < 2 ? double.NaN : Math.Sqrt(sum / (count - 1)),
        _ => different!.Count,
    };
}
