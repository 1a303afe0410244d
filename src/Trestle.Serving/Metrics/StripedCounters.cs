namespace Trestle.Serving.Metrics;

/// <summary>
/// Counters that all threads increment without waiting for each other: each processor has its own copy, on its own cache lines, and a
/// reader adds them up.
/// </summary>
internal sealed class StripedCounters
{
    private const int LineLength = 64 / sizeof(long);
    private const int MostStripes = 16;

    private readonly long[] cells;
    private readonly int length;
    private readonly int mask;

    /// <summary>Counters at zero.</summary>
    public StripedCounters(int count)
    {
        // A line in front keeps the first stripe away from the array's header.
        length = (count + LineLength - 1) / LineLength * LineLength;
        mask = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Environment.ProcessorCount, 1, MostStripes)) - 1;
        cells = new long[LineLength + (length * (mask + 1))];
    }

    /// <summary>The running thread's copy, to add to several counters.</summary>
    public Stripe Here() => new(cells.AsSpan(LineLength + (length * (Thread.GetCurrentProcessorId() & mask)), length));

    /// <summary>The counts.</summary>
    public long Read(int counter)
    {
        var sum = 0L;
        for (var at = LineLength + counter; at < cells.Length; at += length)
        {
            sum += Volatile.Read(ref cells[at]);
        }

        return sum;
    }

    /// <summary>One copy of the counters.</summary>
    public readonly ref struct Stripe(Span<long> cells)
    {
        private readonly Span<long> cells = cells;

        /// <summary>Adds to a counter.</summary>
        public void Add(int counter, long by) => Interlocked.Add(ref cells[counter], by);
    }
}
