using System.Numerics;

namespace Trestle.Rows.Stats;

/// <summary>
/// The ranks of very many numbers in about 100 kB: the KLL sketch (Karnin, Lang and Liberty, FOCS 2016). A value of level h stands for
/// 2ʰ values. A full level is sorted, and a coin decides whether its values at odd or at even places rise to the next level; the level
/// is empty then. Lower levels are narrower, each ⅔ of the next, and the lowest are replaced by drawing one of 2ˢ consecutive values.
/// The error is one of rank, wherever the values lie. Coins are hashes of the values, so the same values in the same order, divided in
/// the same way, give the same sketch on every machine.
/// </summary>
internal sealed class RankSketch
{
    private const int Widest = 4096;
    private const int Narrowest = 16;

    /// <summary>Levels that are sorted; values are drawn for those below.</summary>
    private const int SortedLevels = 11;

    private static readonly int[] Widths = MakeWidths();

    private readonly List<Level> levels = [new()];
    private int held;
    private int room = Widest;
    private ulong coins;

    /// <summary>The smallest value, exactly.</summary>
    public double Min { get; private set; } = double.PositiveInfinity;

    /// <summary>The largest value, exactly.</summary>
    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether every value is a whole number, exactly.</summary>
    public bool Whole { get; private set; } = true;

    /// <summary>Adds values, finite and in the order of the rows.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        See(values);
        var drawn = Math.Max(0, levels.Count - SortedLevels);
        var group = 1 << drawn;
        var grouped = values.Length >> drawn << drawn;
        if (drawn == 0)
        {
            levels[0].Add(values);
        }
        else
        {
            Stir(values[0]);
            for (var at = 0; at < grouped; at += group)
            {
                levels[drawn].Add(values[at + (int)(Next() & (ulong)(group - 1))]);
            }

            levels[0].Add(values[grouped..]);
        }

