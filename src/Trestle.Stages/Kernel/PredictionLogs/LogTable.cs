namespace Trestle.Stages.Kernel.PredictionLogs;

/// <summary>The tables of logged predictions, labels and refusals. The reserved columns come first.</summary>
internal static class LogTable
{
    private const string ScorePrefix = "__score";

    /// <summary>The columns that tell which prediction a row is, and when it was made.</summary>
    public static IReadOnlyList<string> Times { get; } = ["__at", "__sequence", "__request_row"];

    private static readonly Column[] Head =
    [
        new("__at", ColumnKind.Number), new("__host", ColumnKind.Text), new("__sequence", ColumnKind.Number),
        new("__request_row", ColumnKind.Number),
        new("__version", ColumnKind.Number), new("__role", ColumnKind.Number), new("__microseconds", ColumnKind.Number),
    ];

    public static RowSchema LabelSchema { get; } = new(
    [
        new("__at", ColumnKind.Number), new("__id", ColumnKind.Text), new("__label", ColumnKind.Text), new("__number", ColumnKind.Number),
    ]);

    public static RowSchema RefusalSchema { get; } = new(
        [new("__at", ColumnKind.Number), new(
            "__status", ColumnKind.Number), new("__code", ColumnKind.Text), new("__column", ColumnKind.Text),
            new("__rows", ColumnKind.Number), new("__is_request", ColumnKind.Number)]);

    /// <summary>The table's columns for predictions with these inputs.</summary>
    public static RowSchema Schema(RowSchema inputs, int outputs) => new(
        [.. Head, .. Enumerable.Range(0, outputs).Select(
            output => new Column($"{ScorePrefix}{output}", ColumnKind.Number)), .. inputs.Columns]);

    public static RowBlock ToRows(RowSchema schema, LoggedBlock block) => new(schema, block.Count,
    [
        block.At, block.Hosts, block.Sequences, block.Rows, block.Versions, block.Roles, block.Microseconds, .. block.Scores,
        .. Enumerable.Range(0, block.Inputs.Schema.Count).Select(block.Inputs.Raw),
    ]);

    public static LoggedBlock FromRows(RowBlock rows)
    {
        var outputs = rows.Schema.Columns.Skip(Head.Length)
            .TakeWhile(column => column.Name.StartsWith(ScorePrefix, StringComparison.Ordinal)).Count();
        var first = Head.Length + outputs;
        var inputs = new RowSchema(rows.Schema.Columns.Skip(first));
        return new LoggedBlock
        {
            At = rows.Numbers(0).ToArray(),
            Hosts = rows.Texts(1).ToArray(),
            Sequences = rows.Numbers(2).ToArray(),
            Rows = rows.Numbers(3).ToArray(),
            Versions = rows.Numbers(4).ToArray(),
            Roles = rows.Numbers(5).ToArray(),
            Microseconds = rows.Numbers(6).ToArray(),
            Scores = [.. Enumerable.Range(0, outputs).Select(output => rows.Numbers(Head.Length + output).ToArray())],
            Inputs = new RowBlock(inputs, rows.Rows, [.. Enumerable.Range(0, inputs.Count).Select(column => rows.Raw(first + column))]),
        };
    }
}
