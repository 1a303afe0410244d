using System.Runtime.CompilerServices;

namespace Trestle.Learners.Trees;

/// <summary>
/// A node in 16 bytes. The right child directly follows the left one. A leaf is its own left child, so that rows at a leaf stay there
/// while their neighbours continue.
/// </summary>
/// <param name="Value">A split's threshold, or the number of its category set; a leaf's value.</param>
/// <param name="Left">Position of the left child.</param>
/// <param name="Split">Slot of the feature and flags; 0 for a leaf.</param>
internal readonly record struct TreeNode(double Value, int Left, uint Split)
{
    /// <summary>Set in a split, not in a leaf.</summary>
    public const uint Inner = 1;

    /// <summary>Zero counts as missing (LightGBM's missing type Zero).</summary>
    public const uint ZeroIsMissing = 2;

    /// <summary>Categories in the set go left.</summary>
    public const uint Categorical = 4;

    /// <summary>Missing values go left.</summary>
    public const uint MissingLeft = 8;

    private const int PlaceShift = 3;
    private const int SlotShift = 4;

    /// <summary>Largest slot that fits.</summary>
    public const int MaxSlot = int.MaxValue >> SlotShift;

    /// <summary>The slot of the row's value.</summary>
    public int Slot => (int)(Split >> SlotShift);

    /// <summary>
    /// Each slot has two places: the first holds the value, the second the same with −∞ for missing. Splits at which missing values go
    /// left read the second, so that the comparison itself sends missing values where they belong.
    /// </summary>
    public int Place => (int)(Split >> PlaceShift);

    /// <summary>Whether it is a leaf.</summary>
    public bool IsLeaf => (Split & Inner) == 0;

    /// <summary>Whether missing values go left.</summary>
    public bool MissingGoesLeft => (Split & MissingLeft) != 0;

    /// <summary>A leaf at a position.</summary>
    public static TreeNode Leaf(int position, double value) => new(value, position, 0);

    /// <summary>A split of a slot's values.</summary>
    public static TreeNode Branch(int left, int slot, double value, uint flags) =>
        new(value, left, ((uint)slot << SlotShift) | Inner | flags);

    /// <summary>
    /// Where the value in <see cref="Place"/> goes from here: to a child, or nowhere from a leaf. Missing goes right. Branchless, because
    /// the direction is unpredictable.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(double value) => Left + (int)(Split & Inner & Unsafe.BitCast<bool, byte>(!(value <= Value)));
}
