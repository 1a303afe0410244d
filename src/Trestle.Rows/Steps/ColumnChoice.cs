using Trestle.Core.Errors;
using Trestle.Rows.Blocks;

namespace Trestle.Rows.Steps;

/// <summary>The columns of a step: those it names, or all of the kind that it takes; never reserved ones.</summary>
internal static class ColumnChoice
{
    /// <summary>Columns of one kind; naming one of the other kind is an error.</summary>
    public static IReadOnlyList<string> Of(ColumnKind kind, IReadOnlyList<string>? named, RowSchema input, string step)
    {
        var chosen = named is null ? All(input, kind) : Named(named, input, step);
        foreach (var column in chosen)
        {
            input.Require(column, kind, step);
        }

        return chosen;
    }

    /// <summary>
    /// Text columns; a named one that is already a number remains among them and is skipped when the step is bound: a CSV brings the
    /// column as text, a JSON request as a number, and the same step serves both.
    /// </summary>
    public static IReadOnlyList<string> OfTexts(IReadOnlyList<string>? named, RowSchema input, string step) =>
        named is null ? All(input, ColumnKind.Text) : Named(named, input, step);

    /// <summary>Columns of either kind.</summary>
    public static IReadOnlyList<string> OfAny(IReadOnlyList<string>? named, RowSchema input, string step) =>
        named is null ? [.. input.Columns.Select(column => column.Name).Where(IsData)] : Named(named, input, step);

    /// <summary>Columns of either kind, for a step that cannot guess them.</summary>
    public static IReadOnlyList<string> Required(IReadOnlyList<string>? named, RowSchema input, string step) =>
        named is null
            ? throw new TrestleException(
                RowErrors.BadSetting(step, "columns", "no columns are named", "the columns for the step"))
            : Named(named, input, step);

    private static string[] All(RowSchema input, ColumnKind kind) => [.. input.Names(kind).Where(IsData)];

    private static string[] Named(IReadOnlyList<string> named, RowSchema input, string step)
    {
        foreach (var column in named)
        {
            if (!IsData(column))
            {
                throw new TrestleException(RowErrors.ReservedColumn(column, step));
            }

            input.Require(column, step);
        }

        return [.. named.Distinct(StringComparer.Ordinal)];
    }

    private static bool IsData(string column) => !ReservedColumns.Contains(column);
}
