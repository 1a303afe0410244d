using Shouldly;
using Trestle.Storage.Tables;
using Xunit;

namespace Trestle.Tests.Storage.Tables;

/// <summary>How a file is laid out is found out, told where it is unusual, and never guessed.</summary>
public sealed class CsvLayoutTests : TableTest
{
    [Theory]
    [InlineData("s,c,y\n0.1,a,no,\n0.2,b,yes,\n", "s,c,y", "0.1|a|no", "0.2|b|yes")]
    [InlineData("s,c,y,\n0.1,a,no,\n0.2,,yes,\n", "s,c,y", "0.1|a|no", "0.2|∅|yes")]
    [InlineData("s;c;y;;;\n0,1;a;no;;;\n", "s,c,y", "0,1|a|no")]
    [InlineData("s,c,y,\n0.1,a,no\n", "s,c,y", "0.1|a|no")]
    [InlineData("s,c,\n", "s,c")]
    public void Delimiters_at_the_ends_of_lines_are_dropped(string text, string names, params string[] rows)
    {
        using var import = Read(text);

        Names(import).ShouldBe(names);
        Lines(import.Table).ShouldBe(rows);
        import.RejectedCount.ShouldBe(0);
    }

    [Theory]
    [InlineData("| s | c |\n|---|:--:|\n| 0.1 | a |\n| 0.2 | b |\n")]
    [InlineData("  | s | c |  \n  | - | --- |  \n  | 0.1 | a |  \n  | 0.2 | b |  \n")]
    [InlineData("s | c\n--- | ---\n0.1 | a\n0.2 | b\n")]
    [InlineData(" s   | c \n-----+---\n 0.1 | a\n 0.2 | b\n")]
    [InlineData("+-----+---+\n| s   | c |\n+-----+---+\n| 0.1 | a |\n| 0.2 | b |\n+-----+---+\n")]
    [InlineData("+-----+---+\n| s   | c |\n+=====+===+\n| 0.1 | a |\n+-----+---+\n| 0.2 | b |\n+-----+---+\n")]
    [InlineData("s,c\n---,-\n0.1,a\n0.2,b\n")]
    [InlineData("s   c\n--- ---\n0.1 a\n0.2 b\n")]
    public void Lines_of_dashes_and_bars_around_a_table_are_no_rows(string text)
    {
        using var import = Read(text);

        Names(import).Replace(" ", "").ShouldBe("s,c");
        Lines(import.Table).Select(line => line.Replace(" ", "")).ShouldBe(["0.1|a", "0.2|b"]);
        import.RejectedCount.ShouldBe(0);
        import.Notes.ShouldContain("a.csv: lines of dashes are skipped");
    }

