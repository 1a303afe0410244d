using System.IO.Compression;
using System.Xml;

namespace Trestle.Storage.Tables.Excel;

/// <summary>
/// Cells of a sheet that have no value although something is in them: errors, and formulas whose result was not saved. The library that
/// reads the values gives none for both, so they are looked for in the sheet's own text. Old workbooks (xls) are not looked into.
/// </summary>
internal static class XlsxFaults
{
    private const string Unsaved = "formulas without a saved result";

    private static readonly XmlReaderSettings Safe = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreWhitespace = true,
        IgnoreComments = true,
    };

    /// <summary>The number of such cells by column (from 0) and by what is in them, in the rows of a range.</summary>
    public static IReadOnlyDictionary<(int Column, string Words), int> Of(
        string path, string sheet, CellRange range, CancellationToken cancellation)
    {
        var counts = new Dictionary<(int, string), int>();
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[2];
        if (file.ReadAtLeast(start, 2, throwOnEndOfStream: false) < 2 || !start.SequenceEqual("PK"u8))
        {
            return counts;
        }

        using var archive = new ZipArchive(file, ZipArchiveMode.Read);
        if (Part(archive, sheet) is not { } part)
        {
            return counts;
        }

        using var content = part.Open();
        using var xml = XmlReader.Create(content, Safe);
        while (xml.ReadToFollowing("c"))
        {
            cancellation.ThrowIfCancellationRequested();
            var (at, kind) = (CellRange.Parse(xml.GetAttribute("r") ?? ""), xml.GetAttribute("t"));
            var (isFormula, value) = Read(xml);
            if (at is not null && at.FirstRow >= range.FirstRow && at.FirstRow <= range.LastRow
                && at.FirstColumn >= range.FirstColumn && at.FirstColumn <= range.LastColumn
                && (kind == "e" ? value : isFormula && value.Length == 0 && kind != "str" ? Unsaved : "") is { Length: > 0 } words)
            {
                counts[(at.FirstColumn, words)] = counts.GetValueOrDefault((at.FirstColumn, words)) + 1;
            }
        }

        return counts;
    }

    /// <summary>Reads a cell to its end.</summary>
    private static (bool IsFormula, string Value) Read(XmlReader xml)
    {
        var (isFormula, value) = (false, "");
        if (xml.IsEmptyElement)
        {
            return (isFormula, value);
        }

        using var cell = xml.ReadSubtree();
        while (cell.Read())
        {
            if (cell.NodeType == XmlNodeType.Element && cell.LocalName == "f")
            {
                isFormula = true;
            }
            else if (cell.NodeType == XmlNodeType.Element && cell.LocalName == "v" && !cell.IsEmptyElement && cell.Read())
            {
                value = cell.Value;
            }
        }

        return (isFormula, value);
    }

    /// <summary>The part of the archive with a sheet.</summary>
    private static ZipArchiveEntry? Part(ZipArchive archive, string sheet)
    {
        string? id = null;
        Each(archive, "xl/workbook.xml", "sheet", xml => id = xml.GetAttribute("name") != sheet ? id
            : xml.GetAttribute("id", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
                ?? xml.GetAttribute("id", "http://purl.oclc.org/ooxml/officeDocument/relationships"));
        string? target = null;
        Each(archive, "xl/_rels/workbook.xml.rels", "Relationship", xml =>
            target = xml.GetAttribute("Id") == id ? xml.GetAttribute("Target") : target);
        return target is null ? null : archive.GetEntry(target.StartsWith('/') ? target[1..] : $"xl/{target}");
    }

    private static void Each(ZipArchive archive, string part, string element, Action<XmlReader> see)
    {
        if (archive.GetEntry(part) is not { } entry)
        {
            return;
        }

        using var content = entry.Open();
        using var xml = XmlReader.Create(content, Safe);
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == element)
            {
                see(xml);
            }
        }
    }
}
