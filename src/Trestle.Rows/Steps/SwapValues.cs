using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// Exchanges the values of two columns in rows where each stands in the other's place: both are among the other column's values, and not
/// among those of their own.
/// </summary>
public sealed record SwapValues : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "swap-values";

    /// <inheritdoc/>
    [Setting("Two columns whose values may stand in each other's place.", Example = "[city, country]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Values of the first column.</summary>
    [Setting("Values of the first column.", Example = "[Paris, Rome]")]
    public IReadOnlyList<string> First { get; init; } = [];

    /// <summary>Values of the second column.</summary>
    [Setting("Values of the second column.", Example = "[France, Italy]")]
    public IReadOnlyList<string> Second { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) =>
        ColumnChoice.Required(Columns, input, Name) is [var one, var two] && First.Count > 0 && Second.Count > 0
            ? new FittedSwapValues(one, two, Sorted(First), Sorted(Second))
            : throw new TrestleException(
                RowErrors.BadSetting(Name, "columns", "there are not two columns with values of each", "two columns, and values of each"));

    private static string[] Sorted(IReadOnlyList<string> values) =>
        [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

/// <summary>A fitted <see cref="SwapValues"/>.</summary>
public sealed record FittedSwapValues(string One, string Two, IReadOnlyList<string> First, IReadOnlyList<string> Second) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) => has(One) && has(Two) ? this : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var (first, second) = (First.ToHashSet(StringComparer.Ordinal), Second.ToHashSet(StringComparer.Ordinal));
        var binder = new StepBinder(input, SwapValues.Name);
        var (one, two) = (binder.Find(One, out var kind), binder.Find(Two, out var other));
        return kind == ColumnKind.Text && other == ColumnKind.Text
            ? binder.Replace(one, kind, [two], block => Swapped(block, one, two))
                .Replace(two, other, [one], block => Swapped(block, two, one)).Done()
            : binder.Done();

        Array Swapped(RowBlock block, int position, int from) => CellTexts.Change(
            block, position, (row, text) => AreSwapped(block.Texts(one)[row], block.Texts(two)[row]) ? block.Texts(from)[row] : text);

        bool AreSwapped(string? a, string? b) => a is not null && b is not null
            && second.Contains(a) && !first.Contains(a) && first.Contains(b) && !second.Contains(b);
    }
}