    [Fact]
    public void Dashes_for_missing_values_make_no_line_of_dashes()
    {
        using var import = Read("s\tc\n1\tx\n---\t---\n-\t-\n");

        Lines(import.Table).ShouldBe(["1|x", "---|---", "-|-"]);
        import.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Letters_beside_dashes_make_no_line_of_dashes()
    {
        using var import = Read("s   c\n--- cat\nx the\n");

        Lines(import.Table).ShouldBe(["---|cat", "x|the"]);
    }

    [Fact]
    public void A_value_before_the_first_bar_is_rejected_where_all_other_lines_begin_with_one()
    {
        using var import = Read("|s|c|\n" + string.Concat(Enumerable.Repeat("|1|a|\n", 600)) + "x|2|b|\n");

        import.Table.Rows.ShouldBe(600);
        import.Rejected.Select(line => (line.Line, line.Reason)).ShouldBe([
            (602, "there is a value in position 1, where the header has no name and other lines have no value")]);
    }

    [Fact]
    public void A_value_after_the_last_column_is_rejected_where_other_lines_end_with_a_delimiter()
    {
        using var import = Read("s,c\n1,a,\n2,b,x\n3,c\n4,d,\n" + string.Concat(Enumerable.Repeat("5,e,\n", 30)));

        import.Table.Rows.ShouldBe(32);
        import.Rejected.Select(line => (line.Line, line.Reason)).ShouldBe([
            (3, "there is a value in position 3, where the header has no name and other lines have no value"),
            (4, "2 values where 3 are expected"),
        ]);
        import.Notes.ShouldBe(["a.csv: lines end with a delimiter; the empty value after it is dropped"]);
    }

    [Fact]
    public void The_index_of_pandas_is_a_column_with_a_name()
    {
        using var import = Read(",a,b\n0,x,1\n1,y,2\n");

        Names(import).ShouldBe("unnamed_1,a,b");
        Lines(import.Table).ShouldBe(["0|x|1", "1|y|2"]);
        import.Notes.ShouldBe(["a.csv: column 1 has no name; it is called 'unnamed_1'"]);
    }

    [Fact]
    public void Lines_with_one_value_more_than_the_header_are_refused_with_both_counts()
    {
        var problem = Refused(() => Read("mpg cyl\n\"Mazda RX4\" 21 6\n\"Datsun 710\" 22.8 4\n\"Fiat 128\" 32.4 4\n".Replace(' ', ',')));

        problem.Code.ShouldBe("TR0111");
        problem.Found.ShouldBe($"3 lines of '{Folder.At("a.csv")}' are not rows, and 0 are; line 2: 3 values where 2 are expected");
        problem.Where.ShouldEndWith("a.csv:2");
        problem.Fix.ShouldBe("line 1 has 2 values, most lines after it have 3: "
            + "one column has no name (the last, or the first, as R writes row names); name it in the file, "
            + "or set 'skip: 1' if line 1 is a title");
    }

    [Fact]
    public void Row_names_of_R_are_refused_with_advice()
    {
        var problem = Refused(() => Read("\"mpg\" \"cyl\"\n\"Mazda RX4\" 21 6\n\"Datsun 710\" 22.8 4\n\"Fiat 128\" 32.4 4\n"));

        (problem.Code, problem.Where).ShouldBe(("TR0111", Folder.At("a.csv") + ":2"));
        problem.Fix.ShouldStartWith("line 1 has 2 values, most lines after it have 3: one column has no name");
    }

    [Fact]
    public void Blanks_before_quotes_do_not_count()
    {
        using var import = Read("\"a\", \"b\"\n1,  \"x, y\"\n2, \"z\"\n3, \"so\" called\n4, \"\"\n5, plain\n");

        Names(import).ShouldBe("a,b");
        Lines(import.Table).ShouldBe(["1|x, y", "2|z", "3| \"so\" called", "4|∅", "5| plain"]);
    }

    [Theory]
    [InlineData("a,b\n1,2\n\uFEFFa,b\n3,4\n\uFEFF5,6\n")]
    [InlineData("a,b\n1,2\na,b\n3,4\n5,6\n")]
    [InlineData("a,b\n1,2\n\"A\", b \n3,4\n5,6\n")]
    public void Files_that_were_joined_lose_their_headers_and_byte_order_marks(string text)
    {
        using var import = Read(text);

        Lines(import.Table).ShouldBe(["1|2", "3|4", "5|6"]);
        import.Rejected.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            line => line.Line.ShouldBe(3),
            line => line.Reason.ShouldBe("repeats the header"));
    }

    [Fact]
    public void Many_repeated_headers_are_no_error()
    {
        using var import = Read("a,b\n1,2\na,b\na,b\na,b\n");

        Lines(import.Table).ShouldBe(["1|2"]);
        import.RejectedCount.ShouldBe(3);
    }

    [Theory]
    [InlineData("sep=;\na;b,c\n1;2,5\n", "a,b,c", "1|2,5")]
    [InlineData("\"sep=|\"\r\na|b\r\n1|2,5\r\n", "a,b", "1|2,5")]
    [InlineData("\uFEFFsep=\t\na\tb\n1\t2\n", "a,b", "1|2")]
    public void The_delimiter_that_Excel_names_is_used(string text, string names, string row)
    {
        using var import = Read(text);

        string.Join(',', import.Table.Schema.Columns.Select(column => column.Name)).ShouldBe(names);
        Lines(import.Table).ShouldBe([row]);
        import.Notes.ShouldHaveSingleItem().ShouldStartWith("a.csv: line 1 names the delimiter: ");
    }

