using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.ExtractFeatures;

/// <summary>
/// A column of free text: most values differ and have several words, so that they are not categories, while their words recur. It is told
/// by the first training rows of each fold.
/// </summary>
/// <param name="Column">The column.</param>
/// <param name="Rows">Rows with a text that were looked at.</param>
/// <param name="Distinct">Different texts among them.</param>
/// <param name="Words">Words in a text, on average.</param>
internal sealed record FreeText(string Column, int Rows, int Distinct, double Words)
{
    private const int RowsPerFold = 2000;
    private const double FewestWords = 3;
    private const int Categories = 100;
    private const int FewestTexts = 20;
    private const double OftenRepeated = 0.5;

    /// <summary>Whether texts repeat, so that they are of use as categories, too.</summary>
    public bool Repeats => Distinct < OftenRepeated * Rows;

    /// <summary>Why it is free text, in words.</summary>
    public string Reason => FormattableString.Invariant(
        $"free text: {Words:0.#} words on average, {Format.Count(Distinct)} of {Format.Count(Rows)} texts differ");

    /// <summary>Those of some text columns that are free text.</summary>
    public static IReadOnlyList<FreeText> Among(
        UnitContext context, CuratedTable table, IReadOnlyList<string> columns, CancellationToken cancellation)
    {
        if (columns.Count == 0)
        {
            return [];
        }

        var rows = CuratedRows.Open(context, table, columns, cancellation);
        RowBlock[] blocks = [.. rows.Folds.SelectMany(fold => First(rows.Scan(fold, cancellation)))];
        return
        [
            .. columns.Select(column => Of(column, [.. blocks.SelectMany(block => Present(block, column))]))
                .Where(text => text.Words >= FewestWords && text.Distinct >= Math.Clamp(text.Rows / 5, FewestTexts, Categories)),
        ];
    }

    private static IEnumerable<string> Present(RowBlock block, string column) =>
        block.Texts(block.Schema.Find(column)).ToArray().OfType<string>();

    private static FreeText Of(string column, string[] texts) => new(
        column, texts.Length, texts.Distinct(StringComparer.Ordinal).Count(),
        texts.Length == 0 ? 0 : texts.Average(FittedTextShape.WordsIn));

    private static IEnumerable<RowBlock> First(IEnumerable<RowBlock> blocks)
    {
        var rows = 0;
        foreach (var block in blocks)
        {
            yield return block;
            rows += block.Rows;
            if (rows >= RowsPerFold)
            {
                yield break;
            }
        }
    }
}
