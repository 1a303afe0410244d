namespace Trestle.Rows.Keyed;

/// <summary>What is made of the rows of a key.</summary>
public enum KeyedAggregate
{
    /// <summary>Number of rows, or of those with a value of a column.</summary>
    Count,

    /// <summary>Sum of the values; 0 without any.</summary>
    Sum,

    /// <summary>Mean of the values.</summary>
    Mean,

    /// <summary>Smallest value.</summary>
    Min,

    /// <summary>Largest value.</summary>
    Max,

    /// <summary>The value of the latest row.</summary>
    Last,

    /// <summary>Number of different values.</summary>
    Distinct,
}

/// <summary>Rows of a keyed table that belong to one key and lie in one window of time.</summary>
/// <param name="From">Place of the first; -1 where there is no key.</param>
/// <param name="To">Place after the last.</param>
/// <param name="At">The time by which they must have been known.</param>
public readonly record struct KeyedRange(int From, int To, double At);

/// <summary>Counts and sums up rows. Values are added in the order of the file, so the result is the same wherever it is made.</summary>
internal static class KeyedAggregates
{
    /// <summary>One value for each range: <c>double[]</c>, or <c>string?[]</c> for the last text.</summary>
    public static Array Of(KeyedAggregate what, ValueColumn? column, NumberValues? known, ReadOnlySpan<KeyedRange> ranges)
    {
        if (what == KeyedAggregate.Last)
        {
            return Last(column!, known, ranges);
        }

        var found = new double[ranges.Length];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = ranges[i].From < 0 ? double.NaN
                : column is null ? Rows(known, ranges[i])
                : column is TextValues texts ? OfTexts(what, texts.All, known, ranges[i])
                : OfNumbers(what, ((NumberValues)column).All, known, ranges[i]);
        }

        return found;
    }

    private static Array Last(ValueColumn column, NumberValues? known, ReadOnlySpan<KeyedRange> ranges)
    {
        var places = new int[ranges.Length];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = ranges[i].To - 1;
            while (places[i] >= ranges[i].From && !Sees(known, places[i], ranges[i].At))
            {
                places[i]--;
            }

            places[i] = ranges[i].From < 0 || places[i] < ranges[i].From ? -1 : places[i];
        }

        return column.At(places);
    }

    private static double Rows(NumberValues? known, KeyedRange range)
    {
        var rows = 0;
        for (var place = range.From; place < range.To; place++)
        {
            rows += Sees(known, place, range.At) ? 1 : 0;
        }

        return rows;
    }

    private static double OfTexts(KeyedAggregate what, ReadOnlySpan<int> values, NumberValues? known, KeyedRange range)
    {
        var (rows, different) = (0, what == KeyedAggregate.Distinct ? new HashSet<int>() : null);
        for (var place = range.From; place < range.To; place++)
        {
            if (values[place] != TextValues.None && Sees(known, place, range.At))
            {
                rows++;
                different?.Add(values[place]);
            }
        }

        return different?.Count ?? rows;
    }

    private static double OfNumbers(KeyedAggregate what, ReadOnlySpan<double> values, NumberValues? known, KeyedRange range)
    {
        var (rows, sum, low, high) = (0, 0.0, double.NaN, double.NaN);
        var different = what == KeyedAggregate.Distinct ? new HashSet<double>() : null;
        for (var place = range.From; place < range.To; place++)
        {
            var value = values[place];
            if (double.IsNaN(value) || !Sees(known, place, range.At))
            {
                continue;
            }

            rows++;
            sum += value;
            low = value >= low ? low : value;
            high = value <= high ? high : value;
            different?.Add(value);
        }

        return what switch
        {
            KeyedAggregate.Count => rows,
            KeyedAggregate.Sum => sum,
            KeyedAggregate.Mean => rows == 0 ? double.NaN : sum / rows,
            KeyedAggregate.Min => low,
            KeyedAggregate.Max => high,
            _ => different!.Count,
        };
    }

    private static bool Sees(NumberValues? known, int place, double at) => known is null || known.All[place] <= at;
}
