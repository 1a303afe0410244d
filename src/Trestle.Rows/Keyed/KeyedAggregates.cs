namespace Trestle.Rows.Keyed;

/// <summary>Counts and sums up rows. Values are added in the order of the file, so the result is the same wherever it is made.</summary>
internal static class KeyedAggregates
{
    /// <summary>One value for each range: <c>double[]</c>, or <c>string?[]</c> for a text of one row.</summary>
    /// <param name="what">What is made.</param>
    /// <param name="column">The column; null for the number of rows.</param>
    /// <param name="known">When rows were known; null where they were known at once.</param>
    /// <param name="times">The times of the rows, for a trend; null for rows without times, which have none.</param>
    /// <param name="ranges">The rows.</param>
    /// <param name="back">For a lag: how many rows back.</param>
    /// <param name="running">For a range from the first row of its key: what is made of the rows up to each row.</param>
    public static Array Of(
        KeyedAggregate what, ValueColumn? column, NumberValues? known, NumberValues? times, ReadOnlySpan<KeyedRange> ranges, int back,
        Func<double[]> running)
    {
        if (what == KeyedAggregate.Latest)
        {
            return Latest(column!, known, ranges, running);
        }

        if (what is KeyedAggregate.Last or KeyedAggregate.Lag)
        {
            return At(column!, known, ranges, what == KeyedAggregate.Last ? 1 : back);
        }

        var found = new double[ranges.Length];
        double[]? all = null;
        for (var i = 0; i < found.Length; i++)
        {
            var range = ranges[i];
            found[i] = range.From < 0 ? double.NaN
                : column is null ? Rows(known, range)
                : what == KeyedAggregate.Trend ? Trend(column, times, known, range)
                : known is null && range.FromFirst && range.To - range.From >= Many ? (all ??= running())[range.To - 1]
                : Tallied(what, column, known, range);
        }

        return found;
    }

    /// <summary>A day in the unit of the times.</summary>
    private const double Day = 86_400_000_000;

    /// <summary>Rows of a key from which on what is made of all of them is kept, and not made again for each row.</summary>
    private const int Many = 64;

    /// <summary>What is made, for each row, of the rows of its key up to it; for the latest value, the place of its row, or -1.</summary>
    public static double[] Running(KeyedAggregate what, ValueColumn column, ReadOnlySpan<int> ends)
    {
        var running = new double[column.Rows];
        if (what == KeyedAggregate.Latest)
        {
            for (var (group, from) = (0, 0); group < ends.Length; from = ends[group], group++)
            {
                var latest = -1;
                for (var place = from; place < ends[group]; place++)
                {
                    running[place] = latest = double.IsNaN(column.Number(place)) ? latest : place;
                }
            }

            return running;
        }

        for (var (group, from) = (0, 0); group < ends.Length; from = ends[group], group++)
        {
            var tally = new KeyedTally(what);
            for (var place = from; place < ends[group]; place++)
            {
                tally.Add(column.Number(place));
                running[place] = tally.Value;
            }
        }

        return running;
    }

    /// <summary>The place of the row that is some rows before the end of a range, among those that were known; -1 for none.</summary>
    public static int Back(NumberValues? known, KeyedRange range, int rows)
    {
        if (known is null)
        {
            return range.From >= 0 && range.To - rows >= range.From ? range.To - rows : -1;
        }

        for (var place = range.To - 1; range.From >= 0 && place >= range.From; place--)
        {
            if (Sees(known, place, range.At) && --rows == 0)
            {
                return place;
            }
        }

        return -1;
    }

    private static Array At(ValueColumn column, NumberValues? known, ReadOnlySpan<KeyedRange> ranges, int back)
    {
        var places = new int[ranges.Length];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = Back(known, ranges[i], back);
        }

        return column.At(places);
    }

    private static Array Latest(ValueColumn column, NumberValues? known, ReadOnlySpan<KeyedRange> ranges, Func<double[]> running)
    {
        var places = new int[ranges.Length];
        double[]? latest = null;
        for (var i = 0; i < places.Length; i++)
        {
            var (range, place) = (ranges[i], ranges[i].To - 1);
            while (range.From >= 0 && place >= range.From && (double.IsNaN(column.Number(place)) || !Sees(known, place, range.At)))
            {
                // A long gap is not walked through for each of its rows.
                place = known is null && range.To - place > Many ? (int)(latest ??= running())[place] : place - 1;
            }

            places[i] = range.From >= 0 && place >= range.From ? place : -1;
        }

        return column.At(places);
    }

    private static double Rows(NumberValues? known, KeyedRange range)
    {
        if (known is null)
        {
            return range.To - range.From;
        }

        var rows = 0;
        for (var place = range.From; place < range.To; place++)
        {
            rows += Sees(known, place, range.At) ? 1 : 0;
        }

        return rows;
    }

    private static double Tallied(KeyedAggregate what, ValueColumn column, NumberValues? known, KeyedRange range)
    {
        var tally = new KeyedTally(what);
        for (var place = range.From; place < range.To; place++)
        {
            if (Sees(known, place, range.At))
            {
                tally.Add(column.Number(place));
            }
        }

        return tally.Value;
    }

    /// <summary>The slope in days, by Welford's updates of the means, the squares of the times and the products.</summary>
    private static double Trend(ValueColumn column, NumberValues? times, NumberValues? known, KeyedRange range)
    {
        var (count, meanTime, meanValue, squares, products) = (0, 0.0, 0.0, 0.0, 0.0);
        for (var place = range.From; times is not null && place < range.To; place++)
        {
            var value = column.Number(place);
            if (double.IsNaN(value) || !Sees(known, place, range.At))
            {
                continue;
            }

            // From the first row on, so that small differences of large times keep their digits.
            var time = (times.All[place] - times.All[range.From]) / Day;
            count++;
            var apart = time - meanTime;
            meanTime += apart / count;
            meanValue += (value - meanValue) / count;
            squares += apart * (time - meanTime);
            products += apart * (value - meanValue);
        }

        return squares > 0 ? products / squares : double.NaN;
    }

    private static bool Sees(NumberValues? known, int place, double at) => known is null || known.All[place] <= at;
}
