using Trestle.Serving.Requests;

namespace Trestle.Serving;

/// <summary>Rows that find nothing in a keyed table that must know them.</summary>
internal static class LookUpErrors
{
    public static Refusal NoForecast(RequestColumn column, string reason, int row, string? pointer) =>
        new(StatusCodes.Status422UnprocessableEntity, "No forecast", new(
            "TR2367", reason, "a series of the training, and a time up to the horizon after its last known value",
            $"row {row}, column '{column.Name}'", "correct the row, or bring newer values to the model: trestle refresh"))
        {
            Field = column.Name,
            Row = row,
            Pointer = pointer,
        };

    public static Refusal NotFound(RequestColumn column, string table, int row, string? pointer) =>
        new(StatusCodes.Status422UnprocessableEntity, "Unknown key", new(
            "TR2366", $"the value of column '{column.Name}' finds no row in the table '{table}'", "a key that the table knows",
            $"row {row}, column '{column.Name}'", "correct the value, or set unmatched: missing for the join (curate.joins)"))
        {
            Field = column.Name,
            Row = row,
            Pointer = pointer,
        };
}