    [Theory]
    [InlineData("Sales of 2023\na,b,c\n1,2,3\n4,5,6\n7,8,\n", 2, "line 1 is skipped")]
    [InlineData("Sales of 2023;;\n\na;b;c\n1;2;3\n4;5;6\n7;8;\n", 3, "line 1 is skipped")]
    [InlineData("Sales of 2023,,\nby region,,\n,,\na,b,c\n1,2,3\n4,5,6\n7,8,\n", 4, "lines 1 to 3 are skipped")]
    [InlineData("# made by x, y, z and others\n# on Monday\na,b,c\n1,2,3\n4,5,6\n7,8,\n", 3, "lines 1 to 2 are skipped")]
    public void Lines_above_the_header_are_skipped_where_they_are_certain(string text, int line, string note)
    {
        using var import = Read(text + string.Concat(Enumerable.Repeat(text.Contains(';') ? "7;8;\n" : "7,8,\n", 9)) + "x\n");

        Lines(import.Table).ShouldBe(["1|2|3", "4|5|6", .. Enumerable.Repeat("7|8|∅", 10)]);
        import.Notes.ShouldBe([$"a.csv: {note}: the lines after have 3 values, of which the first are taken as names"]);
        import.Rejected.ShouldHaveSingleItem().Line.ShouldBe(line + 13);
    }

    [Theory]
    [InlineData("Report,2023\na,b,c\n1,2,3\n4,5,6\n7,8,9\n", "line 1 has 2 values, most lines after it have 3: one column has no name")]
    [InlineData(
        "Report,2023\na,b,c,d\n1,2,3,4\n4,5,6,5\n7,8,9,6\n",
        "line 1 has 2 values, most lines after it have 4: if it is a title, set 'skip: 1'")]
    [InlineData("name_of_all\n1;2;3\n4;5;6\n7;8;9\n", "line 1 has 1 value, most lines after it have 3: if it is a title, set 'skip: 1'")]
    public void Lines_above_the_header_that_are_not_certain_are_explained(string text, string fix)
    {
        var problem = Refused(() => Read(text));

        problem.Code.ShouldBe("TR0111");
        problem.Fix.ShouldStartWith(fix);
    }

    [Fact]
    public void A_comment_among_the_rows_is_rejected_and_explained()
    {
        using var import = Read("a,b\n1,2\n# done\n#3,4\n");

        Lines(import.Table).ShouldBe(["1|2", "#3|4"]);
        import.Rejected.ShouldHaveSingleItem().Reason.ShouldBe(
            "1 value where 2 are expected; if # begins a comment, set comment: \"#\"");
    }

    [Fact]
    public void A_name_that_begins_with_a_number_sign_is_a_name()
    {
        using var import = Read("#chrom,pos\nx,1\ny,2\n");

        Names(import).ShouldBe("#chrom,pos");
        Lines(import.Table).ShouldBe(["x|1", "y|2"]);
    }

    [Fact]
    public void A_header_that_is_mostly_empty_is_refused()
    {
        var problem = Refused(() => Read("Sales,,\n\"x,y\",1,\"\"\"\"\nb,2,3\n"));

        problem.Code.ShouldBe("TR0034");
        problem.Found.ShouldBe("2 columns have no name, the first is column 2");
        problem.Fix.ShouldContain("'skip: 1'");
    }

    [Fact]
    public void Lines_are_skipped_by_number_and_by_comment()
    {
        var path = Folder.Write("a.csv", "any, thing\n\"at all\n%% c,d\na,b\n1,2\n%%x\n%3,4\n5\n");
        using var import = ReadCsv(path, options => options with { Skip = 2, Comment = "%%" });

        Names(import).ShouldBe("a,b");
        Lines(import.Table).ShouldBe(["1|2", "%3|4"]);
        import.Rejected.ShouldBe([new RejectedLine(path, 8, "1 value where 2 are expected", "5")]);
    }

