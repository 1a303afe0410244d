using System.Text.Json.Serialization;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>
/// Which rows are learned from, by class: a share of each, drawn by the row's number. Only rows that are learned from are thinned, never
/// those that anything is measured on.
/// </summary>
/// <param name="Rates">The share that is kept of each class, in the contract's order; of a regression one share of all.</param>
/// <param name="Rows">The labelled training rows of each class, or of all.</param>
public sealed record Thinning(IReadOnlyList<double> Rates, IReadOnlyList<long> Rows)
{
    /// <summary>Whether classes are kept in other shares than they have, so that probabilities are corrected.</summary>
    [JsonIgnore]
    public bool ShiftsClasses => Rates.Distinct().Skip(1).Any();

    /// <summary>Whether a row is learned from.</summary>
    internal bool Keeps(double row, double label, int seed)
    {
        // SplitMix64 (Steele, Lea, Flood 2014): the same rows in every fold, candidate and run of a seed.
        var hash = unchecked(((ulong)row * 0x9E3779B97F4A7C15) ^ ((ulong)(uint)seed * 0xD1B54A32D192ED03));
        hash = unchecked((hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9);
        hash = unchecked((hash ^ (hash >> 27)) * 0x94D049BB133111EB);
        return ((hash ^ (hash >> 31)) >> 11) * (1.0 / (1UL << 53)) < Rates[Rates.Count == 1 ? 0 : (int)label];
    }
}
