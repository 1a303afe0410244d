using Shouldly;

using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Excel;

using Xunit;

namespace Trestle.Tests.Storage.Tables.Sources;

/// <summary>Sheets of Excel workbooks.</summary>
public sealed class ExcelSourceTests : TableTest
{
    private static readonly DateTime Day = new(2024, 2, 29);

    [Fact]
    public void Cells_become_what_they_are()
    {
        Write(
            ["n", "text", "flag", "day", "moment", "mixed", "none"],
            [1, "a", true, Day, Day.AddHours(12.5), 1, null],
            [2.5, "", false, Day.AddDays(1), Day, "x", null],
            [null, " b ", null, null, null, true, null],
            [],
            [9007199254740992d, "d", true, Day, Day, Day, null]);
        using var import = Read();
        Lines(import.Table).ShouldBe(
        [
            "1|a|true|2024-02-29|2024-02-29T12:30:00|1|∅",
            "2.5|∅|false|2024-03-01|2024-02-29T00:00:00|x|∅",
            "∅| b |∅|∅|∅|true|∅",
            "9007199254740992|d|true|2024-02-29|2024-02-29T00:00:00|2024-02-29|∅",
        ]);
        import.Types!.Values.ShouldBe(
        [
            SourceType.Number, SourceType.Text, SourceType.Boolean, SourceType.Date, SourceType.Date, SourceType.Text, SourceType.Empty,
        ]);
        import.Notes.ShouldBe(["'mixed' holds values of different types in book.xlsx: it is read as text"]);
        import.Files.ShouldHaveSingleItem().Rows.ShouldBe(4);
    }

    [Fact]
    public void Error_cells_are_missing_and_counted()
    {
        var (division, none) = (new Workbooks.Error("#DIV/0!"), new Workbooks.Error("#N/A"));
        Write(["a", "b"], [1, division], [2, none], [3, division], [4, 0.5]);
        using var import = Read();
        Lines(import.Table, "b").ShouldBe(["∅", "∅", "∅", "0.5"]);
        import.Notes.ShouldBe(["'b' holds cells without a value in book.xlsx (#DIV/0! 2, #N/A 1): they are missing"]);
    }

    [Fact]
    public void Formulas_whose_result_was_not_saved_are_counted()
    {
        Write(["a", "b"], [1, new Workbooks.Formula("1+1", null)], [2, new Workbooks.Formula("1+1", 2)]);
        using var import = Read();
        Lines(import.Table).ShouldBe(["1|∅", "2|2"]);
        import.Notes.ShouldBe(["'b' holds cells without a value in book.xlsx (formulas without a saved result 1): they are missing"]);
    }

    [Fact]
    public void Names_that_are_blank_or_stand_over_several_columns_are_told()
    {
        Workbooks.Write(
            Folder.At("book.xlsx"), [("Sheet1", "visible", [["id", "sales", null, null, null], [1, 2, 3, 4, null]])], "B1:C1");
        using var import = Read();
        Lines(import.Table).ShouldBe(["1|2|3|4"]);
        import.Table.Schema.Columns.Select(column => column.Name).ShouldBe(["id", "sales", "sales_2", "unnamed_4"]);
        import.Notes.ShouldBe(
        [
            "the name 'sales' stands over 2 columns of book.xlsx: the others are called 'sales_2' and so on",
            "column D has no name in book.xlsx: it is called 'unnamed_4'",
        ]);
    }

    [Fact]
    public void A_name_that_an_earlier_column_has_gets_a_number()
    {
        Write(["a", "b", "A"], [1, 2, 3]);
        using var import = Read();
        import.Table.Schema.Columns.Select(column => column.Name).ShouldBe(["a", "b", "A_2"]);
        import.Notes.ShouldBe(["book.xlsx: column 3 is called 'A' as an earlier one is; it is called 'A_2'"]);
        Lines(import.Table).ShouldBe(["1|2|3"]);
    }

    [Fact]
    public void A_title_is_skipped_and_told()
    {
        Write(["Customers of 2024"], [], ["a", "b"], [1, 2]);
        using var import = Read();
        Lines(import.Table).ShouldBe(["1|2"]);
        import.Notes.ShouldBe(["row 1 of book.xlsx is a title and was skipped; the names are in row 3"]);
    }

    [Fact]
    public void A_single_column_has_no_title()
    {
        Write(["a"], [1], [2]);
        using var import = Read();
        Lines(import.Table).ShouldBe(["1", "2"]);
    }