        held += (drawn == 0 ? 0 : (grouped >> drawn) - grouped) + values.Length;
        Compress();
    }

    /// <summary>Adds counted values.</summary>
    public void Add(Histogram histogram)
    {
        See(histogram.Values);
        var total = 0L;
        foreach (var count in histogram.Counts)
        {
            total += count;
        }

        // No value rises higher than it would have, had it been added one by one: a frequent one becomes many of that level.
        var top = total < Widest ? 0 : BitOperations.Log2((ulong)(total / Widest));
        Raise(top + 1);
        for (var i = 0; i < histogram.Distinct; i++)
        {
            var (value, count) = (histogram.Values[i], histogram.Counts[i]);
            for (var many = count >> top; many > 0; many--)
            {
                Put(top, value);
            }

            for (var level = 0; level < top; level++)
            {
                if ((count >> level & 1) == 1)
                {
                    Put(level, value);
                }
            }
        }

        Compress();
    }

    /// <summary>Adds another sketch, which is left unchanged.</summary>
    public void Merge(RankSketch other)
    {
        See([other.Min, other.Max]);
        Whole &= other.Whole;
        Raise(other.levels.Count);
        for (var level = 0; level < other.levels.Count; level++)
        {
            levels[level].Add(other.levels[level].Values);
        }

        held += other.held;
        coins += other.coins;
        Compress();
    }

    /// <summary>The distribution of all values and <paramref name="more"/>, which are not added; both ends are exact.</summary>
    public Histogram Distribution(ReadOnlySpan<double> more)
    {
        var values = new double[held + more.Length + 2];
        var counts = new long[values.Length];
        var at = 0;
        for (var level = 0; level < levels.Count; level++)
        {
            levels[level].Values.CopyTo(values.AsSpan(at));
            counts.AsSpan(at, levels[level].Count).Fill(1L << level);
            at += levels[level].Count;
        }

        more.CopyTo(values.AsSpan(at));
        counts.AsSpan(at, more.Length).Fill(1);
        at += more.Length;
        Array.Sort(values, counts, 0, at);
        SetEnd(Min, 0, at);
        SetEnd(Max, at - 1, at + 1);
        return Histogram.OfCounted(values, counts);

        // One of those that the outermost value stands for is the extreme value itself.
        void SetEnd(double extreme, int outermost, int free)
        {
            var outside = outermost == 0 ? extreme < values[0] : extreme > values[outermost];
            if (outside && counts[outermost] == 1)
            {
                values[outermost] = extreme;
            }

            var divided = outside && counts[outermost] > 1;
            values[free] = divided ? extreme : values[outermost];
            counts[free] = divided ? 1 : 0;
            counts[outermost] -= counts[free];
        }
    }

    private void See(ReadOnlySpan<double> values)
    {
        var (min, max, whole) = (Min, Max, Whole);
        foreach (var value in values)
        {
            min = value < min ? value : min;
            max = value > max ? value : max;
            whole &= value == Math.Floor(value);
        }

        (Min, Max, Whole) = (min, max, whole);
    }

    private void Put(int level, double value)
    {
        levels[level].Add(value);
        held++;
    }

    /// <summary>Makes levels up to a number of them.</summary>
    private void Raise(int count)
    {
        while (levels.Count < count)
        {
            levels.Add(new Level());
        }

        room = Enumerable.Range(0, levels.Count).Sum(Width);
    }

    private int Width(int level) => levels.Count - 1 - level is var depth && depth < Widths.Length ? Widths[depth] : Narrowest;

    private static int[] MakeWidths()
    {
        var widths = new int[SortedLevels];
        var (twos, threes) = (1L, 1L);
        for (var depth = 0; depth < widths.Length; depth++, twos *= 2, threes *= 3)
        {
            widths[depth] = (int)Math.Max(Narrowest, Widest * twos / threes);
        }

        return widths;
    }

    private void Compress()
    {
        while (held > room)
        {
            var level = 0;
            while (levels[level].Count < Width(level))
            {
                level++;
            }

            Halve(level);
        }
    }

    private void Halve(int level)
    {
        if (level == levels.Count - 1)
        {
            Raise(levels.Count + 1);
        }

        var values = levels[level].Sorted();
        var odd = values.Length & 1;
        Stir(values[values.Length / 2]);
        levels[level + 1].AddEveryOther(values[(odd + (int)(Next() >> 63))..]);
        levels[level].Keep(odd);
        held -= (values.Length - odd) / 2;
    }

    private void Stir(double value) => coins ^= BitConverter.DoubleToUInt64Bits(value);

    /// <summary>64 coins: SplitMix64 (Steele, Lea and Flood 2014).</summary>
    private ulong Next() => SplitMix.Mix(coins += SplitMix.Step);

    /// <summary>Values that stand for equally many.</summary>
    private sealed class Level
    {
        private const int FewestInRun = 8;

        private double[] values = new double[Narrowest];
        private double[] spare = [];

        public int Count { get; private set; }

        public ReadOnlySpan<double> Values => values.AsSpan(0, Count);

        public void Add(double value)
        {
            Grow(1);
            values[Count++] = value;
        }

        public void Add(ReadOnlySpan<double> more)
        {
            Grow(more.Length);
            more.CopyTo(values.AsSpan(Count));
            Count += more.Length;
        }

        public void AddEveryOther(ReadOnlySpan<double> more)
        {
            Grow((more.Length + 1) / 2);
            for (var i = 0; i < more.Length; i += 2)
            {
                values[Count++] = more[i];
            }
        }

        /// <summary>The values in order. All but the lowest levels are made of a few parts in order, which are merged.</summary>
        public ReadOnlySpan<double> Sorted()
        {
            var all = values.AsSpan(0, Count);
            for (var end = Run(all); end < all.Length;)
            {
                var next = end + Run(all[end..]);
                if (next - end < FewestInRun && next < all.Length)
                {
                    all.Sort();
                    break;
                }

                Merge(all[..next], end);
                end = next;
            }

            return all;
        }

        /// <summary>How many values from the first on are in order.</summary>
        private static int Run(ReadOnlySpan<double> from)
        {
            var run = 1;
            while (run < from.Length && from[run - 1] <= from[run])
            {
                run++;
            }

            return run;
        }

        /// <summary>Merges two parts that are in order, from the end on; the second begins at a place.</summary>
        private void Merge(Span<double> parts, int second)
        {
            Array.Resize(ref spare, Math.Max(spare.Length, parts.Length - second));
            var right = spare.AsSpan(0, parts.Length - second);
            parts[second..].CopyTo(right);
            for (int at = parts.Length - 1, a = second - 1, b = right.Length - 1; b >= 0; at--)
            {
                parts[at] = a >= 0 && parts[a] > right[b] ? parts[a--] : right[b--];
            }
        }

        /// <summary>Drops all but the first values.</summary>
        public void Keep(int count) => Count = count;

        private void Grow(int more)
        {
            if (Count + more > values.Length)
            {
                Array.Resize(ref values, Math.Max(Count + more, values.Length * 2));
            }
        }
    }
}
