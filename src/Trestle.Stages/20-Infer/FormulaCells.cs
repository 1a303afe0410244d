using Trestle.Rows.Csv;

namespace Trestle.Stages.Infer;

/// <summary>
/// Puts ' in front of texts that a spreadsheet would take for formulas when it opens a CSV file (owasp.org/www-community/attacks/
/// CSV_Injection). Values of the input come back in predictions, and whoever sent them must not run code on the machine of the reader.
/// </summary>
internal sealed class FormulaCells(RowSchema schema)
{
    /// <summary>The columns, whose names are texts as well.</summary>
    public RowSchema Schema { get; } = new(schema.Columns.Select(column => new Column(FormulaText.Neutral(column.Name)!, column.Kind)));

    /// <summary>A block with harmless texts.</summary>
    public RowBlock Of(RowBlock block) => new(
        Schema,
        block.Rows,
        [.. Enumerable.Range(0, Schema.Count).Select(column => Schema[column].Kind == ColumnKind.Text
            ? Neutral(block.Texts(column))
            : block.Raw(column))]);

    private static string?[] Neutral(ReadOnlySpan<string?> texts)
    {
        var harmless = texts.ToArray();
        for (var row = 0; row < harmless.Length; row++)
        {
            harmless[row] = FormulaText.Neutral(harmless[row]);
        }

        return harmless;
    }
}
