using System.Collections.Concurrent;
using System.Runtime.InteropServices;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;

namespace Trestle.Rows.Keyed;

/// <summary>What a look-up found.</summary>
public enum KeyedOutcome
{
    /// <summary>A row.</summary>
    Matched = 0,

    /// <summary>No key: a column of it has no value.</summary>
    NoKey = 1,

    /// <summary>The table does not have the key.</summary>
    UnknownKey = 2,

    /// <summary>The table has the key, but no row that was known at the time.</summary>
    NotYet = 3,

    /// <summary>The latest row that was known is older than allowed.</summary>
    TooOld = 4,
}

/// <summary>
/// A table that is looked up by key, and by time where it has times: the same file serves training and requests. It is used where it
/// lies in memory: opening it builds nothing. Safe to use from many threads.
/// </summary>
public sealed class KeyedTable
{
    /// <summary>Largest file, in bytes.</summary>
    public const long MostBytes = 1L << 29;

    private readonly ReadOnlyMemory<byte> slots;
    private readonly ReadOnlyMemory<byte> ends;
    private readonly KeyColumn[] keys;
    private readonly NumberValues? times;
    private readonly NumberValues? known;
    private readonly NumberValues? earliest;
    private readonly ValueColumn[] values;
    private readonly ConcurrentDictionary<(KeyedAggregate What, int Column), double[]> running = [];
    private readonly ConcurrentDictionary<SeriesShape, SeriesTable> series = [];

    private KeyedTable(ReadOnlyMemory<byte> file, string name)
    {
        var reader = new KeyedReader(file, name);
        (Schema, Bytes) = (reader.Schema(), file.Length);
        var (rows, groups) = (Schema.Rows, Schema.Groups);
        slots = reader.Section(SlotsFor(groups), sizeof(int));
        ends = reader.Ascending(groups);
        reader.Require(groups == 0 ? rows == 0 : Ints(ends)[^1] == rows, "its groups have other rows than the table");
        foreach (var slot in Ints(slots))
        {
            reader.Require(slot >= 0 && slot <= groups, "a slot leads to no group");
        }

        keys = [.. Schema.Keys.Select(key => KeyColumn.Read(reader, key.Kind, groups))];
        if (Schema.Time is not null)
        {
            times = (NumberValues)ValueColumn.Read(reader, ColumnKind.Number, rows);
        }

        if (Schema.Known is not null)
        {
            known = (NumberValues)ValueColumn.Read(reader, ColumnKind.Number, rows);
            earliest = (NumberValues)ValueColumn.Read(reader, ColumnKind.Number, rows);
        }

        values = [.. Schema.Columns.Select(column => ValueColumn.Read(reader, column.Kind, rows))];
        reader.Require(reader.AtEnd, "something follows its last column");
    }

    /// <summary>What it holds.</summary>
    public KeyedSchema Schema { get; }

    /// <summary>Length of its file.</summary>
    public int Bytes { get; }

    /// <summary>
    /// Opens a file that lies in memory, which must not change. <paramref name="name"/> is its name in errors (TR2350 for anything but what
    /// <see cref="KeyedTableBuilder"/> writes).
    /// </summary>
    public static KeyedTable Open(ReadOnlyMemory<byte> file, string name) => new(file, name);

    /// <summary>A newer state of this table; error TR2353 if it is another one.</summary>
    public KeyedTable Renewed(KeyedTable newer, string name) => Schema.Difference(newer.Schema) is { } difference
        ? throw new TrestleException(KeyedErrors.DoesNotFit(name, difference))
        : newer;

    /// <summary>
    /// Finds the row of each of some keys: the latest whose event time is not after the time that is asked for, and which was known by
    /// then; of several at one time the one that was known last, then the last in the source. No time asks for the latest row of all.
    /// </summary>
    /// <param name="asked">The values of the key's columns, in the order and of the kinds of <see cref="KeyedSchema.Keys"/>.</param>
    /// <param name="at">The times, for a table with times; null or NaN for the latest row.</param>
    /// <param name="within">How much older than the time a row may be, in the unit of the times.</param>
    /// <param name="places">Gets the place of each row, -1 where there is none.</param>
    /// <param name="outcomes">Gets a <see cref="KeyedOutcome"/> for each.</param>
    public void Find(ReadOnlySpan<Array> asked, double[]? at, double within, Span<int> places, Span<double> outcomes)
    {
        for (var row = 0; row < places.Length; row++)
        {
            var outcome = Group(asked, row, out var group);
            places[row] = -1;
            if (outcome == KeyedOutcome.Matched)
            {
                var (from, to) = Places(group);
                outcome = times is null ? KeyedOutcome.Matched : Latest(from, to, at is null ? double.NaN : at[row], within, out from);
                places[row] = outcome == KeyedOutcome.Matched ? from : -1;
            }

            outcomes[row] = (double)outcome;
        }
    }

