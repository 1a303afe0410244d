using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Trestle.Core.Schema;

/// <summary>What one column of the raw data promises; learned by stage 2, enforced on every request that is served.</summary>
public sealed record ColumnContract
{
    /// <summary>Name, exactly as in the source unless that has another.</summary>
    public required string Name { get; init; }

    /// <summary>The name in the source, where names are standardised; requests may have either. Null where it is the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>The type of the column.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>Whether an empty value was seen (or is allowed by the configuration).</summary>
    public bool Nullable { get; init; }

    /// <summary>
    /// Whether a row without a value is refused, because the configuration says that the column always has one; without it, a value
    /// that was never missing in training is flagged. Null in contracts of earlier versions, which refuse it.
    /// </summary>
    public bool? Required { get; init; }

    /// <summary>What happens to a text that is not among <see cref="Values"/>; null: as for all columns.</summary>
    public UnusualValue? Unseen { get; init; }

    /// <summary>
    /// What happens to a value outside <see cref="Min"/> and <see cref="Max"/>; null: as for all columns of numbers. Later dates are
    /// usual, so a date is accepted.
    /// </summary>
    public UnusualValue? OutOfRange { get; init; }

    /// <summary>Share of empty values in the training part, 0 to 1.</summary>
    public double NullShare { get; init; }

    /// <summary>Whether every number seen was whole.</summary>
    public bool Whole { get; init; }

    /// <summary>Smallest number (or microseconds of the earliest date) seen in the training part.</summary>
    public double? Min { get; init; }

    /// <summary>Largest number (or microseconds of the latest date) seen in the training part.</summary>
    public double? Max { get; init; }

    /// <summary>The categories seen in the training part, ordered ordinally; null when there are more than fifty.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>Number of distinct values seen in the training part; at most the profile's limit.</summary>
    public long Distinct { get; init; }

    /// <summary>
    /// Formats in which dates arrive (.NET custom format strings, invariant culture), most frequent first; of numbers the one form in which
    /// they are written, as "duration" or "latitude", or none.
    /// </summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>The zone of times of day that are written without an offset; null for UTC.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ZoneRules? Zone { get; init; }

    /// <summary>The character between whole and fraction: '.' or ','.</summary>
    public char DecimalMark { get; init; } = '.';

    /// <summary>Texts next to the numbers of the column (a currency, a unit), and their factors; empty for plain numbers.</summary>
    public IReadOnlyList<NumberAffix> Affixes { get; init; } = [];

    /// <summary>Texts that mean "no value" in this column; null for those of the whole table.</summary>
    public IReadOnlyList<string>? NullTokens { get; init; }

    /// <summary>Whether the source has numbers that are written as texts first, because they are names or dates.</summary>
    public bool Printed { get; init; }

    /// <summary>Whether values must never be printed, logged or put into an error message.</summary>
    public bool Private { get; init; }

    /// <summary>Whether a row without a value is refused.</summary>
    public bool RefusesMissing() => Required ?? !Nullable;
}

/// <summary>The contract of a project's raw data.</summary>
public sealed record Contract
{
    /// <summary>So few columns are looked through; the names of more are kept in an index, as long as their list lives.</summary>
    private const int FewColumns = 16;

    private static readonly ConditionalWeakTable<IReadOnlyList<ColumnContract>, Dictionary<string, ColumnContract>> ByName = [];

    /// <summary>What is predicted.</summary>
    public required TaskKind Task { get; init; }

    /// <summary>Whether the value of a regression is a count: a whole number from 0 on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Counts { get; init; }

    /// <summary>Whether several classes have an order; they are listed from the lowest to the highest then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Ordered { get; init; }

    /// <summary>The task as the configuration names it: binary, multiclass, ordinal, regression or count.</summary>
    [JsonIgnore]
    public string TaskName => Counts ? "count" : Ordered ? "ordinal" : Task.ToString().ToLowerInvariant();

    /// <summary>The column that is predicted; not part of a request.</summary>
    public required string Target { get; init; }

    /// <summary>
    /// The names of the classes in the order of the model's outputs (for <see cref="TaskKind.Binary"/> the second is the
    /// positive one); empty for regression.
    /// </summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>All columns of the source, the target among them, in the source's order.</summary>
    public required IReadOnlyList<ColumnContract> Columns { get; init; }

    /// <summary>
    /// In a package: the columns of the source that the model does not use, the target among them. A request may bring them; they are
    /// neither checked nor counted as unknown. Null in packages of earlier versions, which did not keep their names.
    /// </summary>
    public IReadOnlyList<string>? Unused { get; init; }

    /// <summary>Texts that mean "no value", compared after trimming, ignoring case.</summary>
    public IReadOnlyList<string> NullTokens { get; init; } = DefaultNullTokens;

    /// <summary>
    /// The contracts of the project's other tables, by name, which have no target (an empty name); null without any, and in packages.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, Contract>? Tables { get; init; }

    /// <summary>The texts that mean "no value" unless the configuration says otherwise.</summary>
    public static IReadOnlyList<string> DefaultNullTokens { get; } = ["", "NA", "N/A", "#N/A", "NaN", "null", "none", "?", "-"];

    /// <summary>All texts that mean "no value" in a column.</summary>
    public IReadOnlyList<string> NullTokensOf(ColumnContract column) => column.NullTokens ?? NullTokens;

    /// <summary>The contract of one column, or null when there is no such column.</summary>
    public ColumnContract? Find(string name) => Columns.Count <= FewColumns
        ? Columns.FirstOrDefault(column => column.Name == name)
        : ByName.GetValue(Columns, IndexOf).GetValueOrDefault(name);

    private static Dictionary<string, ColumnContract> IndexOf(IReadOnlyList<ColumnContract> columns)
    {
        var index = new Dictionary<string, ColumnContract>(columns.Count, StringComparer.Ordinal);
        foreach (var column in columns)
        {
            index.TryAdd(column.Name, column);
        }

        return index;
    }
}