    [Theory]
    [InlineData("B2:C4", "1|2,3|4")]
    [InlineData("$B$2", "1|2,3|4,5|6")]
    [InlineData("B2:C3", "1|2")]
    [InlineData("C:C", "b,2,4,6", false)]
    [InlineData("2:4", "∅|1|2,∅|3|4")]
    public void A_range_is_a_table(string range, string rows, bool header = true)
    {
        Write([null, null, null, "note"], ["", "a", "b"], [null, 1, 2], [null, 3, 4], [null, 5, 6]);
        using var import = Read(new ExcelOptions { Range = range, Header = header });
        var lines = range == "2:4" ? Lines(import.Table).Select(line => $"∅|{line}") : Lines(import.Table);
        string.Join(',', lines).ShouldBe(rows);
    }

    [Fact]
    public void A_sheet_is_found_by_its_name_or_because_it_is_the_only_one()
    {
        object?[][] rows = [["a"], [1]];
        Workbooks.Write(Folder.At("book.xlsx"), [("Notes", "hidden", [["b"], [2]]), ("Blank", "visible", []), ("Data", "visible", rows)]);
        using (var only = Read())
        {
            Lines(only.Table).ShouldBe(["1"]);
        }

        using (var hidden = Read(new ExcelOptions { Sheet = "notes" }))
        {
            Lines(hidden.Table).ShouldBe(["2"]);
        }

        var unknown = Refused(() => Read(new ExcelOptions { Sheet = "Daten" }));
        (unknown.Code, unknown.Fix).ShouldBe(("TR2313", "did you mean 'Data'?"));
    }

    [Fact]
    public void Several_sheets_are_listed()
    {
        object?[][] rows = [["a"], [1]];
        Workbooks.Write(Folder.At("book.xlsx"), [("2023", "visible", rows), ("2024", "visible", rows)]);
        var several = Refused(() => Read());
        (several.Code, several.Found).ShouldBe(("TR2312", $"'{Folder.At("book.xlsx")}' has 2 sheets with cells: '2023', '2024'"));
    }

    [Fact]
    public void What_is_no_sheet_with_a_table_is_refused()
    {
        Write();
        Refused(() => Read()).Code.ShouldBe("TR2316");
        File.Delete(Folder.At("book.xlsx"));
        Write(["a"], [1]);
        Refused(() => Read(new ExcelOptions { Range = "B:A" })).Code.ShouldBe("TR2314");
        Refused(() => Read(new ExcelOptions { Range = "first" })).Code.ShouldBe("TR2314");
        Refused(() => Read(new ExcelOptions { Skip = 5 })).Code.ShouldBe("TR2316");
        var whole = File.ReadAllBytes(Folder.At("book.xlsx"));
        File.WriteAllBytes(Folder.At("book.xlsx"), whole[..(whole.Length / 2)]);
        Refused(() => Read()).Code.ShouldBe("TR0042");
        File.WriteAllBytes(Folder.At("book.xlsx"), Convert.FromHexString("D0CF11E0A1B11AE1"));
        Refused(() => Read()).Code.ShouldBe("TR0042");
    }

    [Fact]
    public void An_old_workbook_is_read_by_its_first_bytes()
    {
        File.Copy(Old("old.xls"), Folder.At("book.xlsx"));
        TableEngine.FormatOf([Folder.At("book.xlsx")]).ShouldBe("excel");
        using var import = Read();
        Lines(import.Table).ShouldBe(["Zürich|42.5|2024-02-29|true", "Bern|31|2024-03-01|false"]);
    }

    [Fact]
    public void A_workbook_with_a_password_says_so()
    {
        File.Copy(Old("protected.xls"), Folder.At("book.xlsx"));
        Refused(() => Read()).Code.ShouldBe("TR2315");
    }

    [Fact]
    public void Workbooks_and_their_columns_are_one_table()
    {
        Workbooks.Write(Folder.At("a.xlsx"), ["x", "y"], [1, "p"]);
        Workbooks.Write(Folder.At("b.xlsx"), ["y", "x"], ["q", 2]);
        using var import = Engine.ReadExcel([Folder.At("*.xlsx")], new ExcelOptions(), SchemaMode.Strict, Cancellation);
        Lines(import.Table).ShouldBe(["1|p", "2|q"]);
        TableEngine.FormatOf([Folder.At("a.xlsx")]).ShouldBe("excel");
    }

    private static string Old(string name) => Path.Combine(Repository.Root, "tests/Trestle.Tests/Storage/Tables/Sources", name);

    private void Write(params object?[][] rows) => Workbooks.Write(Folder.At("book.xlsx"), rows);

    private Import Read(ExcelOptions? options = null) =>
        Engine.ReadExcel([Folder.At("book.xlsx")], options ?? new ExcelOptions(), SchemaMode.Evolve, Cancellation);
}
