using System.Text;

using Shouldly;
using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Storage.Tables;

/// <summary>
/// A file that is not UTF-8 is read in its encoding where the evidence is clear; where it is UTF-8, damaged lines are set aside; all
/// others are refused.
/// </summary>
public sealed class CsvEncodingTests : TableTest
{
    private static readonly string Ascii = string.Concat(Enumerable.Repeat("some,plain text\n", 40_000));

    static CsvEncodingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("windows-1252", "Straße,Größe – „groß“\nKöln,5 €\n", "windows-1252")]
    [InlineData("iso-8859-1", "préféré,à côté\nÉté,°C\n", "windows-1252")]
    [InlineData("iso-8859-15", "prix,5 €\nœuf,été\n", "iso-8859-15")]
    [InlineData("windows-1252", "été,è\nÑandú,¿qué?\n", "windows-1252")]
    [InlineData("macintosh", "résumé,Köln\nMünchen,zürich\n", "macintosh")]
    [InlineData("macintosh", "level of\u00A0knowledge,how\u00A0much\nChloë,Skarsgård\n", "macintosh")]
    public void The_export_of_a_spreadsheet_is_read(string written, string text, string read)
    {
        var path = Folder.Write("a.csv", Encoding.GetEncoding(written).GetBytes("a,b\n" + text));
        using var import = ReadCsv(path);

        Lines(import.Table).ShouldBe(text.TrimEnd().Split('\n').Select(line => line.Replace(',', '|')));
        import.Files[0].Encoding.ShouldBe(read);
        import.Notes.ShouldBe([$"a.csv: it is not UTF-8, and is read as {read}"]);
    }

    [Fact]
    public void An_encoding_that_shows_late_is_found_too()
    {
        Folder.Write("p1.csv", "a,b\n1,é\n");
        Folder.Write("p2.csv", [.. Encoding.UTF8.GetBytes("a,b\n" + Ascii), .. Encoding.GetEncoding(1252).GetBytes("x,café\n")]);
        using var import = ReadCsv(Folder.At("p*.csv"));

        import.Files.Select(file => file.Encoding).ShouldBe(["utf-8", "windows-1252"]);
        var lines = Lines(import.Table);
        (lines.Length, lines[0], lines[^1]).ShouldBe((40_002, "1|é", "x|café"));
    }

    [Theory]
    [InlineData("utf-8", "x,é\nx,ü\nx,ß\n", new byte[] { (byte)'c', 0xE9, (byte)'d' })]
    [InlineData("utf-8", "x,y\n", new byte[] { (byte)'1', 0xFF, (byte)'2' })]
    [InlineData("windows-1251", "Москва,Казань\n", new byte[] { (byte)'x' })]
    [InlineData("ibm850", "café,Köln\nMünchen,zürich\n", new byte[] { (byte)'x' })]
    [InlineData("ibm852", "Łódź,Kraków\nGdańsk,Poznań\n", new byte[] { (byte)'x' })]
    [InlineData("koi8-r", "Москва,Казань\n", new byte[] { (byte)'x' })]
    [InlineData("windows-1253", "Αθήνα,Πάτρα\n", new byte[] { (byte)'x' })]
    public void Other_encodings_and_what_may_be_one_are_refused_with_line_and_byte(string encoding, string start, byte[] damage)
    {
        var plain = Encoding.UTF8.GetBytes(Ascii + "1,");
        byte[] bytes = [.. "a,b\n"u8, .. Encoding.GetEncoding(encoding).GetBytes(start), .. plain, .. damage, (byte)'\n'];
        var bad = Array.FindIndex(bytes, encoding == "utf-8" ? 20 : 0, b => b >= 0x80);
        var problem = Refused(() => ReadCsv(Folder.Write("a.csv", bytes)));

        problem.Code.ShouldBe("TR0037");
        problem.Found.ShouldBe($"the bytes at offset {bad} are not utf-8");
        problem.Where.ShouldEndWith($"a.csv:{bytes.AsSpan(0, bad).Count((byte)'\n') + 1}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("utf-8")]
    public void Damaged_lines_of_UTF8_are_set_aside(string? given)
    {
        byte[] damaged = [.. "Z"u8, 0xFC, .. "rich,1\n"u8];
        byte[] sound = [.. "Zürich,2\n"u8, .. "Genève,3\n"u8, .. "Köln,4\n"u8, .. "Orléans,5\n"u8];
        var path = Folder.Write("a.csv", [.. "a,b\n"u8, .. damaged, .. sound, .. sound, .. damaged, .. damaged, .. sound]);
        using var import = ReadCsv(path, options => options with { Encoding = given });

        string[] rows = ["Zürich|2", "Genève|3", "Köln|4", "Orléans|5"];
        Lines(import.Table).ShouldBe([.. rows, .. rows, .. rows]);
        import.Rejected.ShouldBe(
            new long[] { 2, 11, 12 }.Select(line => new RejectedLine(path, line, "bytes that are not UTF-8", "Z\uFFFDrich,1")));
        (import.RejectedCount, import.Files[0].Encoding, import.Notes.Count).ShouldBe((3, "utf-8", 0));
    }

    [Fact]
    public void Damage_in_the_names_of_columns_is_refused()
    {
        var path = Folder.Write("a.csv", [.. "a,Stra"u8, 0xDF, .. "e\n"u8, .. "é,1\nü,2\nß,3\né,4\n"u8]);

        Refused(() => ReadCsv(path)).Where.ShouldBe($"{path}:1");
    }

    [Fact]
    public void A_given_encoding_is_not_guessed()
    {
        var path = Folder.Write("a.csv", Encoding.GetEncoding(1252).GetBytes("a,b\nx,café\n"));

        Refused(() => ReadCsv(path, options => options with { Encoding = "utf-8" })).Code.ShouldBe("TR0037");
    }
}
