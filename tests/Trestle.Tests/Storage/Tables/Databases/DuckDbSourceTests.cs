using DuckDB.NET.Data;

using Shouldly;

using Xunit;

namespace Trestle.Tests.Storage.Tables.Databases;

/// <summary>Tables of DuckDB files.</summary>
public sealed class DuckDbSourceTests : DatabaseTest
{
    protected override string Address => $"duckdb://{Folder.At("own.duckdb")}";

    protected override bool RenamesDoubles => true;

    [Fact]
    public void A_table_is_read_by_its_types() => ReadsTheCommonTable("VARCHAR");

    [Theory]
    [InlineData("DECIMAL(38,20)", "0.12345678901234567891", "Digits: 0.12345678901234567891")]
    [InlineData("HUGEINT", "12", "Number: 12")]
    [InlineData("TIMESTAMPTZ", "'2024-02-29 12:30:00+02'", "Date: 2024-02-29T10:30:00Z")]
    [InlineData("INTEGER[]", "[1, NULL, 3]", "Json: [1,null,3]")]
    [InlineData("BOOLEAN", "true", "Boolean: true")]
    [InlineData("BLOB", "'\\xFF'", "Bytes: FF")]
    public void Types_become_what_those_of_parquet_files_do(string type, string value, string read)
    {
        Run($"CREATE TABLE t (v {type}); INSERT INTO t VALUES ({value}), (NULL)");
        Columns("t")["v"].ShouldBe($"{read}, ∅");
    }

    [Fact]
    public void Fields_of_objects_are_columns()
    {
        Run("CREATE TABLE t (a STRUCT(city VARCHAR, zip INTEGER)); INSERT INTO t VALUES ({'city': 'Bern', 'zip': 3000})");
        Columns("t").ShouldBe(new Dictionary<string, string> { ["a.city"] = "Text: Bern", ["a.zip"] = "Number: 3000" });
    }

    [Fact]
    public void Names_are_quoted() => QuotesNames("\"we`ird]; name\"");

    [Fact]
    public void A_file_that_is_missing_or_no_database_says_so()
    {
        RefusedTable("t").Code.ShouldBe("TR2304");
        Folder.Write("own.duckdb", new string('x', 20_000));
        RefusedTable("t").Code.ShouldBe("TR2304");
    }

    protected override void Run(string sql)
    {
        using var open = new DuckDBConnection($"Data Source={Folder.At("own.duckdb")}");
        open.Open();
        using var command = open.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
