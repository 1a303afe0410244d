using System.Numerics;

namespace Trestle.Rows.Plans;

/// <summary>A set of fold numbers, each 0 to 62.</summary>
public readonly record struct FoldSet(ulong Bits)
{
    /// <summary>The set of these folds.</summary>
    public static FoldSet Of(IEnumerable<int> folds) => new(folds.Aggregate(0UL, (bits, fold) => bits | (1UL << fold)));

    /// <summary>Number of folds in the set.</summary>
    public int Count => BitOperations.PopCount(Bits);

    /// <summary>Whether a fold is in the set.</summary>
    public bool Contains(int fold) => (Bits & (1UL << fold)) != 0;

    /// <summary>The set without one fold.</summary>
    public FoldSet Without(int fold) => new(Bits & ~(1UL << fold));

    /// <summary>The folds, ascending.</summary>
    public IEnumerable<int> Folds
    {
        get
        {
            for (var bits = Bits; bits != 0; bits &= bits - 1)
            {
                yield return BitOperations.TrailingZeroCount(bits);
            }
        }
    }
}
