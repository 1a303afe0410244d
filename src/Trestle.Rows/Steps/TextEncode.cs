using System.Runtime.InteropServices;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Texts;

namespace Trestle.Rows.Steps;

/// <summary>
/// Turns texts into a few numbers that say what they are about: the terms of a text, weighted by TF-IDF, projected onto the directions in
/// which the training texts differ most (latent semantic analysis: Deerwester et al. 1990). Texts with the same words, or for
/// <see cref="TextUnit.Characters"/> with the same parts of words, get similar numbers. They are learned from a sample of 20,000
/// different texts; a missing text, and one without a known term, gives zeros.
/// </summary>
public sealed record TextEncode : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "text-encode";

    private const int LongestTerm = 10;
    private const int MostTerms = 100_000;
    private const int MostComponents = 1000;

    /// <inheritdoc/>
    [Setting("Text columns to encode (default: all).", Example = "[comment]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>What terms are made of.</summary>
    [Setting("What terms are made of: words for free text, characters for names and codes with typing errors.", Example = "characters")]
    public TextUnit Unit { get; init; }

    /// <summary>The lengths of the terms.</summary>
    [Setting("Shortest and longest term, in words or characters (default: [1, 2] words, [3, 4] characters).", Example = "[1, 1]")]
    public IReadOnlyList<int>? Ngrams { get; init; }

    /// <summary>The most terms of a column.</summary>
    [Setting("Maximum terms per column; those in the most rows are kept.", Example = "10000")]
    public int Terms { get; init; } = 5000;

    /// <summary>The most new columns for a column.</summary>
    [Setting("Maximum new columns per text column.", Example = "50")]
    public int Components { get; init; } = 30;

    /// <summary>Whether to keep the texts.</summary>
    [Setting("Whether to keep the text column, for another encoding.", Example = "true")]
    public bool KeepSource { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(column => new TextSample(column))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        var (shortest, longest) = Lengths();
        if (!(Terms is >= 1 and <= MostTerms && Components is >= 1 and <= MostComponents))
        {
            throw new TrestleException(RowErrors.BadSetting(
                Name, "terms and components", $"{Terms} terms and {Components} components",
                FormattableString.Invariant($"1 to {MostTerms:N0} terms and 1 to {MostComponents:N0} components")));
        }

        var terms = new TextTerms(Unit, shortest, longest);
        return new FittedTextEncode(
            [
                .. Chosen(input).Select(column => Of(
                    column, TermSpace.Learn(values.Of(new TextSample(column)).Texts(), terms, Terms, Components))),
            ],
            Unit, shortest, longest, KeepSource);
    }

    private (int Shortest, int Longest) Lengths() => Ngrams switch
    {
        null => Unit == TextUnit.Words ? (1, 2) : (3, 4),
        [>= 1 and var shortest, <= LongestTerm and var longest] when shortest <= longest => (shortest, longest),
        _ => throw new TrestleException(RowErrors.BadSetting(
            Name, "ngrams", $"[{string.Join(", ", Ngrams)}]", $"two lengths from 1 to {LongestTerm}, the shorter first, such as [1, 2]")),
    };

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Text, Columns, input, Name);

    private static TextColumn Of(string column, TermSpace space) => new(
        column, space.Terms, space.Weights, space.Count, Convert.ToBase64String(MemoryMarshal.AsBytes<float>([.. space.Directions])));
}

/// <summary>What was learned of a text column.</summary>
/// <param name="Column">The column.</param>
/// <param name="Terms">The terms, in ordinal order.</param>
/// <param name="Weights">The inverse document frequency of each.</param>
/// <param name="Components">Number of new columns.</param>
/// <param name="Directions">
/// What each term adds to each new column: 32-bit floats, little endian, in Base64, one row of <paramref name="Components"/> for each term.
/// </param>
public sealed record TextColumn(
    string Column, IReadOnlyList<string> Terms, IReadOnlyList<double> Weights, int Components, string Directions);

/// <summary>A fitted <see cref="TextEncode"/>.</summary>
public sealed record FittedTextEncode(IReadOnlyList<TextColumn> Columns, TextUnit Unit, int Shortest, int Longest, bool KeepSource)
    : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(column => has(column.Column)).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        if (!(Shortest >= 1 && Longest >= Shortest))
        {
            throw new TrestleException(RowErrors.BadPlan($"the terms of '{TextEncode.Name}' have lengths from {Shortest} to {Longest}"));
        }

        var binder = new StepBinder(input, TextEncode.Name);
        var terms = new TextTerms(Unit, Shortest, Longest);
        foreach (var column in Columns)
        {
            var position = binder.Find(column.Column, ColumnKind.Text);
            var directions = Read(column);
            var vector = new TermVector(terms, column.Terms, column.Weights);
            if (!KeepSource)
            {
                binder.Remove(position);
            }

            binder.AddMany(
                position,
                [.. Enumerable.Range(1, column.Components).Select(n => new Column($"{column.Column}.{Suffix}.{n}", ColumnKind.Number))],
                block => Encode(block.Texts(position), vector, directions, column.Components));
        }

        return binder.Done();
    }

    private string Suffix => Unit == TextUnit.Words ? "words" : "characters";

    private static Array[] Encode(ReadOnlySpan<string?> texts, TermVector vector, float[] directions, int components)
    {
        var columns = new double[components][];
        for (var c = 0; c < components; c++)
        {
            columns[c] = new double[texts.Length];
        }

        var memory = texts.Length < TextMemory<List<(int, double)>>.Enough
            ? null : new TextMemory<List<(int Term, double Value)>>(vector.Of);
        for (var row = 0; row < texts.Length; row++)
        {
            if (texts[row] is not { } text)
            {
                continue;
            }

            foreach (var (term, value) in memory?.Of(text) ?? vector.Of(text))
            {
                for (var c = 0; c < components; c++)
                {
                    columns[c][row] += value * directions[(term * components) + c];
                }
            }
        }

        return columns;
    }

    private static float[] Read(TextColumn column)
    {
        var bytes = new byte[column.Directions.Length];
        var fits = Convert.TryFromBase64String(column.Directions, bytes, out var written)
            && column.Components >= 0
            && written == (long)sizeof(float) * column.Terms.Count * column.Components
            && column.Weights.Count == column.Terms.Count
            && column.Terms.Distinct(StringComparer.Ordinal).Count() == column.Terms.Count;
        if (!fits)
        {
            throw new TrestleException(RowErrors.BadPlan($"column '{column.Column}' does not have one weight and one direction per term"));
        }

        return MemoryMarshal.Cast<byte, float>(bytes.AsSpan(0, written)).ToArray();
    }
}
