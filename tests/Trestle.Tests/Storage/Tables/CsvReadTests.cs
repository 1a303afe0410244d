using System.IO.Compression;
using System.Text;

using CsCheck;
using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Csv;
using Xunit;

namespace Trestle.Tests.Storage.Tables;

public sealed class CsvReadTests : TableTest
{
    [Fact]
    public void Values_are_read_as_text_in_source_order()
    {
        using var import = ReadCsv(Folder.Write("a.csv", "id,name,note\n1,Ann,\"a, \"\"b\"\"\nc\"\n2,\"\", x \n"));

        import.Table.Schema.ShouldBe(
            new RowSchema([new("id", ColumnKind.Text), new("name", ColumnKind.Text), new("note", ColumnKind.Text)]));
        Lines(import.Table).ShouldBe(["1|Ann|a, \"b\"\nc", "2|∅| x "]);
        import.RejectedCount.ShouldBe(0);
        import.Files.ShouldBe([new SourceFile(Folder.At("a.csv"), 41, 2, "csv", "utf-8", ",", '"')]);
    }

    [Theory]
    [InlineData("a;b\n1,5;2\n3,5;4\n", ";", "1,5|2", "3,5|4")]
    [InlineData("a\tb\n1\t2,3\n4\t\n", "\t", "1|2,3", "4|∅")]
    [InlineData("a|b\n1|2\n", "|", "1/2")]
    [InlineData("'a,x','b'\n'1','2'\n", ",", "1|2")]
    [InlineData("a,b\r\n1,2\r\n3,4", ",", "1|2", "3|4")]
    [InlineData("a,b\r1,2\r3,4\r", ",", "1|2", "3|4")]
    [InlineData("a,b\r\n1,2\n3,4\r\n\"5\",\"6\"\r\n", ",", "1|2", "3|4", "5|6")]
    [InlineData("\n\na,b\n\n1,2\n\n", ",", "1|2")]
    [InlineData("a,b\n5'10\",it's\n", ",", "5'10\"|it's")]
    [InlineData("a,b\n#1,2\n", ",", "#1|2")]
    [InlineData("a,b\n,\n", ",", "∅|∅")]
    public void Delimiter_quote_and_line_ends_are_found_out(string text, string delimiter, params string[] expected)
    {
        using var import = ReadCsv(Folder.Write("a.csv", text));

        Lines(import.Table).ShouldBe(expected.Select(line => line.Replace('/', '|')));
        import.Files[0].Delimiter.ShouldBe(delimiter);
        import.RejectedCount.ShouldBe(0);
    }

    [Fact]
    public void One_column_keeps_its_empty_lines()
    {
        using var import = ReadCsv(Folder.Write("a.csv", "a\n1\n\n3\n"));

        Lines(import.Table).ShouldBe(["1", "∅", "3"]);
    }

    [Fact]
    public void Only_a_header_is_a_table_without_rows()
    {
        using var import = ReadCsv(Folder.Write("a.csv", "a,b"));

        import.Table.Rows.ShouldBe(0);
        import.Table.Schema.Count.ShouldBe(2);
        Lines(import.Table).ShouldBeEmpty();
    }

    [Fact]
    public void Without_a_header_columns_are_numbered()
    {
        using var import = ReadCsv(Folder.Write("a.csv", "1,2\n3,4\n"), options => options with { Header = false });

        import.Table.Schema.Columns.Select(column => column.Name).ShouldBe(["column1", "column2"]);
        Lines(import.Table).ShouldBe(["1|2", "3|4"]);
    }

    [Fact]
    public void Lines_that_are_no_rows_are_kept_with_number_reason_and_text()
    {
        var path = Folder.Write(
            "a.csv",
            "id,name,v\n1,ann,2\n2,bob\n\"x\ny\",carl,1\n3,carl,1,9\n5,\"eve\"z,8\n6,\"broken,3\n7,fay,4\n8,gil,5\n");
        using var import = ReadCsv(path);

        Lines(import.Table).ShouldBe(["1|ann|2", "x\ny|carl|1", "7|fay|4", "8|gil|5"]);
        import.RejectedCount.ShouldBe(4);
        import.Rejected.ShouldBe([
            new RejectedLine(path, 3, "2 values where 3 are expected", "2,bob"),
            new RejectedLine(path, 6, "4 values where 3 are expected", "3,carl,1,9"),
            new RejectedLine(path, 7, "text follows a closing quote", "5,\"eve\"z,8"),
            new RejectedLine(path, 8, "a quote is opened and never closed", "6,\"broken,3"),
        ]);
    }

