namespace Trestle.Rows.Keyed;

/// <summary>
/// What one series is forecast from at one origin: values up to it, and none after it. Everything is made of the latest <see
/// cref="Most"/> steps.
/// </summary>
internal sealed class SeriesPast
{
    /// <summary>Steps that are looked at, at most.</summary>
    public const int Most = 20_000;

    private const int SeasonsOfMean = 4;

    private readonly double[] values;
    private readonly SeriesShape shape;
    private readonly double[] ets;
    private readonly (int Place, double Value) first;
    private readonly (int Place, double Value) last;
    private readonly double mean;
    private readonly double longMean;
    private readonly double spread;

    private SeriesPast(double[] values, SeriesShape shape, int first)
    {
        (this.values, this.shape) = (values, shape);
        var place = Array.FindLastIndex(values, value => !double.IsNaN(value));
        (this.first, last) = ((first, values[first]), (place, values[place]));
        ets = HoltWinters.Fit(values.AsSpan(first), shape.Season, shape.Horizon).Forecasts;
        mean = Mean(shape.Season > 1 ? shape.Season : SeasonsOfMean);
        longMean = Mean(SeasonsOfMean * (shape.Season > 1 ? shape.Season : SeasonsOfMean));
        spread = Spread();
    }

    /// <summary>The past of the series with some values; null where fewer are known than a forecast needs.</summary>
    /// <param name="values">One for each step up to the origin, the last of which is the origin; NaN for a step without a value.</param>
    /// <param name="shape">How the series are forecast.</param>
    public static SeriesPast? Of(double[] values, SeriesShape shape) =>
        values.Count(value => !double.IsNaN(value)) < shape.Least ? null
            : new SeriesPast(values, shape, Array.FindIndex(values, value => !double.IsNaN(value)));

    /// <summary>How many values are held.</summary>
    public int Length => values.Length;

    /// <summary>What is known of a step, 1 for the one after the origin.</summary>
    public double Value(SeriesValue what, int ahead) => what switch
    {
        SeriesValue.Ahead => ahead,
        SeriesValue.Naive => last.Value,
        SeriesValue.Drift => last.Value + ((ahead + values.Length - 1 - last.Place) * Slope()),
        SeriesValue.Seasonal => Seasonal(shape.Season, ahead, 1, last.Value),
        SeriesValue.LongSeasonal => Seasonal(
            Math.Max(shape.Longer, shape.Season), ahead, 1, Seasonal(shape.Season, ahead, 1, last.Value)),
        SeriesValue.SeasonalMean => Seasonal(shape.Season, ahead, SeasonsOfMean, last.Value),
        SeriesValue.Mean => mean,
        SeriesValue.LongMean => longMean,
        SeriesValue.Spread => spread,
        _ => ets[ahead - 1],
    };

    private double Slope() => last.Place == first.Place ? 0 : (last.Value - first.Value) / (last.Place - first.Place);

    /// <summary>The mean of the latest values at the place of a season, at most as many; another one without any.</summary>
    private double Seasonal(int season, int ahead, int most, double otherwise)
    {
        var (sum, count) = (0.0, 0);
        for (var at = values.Length - 1 + ahead; at >= first.Place && count < most; at -= season)
        {
            if (at < values.Length && !double.IsNaN(values[at]))
            {
                (sum, count) = (sum + values[at], count + 1);
            }
        }

        return count == 0 ? otherwise : sum / count;
    }

    /// <summary>The mean of the values of the last steps up to the last value.</summary>
    private double Mean(int steps)
    {
        var (sum, count) = (0.0, 0);
        for (var at = Math.Max(0, last.Place - steps + 1); at <= last.Place; at++)
        {
            (sum, count) = double.IsNaN(values[at]) ? (sum, count) : (sum + values[at], count + 1);
        }

        return sum / count;
    }

    /// <summary>The mean absolute difference of values that are a season apart (Hyndman and Koehler 2006); NaN without any.</summary>
    private double Spread()
    {
        var (sum, count) = (0.0, 0);
        for (var at = first.Place + shape.Season; at < values.Length; at++)
        {
            var difference = Math.Abs(values[at] - values[at - shape.Season]);
            (sum, count) = double.IsNaN(difference) ? (sum, count) : (sum + difference, count + 1);
        }

        return count == 0 ? double.NaN : sum / count;
    }
}