    [Fact]
    public void Escaped_quotes_are_found_out()
    {
        using var import = Read("a,b\n1,\"say \\\"hi\\\", all\"\n2,\"C:\\\\new\"\n3,\"a\"\n");

        Lines(import.Table).ShouldBe(["1|say \"hi\", all", "2|C:\\new", "3|a"]);
        import.Notes.ShouldBe(["a.csv: '\\' stands before quotes that are text (escape: \"\\\\\")"]);
    }

    [Fact]
    public void A_backslash_at_the_end_of_a_quoted_path_is_text()
    {
        using var import = Read("a,b\n1,\"C:\\dir\\\"\n2,\"D:\\\"\n");

        Lines(import.Table).ShouldBe(["1|C:\\dir\\", "2|D:\\"]);
    }

    [Fact]
    public void An_escape_makes_the_marks_after_it_text()
    {
        using var import = ReadCsv(
            Folder.Write("a.csv", "a;b\n1\\;2;it\\'s x\\\\y\n\\N;C:\\new\n\"p\\\"q\"\"r\";two\\\nlines\n"),
            options => options with { Escape = '\\', Delimiter = ";" });

        Lines(import.Table).ShouldBe(["1;2|it's x\\y", "\\N|C:\\new", "p\"q\"r|two\nlines"]);
    }

    [Fact]
    public void A_rejected_line_with_an_escaped_quote_says_what_to_set()
    {
        var rows = string.Concat(Enumerable.Repeat("1,\"x\"\n", 60_000));
        using var import = Read("a,b\n" + rows + "2,\"say \\\"hi\\\" x\"\n");

        import.Rejected.ShouldHaveSingleItem().Reason.ShouldBe(
            "text follows a closing quote; if \\\" stands for a quote, set escape: \"\\\\\"");
    }

    [Theory]
    [InlineData("name    age  city\nann      31  oslo\nbob       4  rome\n", "whitespace")]
    [InlineData("  name age city\n  ann 31 oslo  \n  bob\t4 rome\n", "whitespace")]
    [InlineData("name age city\nann 31 oslo\nbob 4 rome\n", "whitespace")]
    [InlineData("name age city\nann 31 oslo\nbob  rome\n", " ", "ann|31|oslo", "bob|∅|rome")]
    public void Blanks_are_delimiters_where_every_line_splits_alike(string text, string delimiter, params string[] rows)
    {
        using var import = Read(text);

        import.Files[0].Delimiter.ShouldBe(delimiter);
        Names(import).ShouldBe("name,age,city");
        Lines(import.Table).ShouldBe(rows.Length > 0 ? rows : ["ann|31|oslo", "bob|4|rome"]);
        import.Notes.ShouldHaveSingleItem().ShouldContain("values are separated by blanks");
    }

    [Theory]
    [InlineData("a^b^c\n1^x, y^3\n4^z^6\n", "^", "'^'")]
    [InlineData("a~b~c\n1~x, y~3\n4~z~6\n", "~", "'~'")]
    [InlineData("a\u0001b\u0001c\n1\u0001x, y\u00013\n4\u0001z\u00016\n", "\u0001", "the byte 01")]
    [InlineData("a::b::c\n1::x, y::3\n4::z::6\n", "::", "'::'")]
    [InlineData("a||b||c\n1||x, y||3\n4||z||6\n", "||", "'||'")]
    public void Rare_delimiters_are_found_where_every_line_splits_alike_and_told(string text, string delimiter, string words)
    {
        using var import = Read(text);

        import.Files[0].Delimiter.ShouldBe(delimiter);
        Lines(import.Table).ShouldBe(["1|x, y|3", "4|z|6"]);
        import.Notes.ShouldBe([$"a.csv: values are separated by {words}"]);
    }

    [Theory]
    [InlineData("||", "a||b||c\n1|2||x||3\n||\"y||z\"||\n")]
    [InlineData("::", "a::b::c\n1|2::x::3\n::\"y||z\"::\n")]
    [InlineData("§", "a§b§c\n1|2§x§3\n§\"y||z\"§\n")]
    public void A_delimiter_may_be_longer_than_a_character(string delimiter, string text)
    {
        using var import = ReadCsv(Folder.Write("a.csv", text), options => options with { Delimiter = delimiter });

        Lines(import.Table).ShouldBe(["1|2|x|3", "∅|y||z|∅"]);
    }

