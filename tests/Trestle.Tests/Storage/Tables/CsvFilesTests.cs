using Shouldly;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Csv;
using Xunit;

namespace Trestle.Tests.Storage.Tables;

/// <summary>Several files of one source.</summary>
public sealed class CsvFilesTests : TableTest
{
    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        Refused(() => ReadCsv(Folder.At("none.csv"))).ShouldSatisfyAllConditions(
            problem => problem.Code.ShouldBe("TR0031"),
            problem => problem.Found.ShouldContain("none.csv"));
        Refused(() => ReadCsv(Folder.At("*.csv"))).Code.ShouldBe("TR0031");
    }

    [Fact]
    public void Files_of_a_pattern_are_read_in_ordinal_order()
    {
        Folder.Write("p-10.csv", "a,b\n3,z\n");
        Folder.Write("p-1.csv", "a,b\n1,x\n2,y\nbad\n");
        Folder.Write("q.csv", "a,b\n4,q\n");
        using var import = Engine.ReadCsv(new CsvOptions { Paths = [Folder.At("q.csv"), Folder.At("p-*.csv")] }, Cancellation);

        Lines(import.Table).ShouldBe(["4|q", "1|x", "2|y", "3|z"]);
        import.Files.Select(file => (Path.GetFileName(file.Path), file.Rows)).ShouldBe([("q.csv", 1), ("p-1.csv", 2), ("p-10.csv", 1)]);
        import.Rejected.ShouldHaveSingleItem().Path.ShouldEndWith("p-1.csv");
    }

    [Theory]
    [InlineData("a,c\n", SchemaMode.Strict, "'b' is missing, 'c' is new")]
    [InlineData("a\n", SchemaMode.Strict, "'b' is missing")]
    [InlineData("A,b\n", SchemaMode.Strict, "'a' is missing, 'A' is new")]
    [InlineData("c,d\n", SchemaMode.Evolve, "'a' is missing, 'b' is missing, 'c' is new, 'd' is new")]
    public void Files_of_a_pattern_with_other_columns_are_refused(string header, SchemaMode mode, string difference)
    {
        Folder.Write("p1.csv", "a,b\n1,2\n");
        Folder.Write("p2.csv", header);

        var problem = Refused(() => ReadCsv(Folder.At("p*.csv"), options => options with { Schema = mode }));
        problem.Code.ShouldBe("TR0036");
        problem.Found.ShouldEndWith(difference);
        problem.Where.ShouldEndWith("p2.csv:1");
    }

    [Fact]
    public void Files_of_a_pattern_are_matched_by_the_names_of_their_columns()
    {
        Folder.Write("p1.csv", "a,b\n1,2\n");
        Folder.Write("p2.csv", "b;a\n4;3\n");
        Folder.Write("p3.csv", "c, B,a\n7,6,5\n");
        Folder.Write("p4.csv", "c\n8\n");
        using var import = ReadCsv(Folder.At("p*.csv"));

        import.Table.Schema.Columns.Select(column => column.Name).ShouldBe(["a", "b", "c"]);
        Lines(import.Table).ShouldBe(["1|2|∅", "3|4|∅", "5|6|7", "∅|∅|8"]);
        import.Files.Select(file => file.Rows).ShouldBe([1, 1, 1, 1]);
        import.Notes.ShouldBe([
            "p1.csv: column 'c' is missing; its values are missing",
            "p2.csv: column 'c' is missing; its values are missing",
            "p3.csv: column 'B' is read as 'b'",
            "p4.csv: columns 'a', 'b' are missing; their values are missing",
        ]);
    }

    [Fact]
    public void Without_a_header_all_files_have_as_many_columns()
    {
        Folder.Write("p1.csv", "1,2\n");
        Folder.Write("p2.csv", "3,4,5\n");

        Refused(() => ReadCsv(Folder.At("p*.csv"), options => options with { Header = false })).Code.ShouldBe("TR0036");
    }
}
