using System.Globalization;

namespace Trestle.Stages.Ingest;

/// <summary>What can go wrong while data is read. (The table engine reports faults in the files themselves.)</summary>
internal static class IngestErrors
{
    public static Problem UnknownFormat(string format, IReadOnlyCollection<string> known, string where) => new(
        "TR0101", $"the format '{format}'", $"one of: {string.Join(", ", known)}", where, Nearest.Advice(format, known));

    public static Problem MissingColumn(string setting, string column, IReadOnlyCollection<string> columns, string where) => new(
        "TR0102", $"the source has no column '{column}', which '{setting}' names", "a column of the source", where,
        columns.Count(IsNumber) > columns.Count / 2
            ? "most names are numbers: if the file has no header, set 'header: false' under source; columns are then column1, column2, …"
            : Nearest.Advice(column, columns));

    private static bool IsNumber(string name) => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    public static Problem OnlyOneColumn(string column, string file) => new(
        "TR0103", $"the source has one column, '{column}'", "the target and at least one column to predict it from", file,
        "if the file has more, set its delimiter: source: {path: …, delimiter: \";\"}");

    public static Problem NoRows(string file) => new(
        "TR0104", "the source has a header and no rows", "rows", file, "check that the right file was exported");

    public static Problem NotEnoughRows(long rows, int folds) => new(
        "TR0105", $"the source has {rows} rows with a target", $"enough for a test part and {folds} folds of at least two rows each",
        "the source", "use fewer folds (split.folds), or more data");

    public static Problem NoTime(string column, string found) => new(
        "TR0106", $"the time column '{column}' holds {found}", "dates in one known format, in every row, or numbers", $"column '{column}'",
        "name another time column, or set its date format under columns." + column + ".formats");

    public static Problem NotDates(string column, string where) => new(
        "TR0107", $"lengths of time under split, and the time column '{column}' holds numbers", "a time column with dates", where,
        "name a column with dates, or remove split.gap (and monitor.label-delay), split.window and split.horizon");
}