    [Fact]
    public void Line_ends_of_all_kinds_may_be_mixed()
    {
        using var import = Read("a,b\r1,2\n3,4\r\n5,\"6\r7\"\r\r\n8,\"9\r\n0\"\r\n\n");

        Lines(import.Table).ShouldBe(["1|2", "3|4", "5|6\r7", "8|9\r\n0"]);
    }

    [Theory]
    [InlineData("day;a,b\n1,5;2,5\n2,5;3,0\n", ";", "1,5|2,5", "2,5|3,0")]
    [InlineData("at time,a\n2024-01-01 10:00,5\n2024-01-02 11:30,6\n", ",", "2024-01-01 10:00|5", "2024-01-02 11:30|6")]
    [InlineData("a|b,c|d\nx|y,z|w\n", "|", "x|y,z|w")]
    [InlineData("a\tb, c\n1,5\t1.234,5\n2,5\t7,25\n", "\t", "1,5|1.234,5", "2,5|7,25")]
    [InlineData("id,tags,n\n1,a;b;c,2\n2,d;e;f,3\n3,g;h;i,4\n", ",", "1|a;b;c|2", "2|d;e;f|3", "3|g;h;i|4")]
    [InlineData("'a','b'\n'1','2'\n'it''s','4'\n", ",", "1|2", "it's|4")]
    [InlineData("a,b\n'tis,it's\nx,y\n", ",", "'tis|it's", "x|y")]
    public void Delimiters_that_split_as_often_are_told_apart_by_their_values(string text, string delimiter, params string[] rows)
    {
        using var import = Read(text);

        import.Files[0].Delimiter.ShouldBe(delimiter);
        Lines(import.Table).ShouldBe(rows);
    }

    [Fact]
    public void Delimiters_that_nothing_tells_apart_are_refused()
    {
        var problem = Refused(() => Read("a,b;c\nx,y;z\n"));

        problem.Code.ShouldBe("TR0110");
        problem.Found.ShouldBe("the delimiter is not clear: ',' and ';' split the lines equally well");
    }

    [Theory]
    [InlineData("a,b\n1,2\n\n   \n\t\n\x1a")]
    [InlineData("a,b\n1,2\n\x1a\n\n")]
    [InlineData("a,b\n\n1,2")]
    public void Empty_lines_and_the_old_end_of_file_mark_are_no_lines(string text)
    {
        using var import = Read(text);

        Lines(import.Table).ShouldBe(["1|2"]);
        import.RejectedCount.ShouldBe(0);
    }

    [Fact]
    public void Zero_bytes_at_the_end_are_rejected()
    {
        using var import = Read("a,b\n1,2\n3,4\n\0\0\0\0");

        Lines(import.Table).ShouldBe(["1|2", "3|4"]);
        import.Rejected.ShouldHaveSingleItem().Reason.ShouldBe("a zero byte");
    }

    [Fact]
    public void When_most_lines_are_rejected_the_file_is_refused_with_both_counts()
    {
        var problem = Refused(() => Read("a,b,c\n1,2,3\n1,2\n4\n\"x\"y\n"));

        problem.Code.ShouldBe("TR0111");
        problem.Found.ShouldContain("3 lines of '");
        problem.Found.ShouldEndWith("are not rows, and 1 are; line 3: 2 values where 3 are expected");
    }

    [Fact]
    public void A_note_that_many_files_share_is_told_once()
    {
        for (var i = 1; i <= 3; i++)
        {
            Folder.Write($"p{i}.csv", "a,b\n1,2,\n");
        }

        using var import = ReadCsv(Folder.At("p*.csv"));

        import.Notes.ShouldBe(["p1.csv and 2 more: lines end with a delimiter; the empty value after it is dropped"]);
    }

    private static string Names(Import import) => string.Join(',', import.Table.Schema.Columns.Select(column => column.Name));

    private Import Read(string text) => ReadCsv(Folder.Write("a.csv", text));
}
