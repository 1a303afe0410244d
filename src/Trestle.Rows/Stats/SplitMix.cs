namespace Trestle.Rows.Stats;

/// <summary>The parts of SplitMix64 (Steele, Lea and Flood 2014: Fast splittable pseudorandom number generators).</summary>
public static class SplitMix
{
    /// <summary>What its state grows by for each number.</summary>
    public const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>Scatters numbers over all numbers of 64 bits, one to one.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 up to 1 of the upper 53 bits, which a double holds exactly.</summary>
    public static double Unit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));
}
