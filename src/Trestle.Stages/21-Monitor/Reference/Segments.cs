using System.IO.Hashing;
using System.Runtime.InteropServices;

using Trestle.Rows.Stats;
using Trestle.Stages.Monitor.Statistics;

namespace Trestle.Stages.Monitor.Reference;

/// <summary>
/// Divides the rows of a reference into segments: of contiguous rows where they have an order, by their position or by a column; without
/// one at random, so that the order of a file means nothing, and whole groups where rows form groups.
/// </summary>
/// <param name="count">Number of segments.</param>
/// <param name="rows">Rows of all.</param>
/// <param name="ordered">Whether the rows come in an order that means something.</param>
/// <param name="order">Position of the column that orders them, and the values between segments.</param>
/// <param name="group">Position of the column of their groups.</param>
internal sealed class Segments(int count, long rows, bool ordered, (int Position, double[] Cuts)? order, int? group = null)
{
    private long seen;

    /// <summary>Rows of all segments.</summary>
    public long Rows => rows;

    /// <summary>The parts of the next block, each with the number of its segment. Blocks come in order, each once.</summary>
    public IEnumerable<(int Segment, RowBlock Part)> Divide(RowBlock block)
    {
        var of = new int[block.Rows];
        for (var row = 0; row < of.Length; row++)
        {
            of[row] = order is { } by ? Place(by.Cuts, block.Numbers(by.Position)[row])
                : ordered ? (int)((seen + row) * count / rows)
                : (int)Math.BigMul(SplitMix.Mix(Unit(block, row)), (ulong)count, out _);
        }

        seen += block.Rows;
        return Enumerable.Range(0, block.Rows).GroupBy(row => of[row]).Select(group => (group.Key, block.Take([.. group])));
    }

    /// <summary>What falls into a segment as a whole: the group of a row, or the row itself.</summary>
    private ulong Unit(RowBlock block, int row) => group is not { } column ? (ulong)(seen + row)
        : block.Schema[column].Kind == ColumnKind.Number
            ? double.IsNaN(block.Numbers(column)[row]) ? ~(ulong)(seen + row) : BitConverter.DoubleToUInt64Bits(block.Numbers(column)[row])
        : block.Texts(column)[row] is { } text ? XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan())) : ~(ulong)(seen + row);

    private static int Place(double[] cuts, double value)
    {
        var found = Array.BinarySearch(cuts, value);
        return double.IsNaN(value) ? 0 : found < 0 ? ~found : found;
    }
}

/// <summary>A column counted segment by segment.</summary>
internal sealed class SegmentedColumn
{
    private readonly WatchedColumn column;
    private readonly MomentsValue? moments;
    private readonly double[]? edges;
    private readonly string[]? categories;
    private readonly ColumnCount[] segments;

    public SegmentedColumn(
        WatchedColumn column, RowSchema schema, int count, double[]? edges, MomentsValue? moments, string[]? categories)
    {
        (this.column, this.edges, this.moments, this.categories) = (column, edges, moments, categories);
        var none = new ColumnCount(column.Name, edges, categories, schema);
        segments = [.. Enumerable.Range(0, count).Select(_ => none.Empty())];
    }

    public void Add(int segment, RowBlock part) => segments[segment].Add(part);

    /// <summary>The column over all segments, and how windows of them vary.</summary>
    public ReferenceColumn Column()
    {
        var rows = Running(segment => new[] { segment.Rows, segment.Missing });
        return new ReferenceColumn
        {
            Name = column.Name,
            Kind = column.Kind,
            Private = column.Private,
            Rows = rows[^1][0],
            Missing = rows[^1][1],
            MissingVariation = Learn(rows, (from, to) =>
                (
                    Part(rows, from, to),
                    Rest(rows, from, to)) is var (part, rest) ? ShareComparison.Of(rest[1], rest[0], part[1], part[0]) : null),
            Numbers = edges is null ? null : Numbers(rows),
            Texts = categories is null ? null : Texts(rows),
        };
    }

    private NumberReference Numbers(long[][] rows)
    {
        var counts = Running(segment => segment.Bins);
        var sums = new double[counts.Length][];
        sums[0] = new double[counts[0].Length];
        for (var i = 0; i < segments.Length; i++)
        {
            sums[i + 1] = [.. sums[i]];
            for (var bin = 0; bin < sums[0].Length; bin++)
            {
                sums[i + 1][bin] += segments[i].Sums[bin];
            }
        }

        var deviation = moments!.Count == 0 ? 0 : Math.Sqrt(moments.PopulationVariance);
        var variation = Learn(rows, (from, to) =>
        {
            var (part, rest) = (Part(counts, from, to), Rest(counts, from, to));
            var partSums = sums[to].Zip(sums[from], (upTo, before) => upTo - before).ToArray();
            var restSums = sums[^1].Zip(partSums, (all, own) => all - own).ToArray();
            return NumberComparison.Of(rest, ColumnCount.Means(rest, restSums), part, ColumnCount.Means(part, partSums), deviation);
        });
        return new NumberReference(edges!, counts[^1], ColumnCount.Means(counts[^1], sums[^1]), moments.Mean, deviation, variation);
    }

    private TextReference Texts(long[][] rows)
    {
        var counts = Running(segment => segment.Categories);
        return new TextReference(
            categories!, counts[^1], Learn(rows, (from, to) => CategoryComparison.Of(Rest(counts, from, to), Part(counts, from, to))));
    }

    private IReadOnlyList<Variation> Learn(long[][] rows, Func<int, int, Comparison?> compare) =>
        ReferenceVariation.Learn(segments.Length, rows[^1][0], compare);

    /// <summary>Counts over the first 0, 1, 2 … segments, so that those of any window are a difference.</summary>
    private long[][] Running(Counting counting)
    {
        var running = new long[segments.Length + 1][];
        running[0] = new long[counting(segments[0]).Length];
        for (var i = 0; i < segments.Length; i++)
        {
            running[i + 1] = [.. running[i]];
            var counts = counting(segments[i]);
            for (var cell = 0; cell < counts.Length; cell++)
            {
                running[i + 1][cell] += counts[cell];
            }
        }

        return running;
    }

    private static long[] Part(long[][] running, int from, int to) => [.. running[to].Zip(running[from], (upTo, before) => upTo - before)];

    private static long[] Rest(long[][] running, int from, int to) =>
        [.. running[^1].Zip(Part(running, from, to), (all, own) => all - own)];

    private delegate ReadOnlySpan<long> Counting(ColumnCount segment);
}
