using Trestle.Core.Errors;

namespace Trestle.Storage.Tables.Excel;

/// <summary>What can be wrong with a workbook.</summary>
internal static class ExcelErrors
{
    public static Problem SeveralSheets(string path, IReadOnlyCollection<string> sheets) => new(
        "TR2312", $"'{path}' has {sheets.Count} sheets with cells: {string.Join(", ", sheets.Select(sheet => $"'{sheet}'"))}",
        "one table", path, "name the sheet under source: sheet: " + (sheets.FirstOrDefault() ?? "Sheet1"));

    public static Problem NoSheet(string path, string sheet, IReadOnlyCollection<string> sheets) => new(
        "TR2313", $"'{path}' has no sheet '{sheet}'", "a sheet of the workbook", path, Nearest.Advice(sheet, sheets));

    public static Problem BadRange(string path, string range) => new(
        "TR2314", $"'{range}' is not a range of cells", "a range such as B3:F200, B3, B:F or 3:200", path, "correct 'range' under source");

    public static Problem Protected(string path) => new(
        "TR2315", $"'{path}' is protected by a password, or encrypted", "a workbook that opens without a password", path,
        "open it in a spreadsheet program, and save it without a password");

    public static Problem NoCells(string path, string sheet) => new(
        "TR2316", $"there are no cells with values in the sheet '{sheet}' of '{path}'", "a row of names, and rows of values", path,
        "correct 'sheet' or 'range' under source");
}
