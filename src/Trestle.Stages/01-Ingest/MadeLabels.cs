using Trestle.Core.Expressions;
using Trestle.Rows.Expressions;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Ingest;

/// <summary>A source with its target, which was made.</summary>
/// <param name="Import">The rows.</param>
/// <param name="Notes">What a person should know about the target.</param>
internal sealed record MadeLabels(Import Import, IReadOnlyList<string> Notes) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Import.Dispose();

    /// <summary>Adds the target to the rows.</summary>
    /// <param name="label">How it is made.</param>
    /// <param name="table">What the columns are.</param>
    /// <param name="import">The rows, which stay as they are.</param>
    /// <param name="events">Reads the table with the events.</param>
    /// <param name="tables">The table engine.</param>
    /// <param name="where">Where the configuration has a setting.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public static MadeLabels Make(
        LabelSettings label, TableSettings table, Import import, Func<Import> events, TableEngine tables, Func<string, string> where,
        CancellationToken cancellation)
    {
        if (import.Table.Schema.Find(table.Target) >= 0)
        {
            throw new TrestleException(LabelErrors.Taken(table.Target, where("target")));
        }

        return label.Value is null
            ? new EventLabels(label, table, where).Make(import, events(), tables, cancellation)
            : OfExpression(label, table, import, tables, where, cancellation);
    }

    /// <summary>The values of true and false, as they are written.</summary>
    internal static string? Word(double truth) => double.IsNaN(truth) ? null : truth != 0 ? "true" : "false";

    private static MadeLabels OfExpression(
        LabelSettings label, TableSettings table, Import import, TableEngine tables, Func<string, string> where,
        CancellationToken cancellation)
    {
        var (expression, place) = (label.Value!, where("label"));
        var typing = RawTyping.Of(
            table, import, [.. expression.Columns.Where(name => import.Table.Schema.Find(name) >= 0)], cancellation, place);
        var others = import.Table.Schema.Columns.Select(column => column.Name).Except(typing.Columns.Select(column => column.Name))
            .Select(name => new TypedColumn(name, ColumnType.Text));
        var typed = TypedExpression.Check(expression, [.. typing.Columns, .. others], place);
        var type = typed.Type is ExpressionType.Boolean or ExpressionType.Number or ExpressionType.Text
            ? typed.Type : throw new TrestleException(LabelErrors.NoTarget(typed.Type, place));
        var values = typed.Bind(typing.Plan.Output, "label");
        var unknown = 0L;
        var schema = new RowSchema([new Column(table.Target, type == ExpressionType.Number ? ColumnKind.Number : ColumnKind.Text)]);
        IEnumerable<RowBlock> Blocks()
        {
            foreach (var block in import.Table.Scan([.. typing.Columns.Select(column => column.Name)], null, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                var made = Of(type, values(typing.Plan.Apply(block)), block.Rows);
                unknown += made is double[] numbers ? numbers.Count(double.IsNaN) : ((string?[])made).Count(text => text is null);
                yield return new RowBlock(schema, block.Rows, [made]);
            }
        }

        var whole = tables.Append(import, schema, Blocks(), cancellation);
        return new MadeLabels(whole,
        [
            $"the target '{table.Target}' is made by {expression.Source}; "
                + $"{Format.Some([.. expression.Columns.Select(column => $"'{column}'")], 10)} "
                + $"{(expression.Columns.Count == 1 ? "is" : "are")} therefore no feature{(expression.Columns.Count == 1 ? "" : "s")}",
            .. unknown == 0 ? [] : new[] { $"{Format.Count(unknown, "row")} for which {expression.Source} has no value: without a target" },
        ]);
    }

    private static Array Of(ExpressionType type, Array values, int rows) => type switch
    {
        ExpressionType.Number => ((double[])values).AsSpan(0, rows).ToArray(),
        ExpressionType.Boolean => Array.ConvertAll(((double[])values).AsSpan(0, rows).ToArray(), Word),
        _ => ((string?[])values).AsSpan(0, rows).ToArray(),
    };
}
