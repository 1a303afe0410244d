using Trestle.Rows.Stats;

namespace Trestle.Learners.Statistics;

/// <summary>
/// A small random generator whose numbers are the same on every version of .NET; each (seed, stream) is a sequence of its own.
/// (Steele, Lea, Flood 2014: Fast splittable pseudorandom number generators.)
/// </summary>
internal struct SplitMix64(int seed, int stream)
{
    private ulong state = SplitMix.Mix(SplitMix.Mix((uint)seed) + (uint)stream);

    /// <summary>A number from 0 to <paramref name="limit"/> − 1, evenly (up to 2⁻³²).</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>A number from 0 up to, but not equal to 1, in steps of 2⁻⁵³.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>64 random bits.</summary>
    public ulong Next() => SplitMix.Mix(state += SplitMix.Step);
}
