using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>Puts other values in place of exact values: misspellings, other forms of a word.</summary>
public sealed record ReplaceValues : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "replace-values";

    /// <inheritdoc/>
    [Setting("Columns whose values are replaced.", Example = "[city]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The new value of each old one.</summary>
    [Setting("Old values with their new ones; compared exactly.", Example = "{Pariss: Paris, PARIS: Paris}")]
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => Values.Count > 0
        ? new FittedReplaceValues(
            ColumnChoice.Required(Columns, input, Name), new SortedDictionary<string, string>(
                Values.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal))
        : throw new TrestleException(RowErrors.BadSetting(Name, "values", "no values are named", "old values with their new ones"));
}

/// <summary>A fitted <see cref="ReplaceValues"/>.</summary>
public sealed record FittedReplaceValues(IReadOnlyList<string> Columns, IReadOnlyDictionary<string, string> Values) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var values = Values.ToDictionary(StringComparer.Ordinal);
        var binder = new StepBinder(input, ReplaceValues.Name);
        foreach (var column in Columns)
        {
            var position = binder.Find(column, out var kind);
            binder.Replace(position, kind, block => CellTexts.Change(
                block, position, (_, text) => text is not null && values.TryGetValue(text, out var other) ? other : text));
        }

        return binder.Done();
    }
}