    /// <summary>The values of a column at some places: <c>double[]</c> or <c>string?[]</c>; no value at -1.</summary>
    public Array Values(int column, ReadOnlySpan<int> places) => values[column].At(places);

    /// <summary>
    /// Finds the rows of each of some keys that can be seen at the time that is asked for. No time asks as of the latest time of the table,
    /// or as of just after it where a row sees only those before it.
    /// </summary>
    /// <param name="asked">The values of the key's columns, in the order and of the kinds of <see cref="KeyedSchema.Keys"/>.</param>
    /// <param name="at">The times, for a table with times; null or NaN for its latest.</param>
    /// <param name="past">Which rows can be seen, by their times.</param>
    /// <param name="ranges">Gets the rows of each.</param>
    /// <param name="outcomes">
    /// Gets a <see cref="KeyedOutcome"/> for each: that of the key alone, and for the past before a row also whether it has any.
    /// </param>
    public void Ranges(ReadOnlySpan<Array> asked, double[]? at, KeyedPast past, Span<KeyedRange> ranges, Span<double> outcomes)
    {
        var latest = past.Before ? double.BitIncrement(Schema.Newest ?? 0) : Schema.Newest ?? 0;
        for (var row = 0; row < ranges.Length; row++)
        {
            var outcome = Group(asked, row, out var group);
            ranges[row] = outcome == KeyedOutcome.NoKey ? KeyedRange.None : default;
            if (outcome == KeyedOutcome.Matched)
            {
                var (from, to) = Places(group);
                var time = at is null || double.IsNaN(at[row]) ? latest : at[row];
                ranges[row] = new KeyedRange(from, times is null ? to : End(from, to, time, past), time) { FromFirst = true };
                outcome = past.Before && times is not null ? Seen(ref ranges[row], past.Within) : outcome;
            }

            outcomes[row] = (double)outcome;
        }
    }

    /// <summary>
    /// Finds what each of some keys is forecast from at the time that is asked for: see <see cref="SeriesTable.Find"/> for the outcomes,
    /// and those of the key. <paramref name="ranges"/> gets the rows up to the origin.
    /// </summary>
    internal (SeriesPast? Past, int Ahead)[] Pasts(
        ReadOnlySpan<Array> asked, double[] at, SeriesShape shape, Span<KeyedRange> ranges, Span<double> outcomes)
    {
        var table = series.GetOrAdd(shape, _ => new SeriesTable(this, shape));
        var found = new (SeriesPast?, int)[at.Length];
        for (var row = 0; row < found.Length; row++)
        {
            var (outcome, origin) = (Group(asked, row, out var group), 0.0);
            ranges[row] = KeyedRange.None;
            if (outcome == KeyedOutcome.Matched)
            {
                (outcome, found[row].Item1, found[row].Item2, origin) = table.Find(group, at[row]);
            }

            if (outcome == KeyedOutcome.Matched)
            {
                var (from, to) = Places(group);
                ranges[row] = new KeyedRange(from, After(from, to, origin), origin) { FromFirst = true };
            }

            outcomes[row] = (double)outcome;
        }

        return found;
    }

    /// <summary>The places of the rows of a group: the first, and that after the last.</summary>
    internal (int From, int To) Places(int group) => (group == 0 ? 0 : Ints(ends)[group - 1], Ints(ends)[group]);

    /// <summary>The time of a row, in a table with times.</summary>
    internal double Time(int place) => times!.All[place];

    /// <summary>The number of a row in a column.</summary>
    internal double Number(int column, int place) => values[column].Number(place);

    /// <summary>The rows of each key as a series, in the order of their times, with the values of a column of numbers.</summary>
    public IEnumerable<KeyedSeries> Series(string column)
    {
        var at = Schema.Place(column);
        for (var group = 0; group < Schema.Groups; group++)
        {
            var (from, to) = Places(group);
            yield return new KeyedSeries(
                [.. keys.Select(key => key.Value(group))], times!.All[from..to].ToArray(),
                [.. Enumerable.Range(from, to - from).Select(place => Number(at, place))]);
        }
    }