    [Fact]
    public void A_stray_quote_in_a_large_file_costs_one_line()
    {
        var text = new StringBuilder("id,t\n");
        for (var i = 1; i <= 300_000; i++)
        {
            text.Append(i == 1000 ? $"{i},\"stray\n" : $"{i},some text of row {i}\n");
        }

        using var import = ReadCsv(Folder.Write("a.csv", text.ToString()));

        import.Table.Rows.ShouldBe(299_999);
        import.Rejected.ShouldHaveSingleItem().Line.ShouldBe(1001);
    }

    [Fact]
    public void Rows_and_blocks_of_a_large_file_keep_their_order()
    {
        var text = new StringBuilder("id,t\n");
        for (var i = 0; i < 50_000; i++)
        {
            text.Append(i).Append(",\"line\nof ").Append(i % 7).Append("\"\n");
        }

        using var import = ReadCsv(Folder.Write("a.csv", text.ToString()));

        var blocks = import.Table.Scan(null, null, Cancellation).ToList();
        blocks.Select(block => block.Rows).ShouldBe([.. Enumerable.Repeat(RowBlock.Size, 24), 50_000 - (24 * RowBlock.Size)]);
        blocks.SelectMany(Lines).ShouldBe(Enumerable.Range(0, 50_000).Select(i => $"{i}|line\nof {i % 7}"));
        blocks[0].Texts(1)[0].ShouldBeSameAs(blocks[3].Texts(1)[(7 * 1000) - (3 * RowBlock.Size)]);
    }

