using Trestle.Rows.Stats;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>Random generators, one for each purpose, the same on every machine.</summary>
internal static class Shuffling
{
    /// <summary>A generator for a seed and a purpose.</summary>
    public static Random Of(int seed, long stream) => new((int)SplitMix.Mix(SplitMix.Mix((uint)seed) + (ulong)stream));
}
