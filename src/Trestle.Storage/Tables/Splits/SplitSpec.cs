using Trestle.Core.Schema;

namespace Trestle.Storage.Tables.Splits;

/// <summary>How rows are assigned to the test part and the folds.</summary>
public enum SplitKind
{
    /// <summary>Evenly within each class, in the order of a hash.</summary>
    Stratified,

    /// <summary>By a hash alone: a row keeps its place when others come or go.</summary>
    Hash,

    /// <summary>Whole groups, evenly in rows and classes; a row without a group is a group of its own.</summary>
    Group,

    /// <summary>By time: the test part is the latest, folds are consecutive; a row without a time is in no part (fold -3).</summary>
    Time,
}

/// <summary>
/// How rows are split, once, before anything is learned. Rows with equal key values (or, without a key, rows that are equal in all
/// columns) always stay together; a row whose key or group is missing has only itself and rows that are equal in all columns.
/// </summary>
public sealed record SplitSpec
{
    /// <summary>Maximum number of folds for a <c>TINYINT</c> and a set of 64 bits.</summary>
    public const int MaxFolds = 63;

    /// <summary>The kind of split.</summary>
    public required SplitKind Kind { get; init; }

    /// <summary>The key (stratified, hash), the group or the time column; empty for the whole row.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The column that is predicted; a row without it is in no part (fold -2).</summary>
    public required string Target { get; init; }

    /// <summary>
    /// Share of the labelled rows (hash, time, group) or keys of each class (stratified) that form the test part; 0 to below 1.
    /// Groups are not divided, so few or large ones may miss it.
    /// </summary>
    public double TestShare { get; init; } = 0.2;

    /// <summary>Whether the target has classes; a split by group then balances them, too.</summary>
    public bool HasClasses { get; init; }

    /// <summary>Number of folds of the training part, 1 to <see cref="MaxFolds"/>.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>For a split by time: gap, window and horizon of its origins; null for none.</summary>
    public RollingOrigin? Rolling { get; init; }

    /// <summary>Another seed gives another split.</summary>
    public long Seed { get; init; }

    /// <summary>Texts of the target that mean "no value", compared after trimming, ignoring the case of ASCII.</summary>
    public IReadOnlyList<string> NullTokens { get; init; } = Contract.DefaultNullTokens;

    /// <summary>Texts of the key and the group that mean "no value", compared alike.</summary>
    public IReadOnlyList<string> KeyNullTokens { get; init; } = Contract.DefaultNullTokens;
}
