using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>What a text looks like, as a number.</summary>
public enum TextTrait
{
    /// <summary>Number of characters, <c>x.length</c>.</summary>
    Length,

    /// <summary>Number of words, separated by white space, <c>x.words</c>.</summary>
    Words,

    /// <summary>Share of digits among the characters, <c>x.digits</c>.</summary>
    Digits,

    /// <summary>Share of capital letters among the letters, <c>x.capitals</c>.</summary>
    Capitals,

    /// <summary>Share of punctuation and symbols among the characters, <c>x.punctuation</c>.</summary>
    Punctuation,
}

/// <summary>Adds columns with what texts look like; "no value" for "no value". An empty text has shares of 0.</summary>
public sealed record TextShape : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "text-shape";

    /// <inheritdoc/>
    [Setting("Text columns (default: all).", Example = "[comment]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Which numbers become columns.</summary>
    [Setting("What becomes columns.", Example = "[length, words]")]
    public IReadOnlyList<TextTrait> Parts { get; init; } =
        [TextTrait.Length, TextTrait.Words, TextTrait.Digits, TextTrait.Capitals, TextTrait.Punctuation];

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) =>
        new FittedTextShape(ColumnChoice.Of(ColumnKind.Text, Columns, input, Name), [.. Parts.Distinct()]);
}

/// <summary>A fitted <see cref="TextShape"/>.</summary>
public sealed record FittedTextShape(IReadOnlyList<string> Columns, IReadOnlyList<TextTrait> Parts) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, TextShape.Name);
        foreach (var column in Columns)
        {
            var position = binder.Find(column, ColumnKind.Text);
            foreach (var part in Parts)
            {
                binder.Add(
                    position, $"{column}.{part.ToString().ToLowerInvariant()}", ColumnKind.Number,
                    block => Of(block.Texts(position), part));
            }
        }

        return binder.Done();
    }

    private static double[] Of(ReadOnlySpan<string?> texts, TextTrait part)
    {
        var values = GC.AllocateUninitializedArray<double>(texts.Length);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = texts[i] is { } text ? Of(text, part) : double.NaN;
        }

        return values;
    }

    private static double Of(string text, TextTrait part) => part switch
    {
        TextTrait.Length => text.Length,
        TextTrait.Words => WordsIn(text),
        TextTrait.Digits => Share(text, char.IsDigit, _ => true),
        TextTrait.Capitals => Share(text, char.IsUpper, char.IsLetter),
        _ => Share(text, c => char.IsPunctuation(c) || char.IsSymbol(c), _ => true),
    };

    /// <summary>Number of words, separated by white space.</summary>
    public static int WordsIn(string text)
    {
        var words = 0;
        for (var i = 0; i < text.Length; i++)
        {
            words += !char.IsWhiteSpace(text[i]) && (i == 0 || char.IsWhiteSpace(text[i - 1])) ? 1 : 0;
        }

        return words;
    }

    private static double Share(string text, Func<char, bool> counts, Func<char, bool> among)
    {
        var (found, all) = (0, 0);
        foreach (var c in text)
        {
            found += counts(c) ? 1 : 0;
            all += among(c) ? 1 : 0;
        }

        return all == 0 ? 0 : (double)found / all;
    }
}
