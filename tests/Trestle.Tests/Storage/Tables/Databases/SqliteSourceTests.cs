using Microsoft.Data.Sqlite;

using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Storage.Tables.Databases;

using Xunit;

namespace Trestle.Tests.Storage.Tables.Databases;

/// <summary>SQLite files, where each value has a type of its own.</summary>
public sealed class SqliteSourceTests : DatabaseTest
{
    protected override string Address => "sqlite:own%20data.db";

    [Fact]
    public void A_table_is_read_by_its_types() => ReadsTheCommonTable("TEXT");

    [Theory]
    [InlineData("1, 2.5, NULL", "Number: 1, 2.5, ∅")]
    [InlineData("9007199254740993, 1", "Digits: 9007199254740993, 1")]
    [InlineData("1, 'two', 3.0, 0.1", "Text: 1, two, 3, 0.1")]
    [InlineData("'a', ''", "Text: a, ")]
    [InlineData("NULL, NULL", "Empty: ∅, ∅")]
    [InlineData("X'616263', NULL", "Text: abc, ∅")]
    [InlineData("X'FF00', X'61'", "Bytes: FF00, 61")]
    [InlineData("X'61', 'b'", "Text: 61, b")]
    [InlineData("1e999, -1e999", "Number: Infinity, -Infinity")]
    public void Values_decide_what_a_column_is(string values, string read)
    {
        Run($"CREATE TABLE t (v); INSERT INTO t VALUES ({values.Replace(", ", "), (")})");
        Columns("t")["v"].ShouldBe(read);
    }

    [Fact]
    public void Values_of_several_types_are_told()
    {
        Run("CREATE TABLE t (v INTEGER); INSERT INTO t VALUES (1), ('two')");
        using var import = Read("t");
        import.Notes.ShouldBe(["'v' holds values of different types: it is read as text"]);
    }

    [Fact]
    public void Names_are_quoted() => QuotesNames("\"we`ird]; name\"");

    [Fact]
    public void Nothing_can_be_written()
    {
        Run("CREATE TABLE t (x int); INSERT INTO t VALUES (1)");
        RefusedQuery("DELETE FROM t RETURNING x").Code.ShouldBe("TR2307");
        Columns("t")["x"].ShouldBe("Number: 1");
    }

    [Fact]
    public void A_file_that_is_missing_or_no_database_says_so()
    {
        RefusedTable("t").Code.ShouldBe("TR2304");
        Folder.Write("own data.db", "this is not a database, but a text that is long enough to be taken for the header of one .......");
        RefusedTable("t").Code.ShouldBe("TR2304");
    }

    [Theory]
    [InlineData("oracle://h/x", "TR2300")]
    [InlineData("sqlite:", "TR2301")]
    [InlineData("postgres:x", "TR2301")]
    [InlineData("postgres://h/x?no-such-parameter=1", "TR2301")]
    [InlineData("mysql://h/x?no-such-parameter=1", "TR2301")]
    [InlineData("sqlserver://h/x", "TR2300")]
    public void An_address_that_cannot_be_used_says_what_is_wrong(string address, string code)
    {
        var query = new DatabaseQuery(DatabaseAddress.Parse(address.EndsWith(':') ? address + "?" : address), Folder.Path) { Table = "t" };
        Refused(() => Engine.ReadDatabase(query, Cancellation)).Code.ShouldBe(code);
    }

    protected override void Run(string sql)
    {
        using var open = new SqliteConnection($"Data Source={Folder.At("own data.db")};Pooling=false");
        open.Open();
        using var command = open.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
