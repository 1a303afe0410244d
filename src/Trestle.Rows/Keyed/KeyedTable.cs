using System.Runtime.InteropServices;

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
                var from = group == 0 ? 0 : Ints(ends)[group - 1];
                var to = Ints(ends)[group];
                outcome = times is null ? KeyedOutcome.Matched : Latest(from, to, at is null ? double.NaN : at[row], within, out from);
                places[row] = outcome == KeyedOutcome.Matched ? from : -1;
            }

            outcomes[row] = (double)outcome;
        }
    }

    /// <summary>The values of a column at some places: <c>double[]</c> or <c>string?[]</c>; no value at -1.</summary>
    public Array Values(int column, ReadOnlySpan<int> places) => values[column].At(places);

    /// <summary>
    /// Finds the rows of each of some keys that lie in a window of time: later than the time that is asked for less the window, and not
    /// later than it. No time asks as of the latest time of the table.
    /// </summary>
    /// <param name="asked">The values of the key's columns, in the order and of the kinds of <see cref="KeyedSchema.Keys"/>.</param>
    /// <param name="at">The times, for a table with times; null or NaN for its latest.</param>
    /// <param name="window">Length of the window, in the unit of the times; infinity for all of the past.</param>
    /// <param name="ranges">Gets the rows of each.</param>
    /// <param name="outcomes">Gets a <see cref="KeyedOutcome"/> for each: that of the key alone.</param>
    public void Ranges(ReadOnlySpan<Array> asked, double[]? at, double window, Span<KeyedRange> ranges, Span<double> outcomes)
    {
        for (var row = 0; row < ranges.Length; row++)
        {
            var outcome = Group(asked, row, out var group);
            outcomes[row] = (double)outcome;
            if (outcome != KeyedOutcome.Matched)
            {
                ranges[row] = outcome == KeyedOutcome.NoKey ? new KeyedRange(-1, -1, 0) : default;
                continue;
            }

            var (from, to) = (group == 0 ? 0 : Ints(ends)[group - 1], Ints(ends)[group]);
            var time = at is null || double.IsNaN(at[row]) ? Schema.Newest ?? 0 : at[row];
            ranges[row] = times is null
                ? new KeyedRange(from, to, time)
                : new KeyedRange(After(from, to, time - window), After(from, to, time), time);
        }
    }

    /// <summary>What is made of the rows of each of some ranges; without a column, their number.</summary>
    public Array Aggregate(KeyedAggregate what, int? column, ReadOnlySpan<KeyedRange> ranges) =>
        KeyedAggregates.Of(what, column is { } position ? values[position] : null, known, ranges);

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
