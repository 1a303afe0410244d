using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>A row that keeps the contract, as an example of a request. Private columns stay empty.</summary>
public static class SampleRequest
{
    /// <summary>A value for each column of a request, in the contract's order; null where none can be shown.</summary>
    public static IReadOnlyList<(ColumnContract Column, object? Value)> Row(Contract contract) =>
        [.. contract.Columns.Where(column => column.Name != contract.Target).Select(column => (column, Value(column)))];

    private static object? Value(ColumnContract column) => column switch
    {
        { Private: true } => null,
        { Values: [var first, ..] } => first,
        { Type: ColumnType.Date, Max: { } last } =>
            DateFormats.Print(last, column.Formats is [var format, ..] ? format : "yyyy-MM-dd"),
        { Min: { } low } => low,
        _ => null,
    };
}
