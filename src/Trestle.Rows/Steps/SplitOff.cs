using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// Moves the end of a text into the column where it belongs: "Portland OR" without a state becomes "Portland" and "OR". Acts only where
/// the second column has no value and the text ends with one of the words.
/// </summary>
public sealed record SplitOff : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "split-off";

    /// <summary>The longest end, in words.</summary>
    internal const int MostWords = 4;

    /// <inheritdoc/>
    [Setting("Two columns: whose end is moved, and where it belongs.", Example = "[city, state]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The ends that are moved.</summary>
    [Setting("Ends that are moved: the values of the second column.", Example = "[OR, CA, New York]")]
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) =>
        ColumnChoice.Required(Columns, input, Name) is [var from, var into] && Words.Count > 0
            ? new FittedSplitOff(from, into, [.. Words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])
            : throw new TrestleException(
                RowErrors.BadSetting(Name, "columns", "there are not two columns and some words", "two columns, and the words to move"));

    /// <summary>The text without its end, and the end; null when the text ends with none of the words or is nothing else.</summary>
    public static (string Start, string Word)? Split(string text, IReadOnlySet<string> words)
    {
        (string, string)? longest = null;
        var at = text.Length;
        for (var count = 0; count < MostWords && (at = text.AsSpan(0, at).LastIndexOf(' ')) > 0; count++)
        {
            var rest = text.AsSpan(0, at).TrimEnd(" ,;/-");
            var word = text[(at + 1)..];
            longest = rest.Length > 0 && words.Contains(word) ? (rest.ToString(), word) : longest;
        }

        return longest;
    }
}

/// <summary>A fitted <see cref="SplitOff"/>.</summary>
public sealed record FittedSplitOff(string From, string Into, IReadOnlyList<string> Words) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) => has(From) && has(Into) ? this : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var words = Words.ToHashSet(StringComparer.Ordinal);
        var binder = new StepBinder(input, SplitOff.Name);
        var (from, into) = (binder.Find(From, out var first), binder.Find(Into, out var second));
        return first == ColumnKind.Text && second == ColumnKind.Text
            ? binder
                .Replace(from, first, [into], block => Cells(block, from, (text, _, split) => split is { Start: var rest } ? rest : text))
                .Replace(into, second, [from], block => Cells(block, into, (_, own, split) => split is { Word: var word } ? word : own))
                .Done()
            : binder.Done();

        Array Cells(RowBlock block, int position, Func<string?, string?, (string Start, string Word)?, string?> cell) =>
            CellTexts.Change(block, position, (row, _) =>
            {
                var (text, other) = (block.Texts(from)[row], block.Texts(into)[row]);
                return cell(text, other, text is not null && other is null ? SplitOff.Split(text, words) : null);
            });
    }
}
