using System.Text;

using CsCheck;
using Shouldly;

using Trestle.Core.Errors;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Csv;
using Xunit;

namespace Trestle.Tests.Storage.Tables;

/// <summary>A file is cut into pieces that are parsed at the same time; what is read must not depend on where it is cut.</summary>
public sealed class CsvPiecesTests : TableTest
{
    private static readonly CsvCut OnePiece = new(1 << 20, 1);

    [Fact]
    public void What_is_read_does_not_depend_on_where_the_file_is_cut()
    {
        var dialects = Gen.OneOf<CsvOptions>(Array.ConvertAll<CsvOptions, Gen<CsvOptions>>(
        [
            new() { Paths = [], Delimiter = "," },
            new() { Paths = [], Delimiter = ";", Escape = '\\' },
            new() { Paths = [], Delimiter = "||", Quote = '\'' },
            new() { Paths = [], Delimiter = "whitespace", Comment = "#" },
        ], Gen.Const));
        string[] lines =
        [
            "\n", "\r\n", "\r", "1,2\n", "1;2\r\n", "1||2\r", "1 2\n", "\"x\ny\",2\n", "'p\rq'||r\n", "a,b\n", "\uFEFF", "\"", ",\"", "\0",
        ];
        var piece = Gen.OneOf(
            Gen.Char["ab,;|\"'\\ \t#é€"].Select(c => c.ToString()),
            Gen.OneOf(Array.ConvertAll<string, Gen<string>>(lines, Gen.Const)));
        Gen.Select(dialects, piece.Array[0, 60], Gen.Int[1, 40], Gen.Int[1, 4]).Sample(
            (options, pieces, bytes, ahead) =>
            {
                var head = options.Delimiter switch { ";" => "a;b\n", "||" => "a||b\n", "whitespace" => "a b\n", _ => "a,b\n" };
                var path = Folder.Write("p.csv", head + string.Concat(pieces));
                options = options with { Paths = [path] };
                Describe(options, new CsvCut(bytes, ahead)).ShouldBe(Describe(options, OnePiece));
            },
            iter: 150,
            threads: 1);
    }

    [Fact]
    public void The_rows_and_lines_of_a_large_file_are_those_of_one_piece()
    {
        var text = new StringBuilder("id,t,u\n");
        for (var i = 0; i < 60_000; i++)
        {
            text.Append(i).Append(i % 5 == 0 ? ",\"line 1\nline 2, \"\"é\"\"\r\nid,t,u\"," : ",plain,")
                .Append(i % 1000 == 1 ? "\"x\"y\n" : "z\n");
        }

        var path = Folder.Write("a.csv", text.ToString());
        using var expected = Engine.ReadCsv(new CsvOptions { Paths = [path] }, new CsvCut(1 << 26, 1), Cancellation);
        using var import = Engine.ReadCsv(new CsvOptions { Paths = [path] }, new CsvCut(10_007, 4), Cancellation);

        Lines(import.Table).ShouldBe(Lines(expected.Table));
        import.Table.Rows.ShouldBe(60_000 - 60);
        import.Rejected.ShouldBe(expected.Rejected);
        import.Rejected.Select(line => line.Line).ShouldBe(Enumerable.Range(0, 60).Select(i => (1400L * i) + 5));
    }

    [Fact]
    public void A_damaged_byte_is_named_by_its_line_wherever_the_file_is_cut()
    {
        var path = Folder.Write(
            "a.csv", [.. Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat("\"x\nx\",2\n", 80_000))), 0xFF, .. "1,2\n"u8]);

        foreach (var bytes in new[] { 999, 1 << 16, 1 << 20 })
        {
            var problem = Refused(() => Engine.ReadCsv(new CsvOptions { Paths = [path] }, new CsvCut(bytes, 3), Cancellation));
            (problem.Code, problem.Found, problem.Where).ShouldBe(
                ("TR0037", "the bytes at offset 640004 are not utf-8", $"{path}:160002"));
        }
    }

    [Fact]
    public void Damage_among_text_in_UTF8_is_set_aside_wherever_the_file_is_cut()
    {
        byte[] Rows(int count) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\"é\nx\",2\n", count)));
        var path = Folder.Write(
            "a.csv", [.. "a,b\n"u8, .. Rows(40_000), 0xC3, .. ",1\n"u8, .. Rows(40_000), .. "\"u\n"u8, 0xFC, .. "\",2"u8]);

        foreach (var bytes in new[] { 999, 1 << 16, 1 << 20 })
        {
            using var import = Engine.ReadCsv(new CsvOptions { Paths = [path] }, new CsvCut(bytes, 3), Cancellation);
            import.Table.Rows.ShouldBe(80_000);
            import.Rejected.ShouldBe(
            [
                new RejectedLine(path, 80_002, "bytes that are not UTF-8", "\uFFFD,1"),
                new RejectedLine(path, 160_003, "bytes that are not UTF-8", "\"u\n\uFFFD\",2"),
            ]);
        }
    }

    /// <summary>Rows, rejected lines and notes, or the error.</summary>
    private string Describe(CsvOptions options, CsvCut cut)
    {
        try
        {
            using var import = Engine.ReadCsv(options, cut, Cancellation);
            return string.Join('\n', [.. Lines(import.Table), "", .. import.Rejected.Select(line => line.ToString()), "", .. import.Notes]);
        }
        catch (TrestleException refused)
        {
            return refused.Message;
        }
    }
}
