using Trestle.Rows.Blocks;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Rows.Steps;

/// <summary>
/// Cells as texts, whatever the kind of their column: a CSV brings as a text what a JSON request brings as a number, and a rule on texts
/// serves both.
/// </summary>
internal static class CellTexts
{
    /// <summary>The texts of a column; numbers as <see cref="PrintNumber"/> writes them.</summary>
    public static ReadOnlySpan<string?> Of(RowBlock block, int position)
    {
        if (block.Schema[position].Kind == ColumnKind.Text)
        {
            return block.Texts(position);
        }

        var numbers = block.Numbers(position);
        var texts = new string?[numbers.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = PrintNumber.Print(numbers[i]);
        }

        return texts;
    }

    /// <summary>
    /// The column with some texts changed, in its own kind; the old array when nothing changes. A number stays where its new text is none.
    /// </summary>
    /// <param name="block">The rows.</param>
    /// <param name="position">The column.</param>
    /// <param name="change">The new text of a row, given its old one; the same instance where nothing changes.</param>
    public static Array Change(RowBlock block, int position, Func<int, string?, string?> change)
    {
        var texts = Of(block, position);
        Array? changed = null;
        for (var i = 0; i < texts.Length; i++)
        {
            var text = change(i, texts[i]);
            if (ReferenceEquals(text, texts[i]) || text == texts[i])
            {
                continue;
            }

            if (block.Schema[position].Kind == ColumnKind.Text)
            {
                ((string?[])(changed ??= block.Texts(position).ToArray()))[i] = text;
            }
            else if (TryNumber(text, out var number))
            {
                ((double[])(changed ??= block.Numbers(position).ToArray()))[i] = number;
            }
        }

        return changed ?? block.Raw(position);
    }

    private static bool TryNumber(string? text, out double number)
    {
        number = double.NaN;
        return text is null || ValueParser.TryNumber(text, '.', out number);
    }
}
