using System.Globalization;
using System.IO.Compression;
using System.Security;

using Trestle.Storage.Tables.Excel;

namespace Trestle.Tests.Storage.Tables.Sources;

/// <summary>Writes workbooks as other programs do: the parts of the format that a table needs.</summary>
internal static class Workbooks
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>An error cell, such as <c>#DIV/0!</c>.</summary>
    public sealed record Error(string Text);

    /// <summary>A formula, and the result that was saved with it, if any.</summary>
    public sealed record Formula(string Text, double? Result);

    /// <summary>Writes a workbook of one sheet. Cells are texts, numbers, booleans, moments, errors, or null.</summary>
    public static void Write(string path, params object?[][] rows) => Write(path, [("Sheet1", "visible", rows)]);

    /// <summary>Writes a workbook of several sheets; merged cells are in the first one.</summary>
    public static void Write(string path, (string Name, string State, object?[][] Rows)[] sheets, params string[] merged)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        void Part(string name, string xml)
        {
            using var part = new StreamWriter(zip.CreateEntry(name).Open());
            part.Write($"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>{xml}");
        }

        Part(
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" "
                + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
                + "ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" "
                + "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>");
        Part("_rels/.rels", Relations($"<Relationship Id=\"r1\" Type=\"{Links}/officeDocument\" Target=\"xl/workbook.xml\"/>"));
        Part(
            "xl/workbook.xml",
            $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Links}\"><sheets>"
                + string.Concat(sheets.Select((sheet, i) =>
                    $"<sheet name=\"{SecurityElement.Escape(sheet.Name)}\" sheetId=\"{i + 1}\" "
                        + $"state=\"{sheet.State}\" r:id=\"r{i + 1}\"/>"))
                + "</sheets></workbook>");
        Part(
            "xl/_rels/workbook.xml.rels",
            Relations(
                string.Concat(sheets.Select((_, i) =>
                    $"<Relationship Id=\"r{i + 1}\" Type=\"{Links}/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"))
                + $"<Relationship Id=\"styles\" Type=\"{Links}/styles\" Target=\"styles.xml\"/>"));
        Part(
            "xl/styles.xml",
            $"<styleSheet xmlns=\"{Main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\" applyNumberFormat=\"1\"/></cellXfs>"
                + "</styleSheet>");
        for (var i = 0; i < sheets.Length; i++)
        {
            var cells = string.Concat(sheets[i].Rows.Select((row, r) => row.Length == 0 ? ""
                : $"<row r=\"{r + 1}\">{string.Concat(row.Select((value, c) => Cell(value, $"{CellRange.Letters(c)}{r + 1}")))}</row>"));
            var joined = i > 0 || merged.Length == 0 ? ""
                : $"<mergeCells>{string.Concat(merged.Select(range => $"<mergeCell ref=\"{range}\"/>"))}</mergeCells>";
            Part($"xl/worksheets/sheet{i + 1}.xml", $"<worksheet xmlns=\"{Main}\"><sheetData>{cells}</sheetData>{joined}</worksheet>");
        }
    }

    private static string Relations(string links) =>
        $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{links}</Relationships>";

    private static string Cell(object? value, string at) => value switch
    {
        null => "",
        string text => $"<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{SecurityElement.Escape(text)}</t></is></c>",
        bool truth => $"<c r=\"{at}\" t=\"b\"><v>{(truth ? 1 : 0)}</v></c>",
        Error error => $"<c r=\"{at}\" t=\"e\"><v>{error.Text}</v></c>",
        Formula formula => $"<c r=\"{at}\"><f>{formula.Text}</f>{(formula.Result is { } result ? $"<v>{result}</v>" : "")}</c>",
        DateTime moment => $"<c r=\"{at}\" s=\"1\"><v>{moment.ToOADate().ToString("R", CultureInfo.InvariantCulture)}</v></c>",
        var number => $"<c r=\"{at}\"><v>{Convert.ToString(number, CultureInfo.InvariantCulture)}</v></c>",
    };
}
