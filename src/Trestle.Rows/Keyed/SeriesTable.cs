using System.Collections.Concurrent;

namespace Trestle.Rows.Keyed;

/// <summary>
/// The series of a keyed table, each of the rows of one key, and what their steps are forecast from. Safe to use from many threads.
/// </summary>
internal sealed class SeriesTable
{
    /// <summary>Values that are kept, of all pasts: the steps of one horizon are forecast from the same one.</summary>
    private const long MostKept = 50_000_000;

    private readonly KeyedTable table;
    private readonly SeriesShape shape;
    private readonly int column;
    private readonly long? last;
    private readonly ConcurrentDictionary<(int Group, long Origin), SeriesPast?> pasts = [];
    private long kept;

    /// <summary>The series of a table whose rows have times, and a column of numbers named as the shape says.</summary>
    public SeriesTable(KeyedTable table, SeriesShape shape)
    {
        (this.table, this.shape) = (table, shape);
        column = table.Schema.Place(shape.Target);
        last = shape.Last(table.Series(shape.Target));
    }

    /// <summary>What a row is forecast from, and how many steps ahead it is.</summary>
    /// <param name="group">The group of its key.</param>
    /// <param name="time">Its time; NaN for none.</param>
    /// <returns>
    /// <see cref="KeyedOutcome.NotYet"/> where too little is known of the series, and without a time; <see cref="KeyedOutcome.TooOld"/>
    /// beyond the horizon.
    /// </returns>
    public (KeyedOutcome Outcome, SeriesPast? Past, int Ahead, double Origin) Find(int group, double time)
    {
        if (double.IsNaN(time) || last is not { } end)
        {
            return (KeyedOutcome.NotYet, null, 0, double.NaN);
        }

        var (origin, ahead) = shape.OriginOf(shape.Step.Number(time), end);
        if (ahead > shape.Horizon)
        {
            return (KeyedOutcome.TooOld, null, ahead, double.NaN);
        }

        if (!pasts.TryGetValue((group, origin), out var past))
        {
            past = SeriesPast.Of(Values(group, origin), shape);
            if (Interlocked.Add(ref kept, 1 + (past?.Length ?? 0)) > MostKept)
            {
                pasts.Clear();
                Interlocked.Exchange(ref kept, 0);
            }

            pasts[(group, origin)] = past;
        }

        // An origin of which nothing is known may be before the first year, and have no time.
        return past is null
            ? (KeyedOutcome.NotYet, null, ahead, double.NaN)
            : (KeyedOutcome.Matched, past, ahead, shape.Step.Time(origin));
    }

    /// <summary>The values of a series, one for each step from its first value to an origin, at most the latest.</summary>
    private double[] Values(int group, long origin)
    {
        var (from, to) = table.Places(group);
        while (from < to && double.IsNaN(table.Number(column, from)))
        {
            from++;
        }

        var length = from == to ? 0 : Math.Clamp(origin - shape.Step.Number(table.Time(from)) + 1, 0, SeriesPast.Most);
        var values = new double[length];
        Array.Fill(values, double.NaN);
        for (var place = After(from, to, origin) - 1; place >= from; place--)
        {
            var at = length - 1 - (origin - shape.Step.Number(table.Time(place)));
            if (at < 0)
            {
                break;
            }

            // Of several rows of one step the last counts, as it comes first here.
            values[at] = double.IsNaN(values[at]) ? table.Number(column, place) : values[at];
        }

        return values;
    }

    /// <summary>The place after the last row of a step, among rows in the order of their times.</summary>
    private int After(int low, int high, long step)
    {
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = shape.Step.Number(table.Time(middle)) <= step ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