    [Theory]
    [InlineData("utf-8", true, null, "utf-8")]
    [InlineData("utf-16", true, null, "utf-16")]
    [InlineData("utf-16BE", true, null, "utf-16BE")]
    [InlineData("utf-16", false, null, "utf-16")]
    [InlineData("windows-1252", false, "windows-1252", "windows-1252")]
    [InlineData("iso-8859-1", false, "latin-1", "iso-8859-1")]
    public void Encodings_are_read(string written, bool mark, string? given, string reported)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(written);
        byte[] bytes = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes("größe,b\nÄpfel,é\n")];
        using var import = ReadCsv(Folder.Write("a.csv", bytes), options => options with { Encoding = given });

        import.Table.Schema[0].Name.ShouldBe("größe");
        Lines(import.Table).ShouldBe(["Äpfel|é"]);
        import.Files[0].Encoding.ShouldBe(reported);
    }

    [Fact]
    public void Bytes_of_another_encoding_are_named_by_offset_and_line()
    {
        var problem = Refused(() => ReadCsv(Folder.Write("a.csv", [.. "a,b\n1,é\n2,"u8, 0xE9, .. "t\n"u8])));

        problem.Code.ShouldBe("TR0037");
        problem.Found.ShouldBe("the bytes at offset 11 are not utf-8");
        problem.Where.ShouldEndWith("a.csv:3");
        problem.Fix.ShouldContain("encoding: windows-1252");
    }

    [Fact]
    public void A_character_across_two_windows_is_no_error()
    {
        var text = "a\n" + string.Concat(Enumerable.Repeat("é€😀x\n", 300_000));
        using var import = ReadCsv(Folder.Write("a.csv", text));

        import.Table.Rows.ShouldBe(300_000);
        import.Table.Scan(null, null, Cancellation).All(block => block.Texts(0).IndexOfAnyExcept("é€😀x") < 0).ShouldBeTrue();
    }

    [Fact]
    public void A_line_with_a_zero_byte_is_no_row()
    {
        var path = Folder.Write("a.csv", "a,b\n1,x\0y\n2,z\n");
        using var import = ReadCsv(path);

        Lines(import.Table).ShouldBe(["2|z"]);
        import.Rejected.ShouldBe([new RejectedLine(path, 2, "a zero byte", "1,x\0y")]);
    }

    [Fact]
    public void A_file_whose_first_line_has_a_zero_byte_is_no_text()
    {
        var problem = Refused(() => ReadCsv(Folder.Write("a.csv", "\na,b\0c\n1,2\n")));

        problem.Code.ShouldBe("TR0039");
        problem.Found.ShouldBe("there is a zero byte at offset 4");
        problem.Where.ShouldEndWith("a.csv:2");
    }

    [Fact]
    public void An_encoding_that_does_not_exist_brings_the_nearest()
    {
        var problem = Refused(() => ReadCsv(Folder.Write("a.csv", "a\n1\n"), options => options with { Encoding = "utf-88" }));

        problem.Code.ShouldBe("TR0038");
        problem.Fix.ShouldBe("did you mean 'utf-8'?");
    }

    [Theory]
    [InlineData("", "TR0032", "is empty")]
    [InlineData("\n\n", "TR0032", "is empty")]
    [InlineData("a,__row\n", "TR0035", "a column is called '__row'")]
    [InlineData("a,\"b\"x\n1,2\n", "TR0042", "the header on line 1 is broken")]
    public void A_header_that_cannot_be_used_is_refused(string text, string code, string found)
    {
        var problem = Refused(() => ReadCsv(Folder.Write("a.csv", text)));

        problem.Code.ShouldBe(code);
        problem.Found.ShouldContain(found);
    }

    [Fact]
    public void All_mistakes_of_a_header_are_shown_together() =>
        Should.Throw<TrestleException>(() => ReadCsv(Folder.Write("a.csv", "a,__x,__y\n"))).Problems.Select(problem => problem.Code)
            .ShouldBe(["TR0035", "TR0035"]);

    [Fact]
    public void Empty_and_doubled_names_of_a_header_are_repaired_and_told()
    {
        using var import = ReadCsv(Folder.Write("a.csv", "a,,A,b, a ,a_2,\n1,2,3,4,5,6,7\n"));

        import.Table.Schema.Columns.Select(column => column.Name)
            .ShouldBe(["a", "unnamed_2", "A_3", "b", "a_4", "a_2", "unnamed_7"]);
        import.Notes.ShouldBe(
        [
            "a.csv: column 2 has no name; it is called 'unnamed_2'",
            "a.csv: column 7 has no name; it is called 'unnamed_7'",
            "a.csv: column 3 is called 'A' as an earlier one is; it is called 'A_3'",
            "a.csv: column 5 is called ' a ' as an earlier one is; it is called 'a_4'",
        ]);
        Lines(import.Table).ShouldBe(["1|2|3|4|5|6|7"]);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("\n", null)]
    [InlineData("\"", '"')]
    [InlineData(",", 'é')]
    public void A_delimiter_that_cannot_work_is_refused(string delimiter, char? quote) =>
        Refused(
            () => ReadCsv(
                Folder.Write("a.csv", "a\n1\n"), options => options with { Delimiter = delimiter, Quote = quote })).Code.ShouldBe("TR0040");

    [Fact]
    public void Names_with_wildcards_quotes_and_spaces_are_plain_names()
    {
        Directory.CreateDirectory(Folder.At("it's [a] *dir"));
        using var import = ReadCsv(Folder.Write("it's [a] *dir/x?.csv", "\"a \"\"q\"\"\",it's\n1,2\n"));

        import.Table.Schema.Columns.Select(column => column.Name).ShouldBe(["a \"q\"", "it's"]);
        Lines(import.Table).ShouldBe(["1|2"]);
    }

    [Fact]
    public void Gzip_is_unpacked()
    {
        using (var stream = new GZipStream(File.Create(Folder.At("a.csv.gz")), CompressionMode.Compress))
        {
            stream.Write("a,b\n1,2\n"u8);
        }

        using var import = ReadCsv(Folder.At("a.csv.gz"));
        Lines(import.Table).ShouldBe(["1|2"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_damaged_gzip_is_refused(bool cut)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionMode.Compress))
        {
            stream.Write(
                Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i},{i * 31 % 977}\n"))));
        }

        var bytes = packed.ToArray();
        if (cut)
        {
            bytes = bytes[..(bytes.Length / 2)];
        }
        else
        {
            bytes.AsSpan(bytes.Length / 2, 1000).Fill(0xFF);
        }

        Refused(() => ReadCsv(Folder.Write("a.csv.gz", bytes))).Code.ShouldBe("TR0042");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public void Ten_thousand_columns_are_read(int rows)
    {
        var line = string.Join(',', Enumerable.Repeat("1", 10_000));
        using var import = ReadCsv(
            Folder.Write(
                "a.csv",
                $"{string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"c{i}"))}\n"
                    + $"{string.Concat(Enumerable.Repeat(line + "\n", rows))}"));

        import.Table.Schema.Count.ShouldBe(10_000);
        import.Table.Rows.ShouldBe(rows);
        Lines(import.Table, "c0", "c9999").ShouldBe(Enumerable.Repeat("1|1", rows));
    }

    [Fact]
    public void Long_texts_of_many_rows_are_kept_apart()
    {
        string[] texts = [.. Enumerable.Range(0, 5000).Select(i => $"{i} {new string((char)('a' + (i % 26)), 10 + (i % 1500))}")];
        using var import = ReadCsv(Folder.Write("a.csv", "t,u\n" + string.Concat(texts.Select(text => $"{text},{text.Length}\n"))));

        import.Table.Scan(["t"], null, Cancellation).SelectMany(block => block.Texts(0).ToArray()).ShouldBe(texts);
    }

    [Fact]
    public void A_value_of_ten_megabytes_is_read()
    {
        using var import = ReadCsv(Folder.Write("a.csv", $"a,b\n1,{new string('x', 10 << 20)}\n2,\"{new string('y', 10 << 20)}\"\n"));

        import.Table.Scan(["b"], null, Cancellation).Single().Texts(0).ToArray().Select(text => (text!.Length, text[0]))
            .ShouldBe([(10 << 20, 'x'), (10 << 20, 'y')]);
    }

    [Fact]
    public void A_record_beyond_the_limit_is_refused()
    {
        var path = Folder.At("a.csv");
        using (var stream = File.Create(path))
        {
            stream.Write("a,b\n1,"u8);
            stream.Write(Enumerable.Repeat((byte)'x', CsvOptions.MaxRecordBytes + 1).ToArray());
        }

        var problem = Refused(() => ReadCsv(path));
        problem.Code.ShouldBe("TR0041");
        problem.Where.ShouldEndWith("a.csv:2");
    }

    [Fact]
    public void What_is_written_by_the_rules_is_read_as_it_was()
    {
        var cell = Gen.Char["ab,;\t|\"'\r\n éx"].Array[0, 6].Select(chars => new string(chars));
        Gen.Select(cell.Array[3], cell.Array[3]).Array[1, 20].Sample(
            rows =>
            {
                var table = rows.SelectMany(pair => new[] { pair.Item1, pair.Item2 }).ToArray();
                var text = "h1,h2,h3\n" + string.Concat(
                    table.Select(row => string.Join(',', row.Select(value => $"\"{value.Replace("\"", "\"\"")}\"")) + "\n"));
                using var import = ReadCsv(Folder.Write("p.csv", text), options => options with { Delimiter = ",", Quote = '"' });
                import.RejectedCount.ShouldBe(0);
                Lines(import.Table).ShouldBe(table.Select(row => string.Join('|', row.Select(value => value.Length == 0 ? "∅" : value))));
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public void No_bytes_crash_the_reader() =>
        Gen.OneOf(Gen.Byte, Gen.Char["a,\"\n\r;'"].Select(c => (byte)c)).Array[0, 200].Sample(
            bytes =>
            {
                try
                {
                    using var import = ReadCsv(Folder.Write("f.csv", bytes));
                    Lines(import.Table).Length.ShouldBe((int)import.Table.Rows);
                }
                catch (TrestleException refused)
                {
                    refused.Problems.ShouldAllBe(problem => problem.Code.StartsWith("TR0", StringComparison.Ordinal));
                }
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void Imports_leave_no_files_behind()
    {
        using (ReadCsv(Folder.Write("a.csv", "a\n1\n")))
        {
            Directory.GetFiles(Folder.At("engine")).Length.ShouldBe(1);
        }

        Refused(() => ReadCsv(Folder.Write("b.csv", [.. "a\n"u8, .. Enumerable.Repeat((byte)'1', 2 << 20), 0xFF])));
        Directory.GetFiles(Folder.At("engine")).ShouldBeEmpty();
    }
}
