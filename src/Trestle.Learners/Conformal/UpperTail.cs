using System.Text.Json.Serialization;

namespace Trestle.Learners.Conformal;

/// <summary>
/// The upper half of some numbers in ascending order, enough for every quantile from one half on. Of more than 2,000 numbers evenly spaced
/// ones are kept, and a quantile is the next one up: it errs to the safe side, by less than a thousandth of the numbers.
/// </summary>
/// <param name="Rows">How many numbers there are in all; 0 for none.</param>
/// <param name="Values">Those that are kept.</param>
public sealed record UpperTail(long Rows, double[] Values)
{
    private const int Most = 1000;

    /// <summary>Whether the parts fit each other.</summary>
    [JsonIgnore]
    public bool IsValid => Rows >= 0 && Values.Length == Math.Min(Rows - Lower, Most) && Array.TrueForAll(Values, double.IsFinite)
        && Enumerable.Range(1, Math.Max(0, Values.Length - 1)).All(i => Values[i] >= Values[i - 1]);

    private long Lower => Rows / 2;

    /// <summary>The upper half of finite numbers in any order.</summary>
    public static UpperTail Of(double[] numbers)
    {
        var sorted = (double[])numbers.Clone();
        Array.Sort(sorted);
        var tail = new UpperTail(sorted.Length, new double[Math.Min(sorted.Length - (sorted.Length / 2), Most)]);
        var kept = tail.Rows - tail.Lower;
        for (var i = 1L; i <= tail.Values.Length; i++)
        {
            tail.Values[i - 1] = sorted[tail.Lower + (((i * kept) + tail.Values.Length - 1) / tail.Values.Length) - 1];
        }

        return tail;
    }

    /// <summary>
    /// The number that a further one, of the same kind as these, does not exceed with at least this probability: the ⌈share · (rows + 1)⌉th
    /// smallest (Vovk, Gammerman, Shafer 2005: Algorithmic Learning in a Random World, 2.2.5). Infinite where there are too few.
    /// </summary>
    /// <param name="share">From one half to 1.</param>
    public double At(double share)
    {
        // A share such as 0.95 is not exact: 20 · 0.95 must not become 20.
        var rank = (long)Math.Ceiling((share * (Rows + 1)) - 1e-9);
        return rank > Rows ? double.PositiveInfinity
            : rank <= Lower ? Values[0]
            : Values[(rank - Lower - 1) * Values.Length / (Rows - Lower)];
    }
}
