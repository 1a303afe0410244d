using System.Text.Json.Serialization;

namespace Trestle.Rows.Keyed;

/// <summary>What is known of a series when a step of it is forecast. All but the first are in the unit of the values.</summary>
public enum SeriesValue
{
    /// <summary>How many steps after the origin the step is, 1 for the next.</summary>
    Ahead,

    /// <summary>The last value.</summary>
    Naive,

    /// <summary>The last value, and for each step ahead the mean change: the line through the first and the last value.</summary>
    Drift,

    /// <summary>The last value at the same place of a season.</summary>
    Seasonal,

    /// <summary>The last value at the same place of the longer season; that of the season where there is none yet.</summary>
    LongSeasonal,

    /// <summary>The mean of the last four values at the same place of a season.</summary>
    SeasonalMean,

    /// <summary>The mean of the last season.</summary>
    Mean,

    /// <summary>The mean of the last four seasons.</summary>
    LongMean,

    /// <summary>The mean absolute error of the seasonal naive forecast in the past, one season ahead: the unit of MASE.</summary>
    Spread,

    /// <summary>The forecast of <see cref="HoltWinters"/>.</summary>
    Ets,
}

/// <summary>How the series of a table are forecast.</summary>
/// <param name="Target">The column with the values.</param>
/// <param name="Step">The step.</param>
/// <param name="Horizon">How many steps ahead are forecast, at least 1.</param>
/// <param name="Season">After how many steps a season comes again; 1 for none.</param>
/// <param name="Longer">The same of a longer season; 0 for none.</param>
public sealed record SeriesShape(string Target, TimeStep Step, int Horizon, int Season, int Longer)
{
    /// <summary>How many values of a series must be known before it is forecast: two seasons, at least four values.</summary>
    [JsonIgnore]
    public int Least => Math.Max(2 * Season, 4);

    /// <summary>The name of the column with a value: <c>sales.ets</c>.</summary>
    public string Column(SeriesValue value) => $"{Target}.{value switch
    {
        SeriesValue.LongSeasonal => "long-seasonal",
        SeriesValue.SeasonalMean => "seasonal-mean",
        SeriesValue.LongMean => "long-mean",
        _ => value.ToString().ToLowerInvariant(),
    }}";

    /// <summary>The number of the last step with a value in any of some series; null without values.</summary>
    public long? Last(IEnumerable<KeyedSeries> series) => series
        .Select(one => (one.Times, At: Array.FindLastIndex(one.Values, value => !double.IsNaN(value))))
        .Max(one => one.At < 0 ? (long?)null : Step.Number(one.Times[one.At]));

    /// <summary>
    /// The origin from which a step is forecast, and how many steps ahead it is. Origins are the last step with a value, and every
    /// <see cref="Horizon"/> steps before it: so a step of the past is seen as it would have been forecast, from one of these origins and 1
    /// to <see cref="Horizon"/> steps ahead, and a step to come from the last value.
    /// </summary>
    /// <param name="step">The number of the step.</param>
    /// <param name="last">The number of the last step with a value in any series.</param>
    public (long Origin, int Ahead) OriginOf(long step, long last)
    {
        var origin = step > last ? last : last - ((((last - step) / Horizon) + 1) * Horizon);
        return (origin, (int)Math.Min(step - origin, int.MaxValue));
    }
}
