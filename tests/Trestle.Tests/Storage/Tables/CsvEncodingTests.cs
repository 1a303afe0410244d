using System.Text;

using Shouldly;
using Xunit;

namespace Trestle.Tests.Storage.Tables;

/// <summary>A file that is not UTF-8 is read in its encoding where the evidence is clear, and refused where it is damaged.</summary>
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
    public void A_damaged_file_and_other_encodings_are_refused_with_line_and_byte(string encoding, string start, byte[] damage)
    {
        var plain = Encoding.UTF8.GetBytes(Ascii + "1,");
        byte[] bytes = [.. "a,b\n"u8, .. Encoding.GetEncoding(encoding).GetBytes(start), .. plain, .. damage, (byte)'\n'];
        var bad = Array.FindIndex(bytes, encoding == "utf-8" ? 20 : 0, b => b >= 0x80);
        var problem = Refused(() => ReadCsv(Folder.Write("a.csv", bytes)));

        problem.Code.ShouldBe("TR0037");
        problem.Found.ShouldBe($"the bytes at offset {bad} are not utf-8");
        problem.Where.ShouldEndWith($"a.csv:{bytes.AsSpan(0, bad).Count((byte)'\n') + 1}");
    }

    [Fact]
    public void A_given_encoding_is_not_guessed()
    {
        var path = Folder.Write("a.csv", Encoding.GetEncoding(1252).GetBytes("a,b\nx,café\n"));

        Refused(() => ReadCsv(path, options => options with { Encoding = "utf-8" })).Code.ShouldBe("TR0037");
    }
}