    /// <summary>The rows of each of some ranges that count.</summary>
    public KeyedRange[] Part(ReadOnlySpan<KeyedRange> ranges, KeyedAggregate what, KeyedPart part, bool before)
    {
        var parts = ranges.ToArray();
        for (var i = 0; i < parts.Length; i++)
        {
            ref var range = ref parts[i];
            if (part.Window is { } window && times is not null && range.From >= 0)
            {
                var edge = range.At - window;
                range = what == KeyedAggregate.Lag ? range with { To = After(range.From, range.To, edge) }
                    : Cut(range, before ? NotBefore(range.From, range.To, edge) : After(range.From, range.To, edge));
            }

            if (part.Rows is { } rows && what != KeyedAggregate.Lag)
            {
                range = KeyedAggregates.Back(known, range, rows) is >= 0 and var first ? Cut(range, first) : range;
            }
        }

        return parts;
    }

    /// <summary>What is made of the rows of each of some ranges; without a column, their number. A lag goes some rows back.</summary>
    public Array Aggregate(KeyedAggregate what, int? column, ReadOnlySpan<KeyedRange> ranges, int back = 1) => KeyedAggregates.Of(
        what, column is { } position ? values[position] : null, known, times, ranges, back,
        () => running.GetOrAdd((what, column!.Value), _ => KeyedAggregates.Running(what, values[column.Value], Ints(ends))));

    /// <summary>Bytes that fill a section up to eight.</summary>
    internal static long Padding(long length) => -length & 7;

    /// <summary>Slots of the index for a number of groups: a power of two, at most half full.</summary>
    internal static int SlotsFor(int groups) => groups == 0 ? 0 : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)groups * 2);

    private static ReadOnlySpan<int> Ints(ReadOnlyMemory<byte> section) => MemoryMarshal.Cast<byte, int>(section.Span);

    private KeyedOutcome Group(ReadOnlySpan<Array> asked, int row, out int group)
    {
        group = -1;
        var hash = KeyHash.Start;
        for (var key = 0; key < keys.Length; key++)
        {
            if (keys[key].IsMissing(asked[key], row))
            {
                return KeyedOutcome.NoKey;
            }

            hash = keys[key].Hash(hash, asked[key], row);
        }

        // An index without an empty slot is no table of ours, but must not hold a request forever.
        var index = Ints(slots);
        for (var tries = 0; tries < index.Length; tries++)
        {
            var slot = index[(int)((hash + (ulong)tries) & (ulong)(index.Length - 1))];
            if (slot == 0)
            {
                break;
            }

            if (Has(slot - 1, asked, row))
            {
                group = slot - 1;
                return KeyedOutcome.Matched;
            }
        }

        return KeyedOutcome.UnknownKey;
    }

    private bool Has(int group, ReadOnlySpan<Array> asked, int row)
    {
        for (var key = 0; key < keys.Length; key++)
        {
            if (!keys[key].Has(group, asked[key], row))
            {
                return false;
            }
        }

        return true;
    }

    private static KeyedRange Cut(KeyedRange range, int from) =>
        range with { From = from, FromFirst = range.FromFirst && from == range.From };

    /// <summary>The place after the last row of a group that can be seen at a time.</summary>
    private int End(int from, int to, double time, KeyedPast past)
    {
        var end = past.Before ? NotBefore(from, to, time) : After(from, to, time);
        return past.Delay > 0 ? After(from, end, time - past.Delay) : end;
    }

    /// <summary>Whether there is a row that was known, and is not too old; none is seen where the latest one is.</summary>
    private KeyedOutcome Seen(ref KeyedRange range, double within)
    {
        var place = known is not null && range.To > range.From && earliest!.All[range.To - 1] > range.At
            ? -1 : KeyedAggregates.Back(known, range, 1);
        if (place < 0 || range.At - times!.All[place] <= within)
        {
            return place < 0 ? KeyedOutcome.NotYet : KeyedOutcome.Matched;
        }

        range = KeyedRange.None;
        return KeyedOutcome.TooOld;
    }

    /// <summary>The place of the first row of a group that is not before a time.</summary>
    private int NotBefore(int low, int high, double time)
    {
        var all = times!.All;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = all[middle] < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The place after the last row of a group that is not later than a time.</summary>
    private int After(int low, int high, double time)
    {
        var all = times!.All;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = all[middle] <= time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The latest visible one of the rows of a group, which are ordered by time.</summary>
    private KeyedOutcome Latest(int from, int to, double at, double within, out int place)
    {
        var any = double.IsNaN(at);
        var all = times!.All;
        place = (any ? to : After(from, to, at)) - 1;
        if (known is not null && !any)
        {
            // Where no earlier row of the key was known either, there is nothing to look for.
            while (place >= from && known.All[place] > at)
            {
                place = earliest!.All[place] > at ? from - 1 : place - 1;
            }
        }

        return place < from ? KeyedOutcome.NotYet
            : !any && at - all[place] > within ? KeyedOutcome.TooOld
            : KeyedOutcome.Matched;
    }
}
