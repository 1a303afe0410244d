using System.Text.Json.Serialization;

using Trestle.Rows.Stats;

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

    /// <summary>Rows that are learned from, to the nearest: each is drawn by itself.</summary>
    [JsonIgnore]
    public long Learned => (long)Math.Round(Rates.Zip(Rows, (rate, rows) => rate * rows).Sum());

    /// <summary>The share that is kept of the rows with a label.</summary>
    internal double RateOf(double label) => Rates[Rates.Count == 1 ? 0 : (int)label];

    /// <summary>Whether a row is learned from.</summary>
    internal bool Keeps(double row, double label, int seed)
    {
        // The same rows in every fold, candidate and run of a seed.
        var hash = SplitMix.Mix(((ulong)row * SplitMix.Step) ^ ((ulong)(uint)seed * 0xD1B54A32D192ED03));
        return SplitMix.Unit(hash) < RateOf(label);
    }
}
