using Npgsql;

using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Storage.Tables.Databases;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Storage.Tables.Databases;

/// <summary>Tables of a real PostgreSQL server.</summary>
public sealed class PostgresSourceTests(PostgresServer server) : DatabaseTest, IAsyncLifetime
{
    private string connection = "";

    protected override string Address
    {
        get
        {
            var parts = new NpgsqlConnectionStringBuilder(connection);
            return $"postgres://{parts.Username}@{parts.Host}:{parts.Port}/{parts.Database}";
        }
    }

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(
            !PostgresServer.IsInstalled && Environment.GetEnvironmentVariable("CI") is null or "", "PostgreSQL is not installed");
        connection = await server.NewDatabaseAsync(Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void A_table_is_read_by_its_types() => ReadsTheCommonTable("TEXT");

    [Theory]
    [InlineData("smallint", "-3", "Number: -3")]
    [InlineData("integer", "2147483647", "Number: 2147483647")]
    [InlineData("bigint", "9007199254740992", "Number: 9007199254740992")]
    [InlineData("bigint", "9007199254740993", "Digits: 9007199254740993")]
    [InlineData("real", "0.1", "Number: 0.1")]
    [InlineData("double precision", "'Infinity'", "Number: Infinity")]
    [InlineData("double precision", "'NaN'", "Number: ∅")]
    [InlineData("numeric", "1.50", "Number: 1.5")]
    [InlineData("numeric(38,20)", "0.1", "Number: 0.1")]
    [InlineData("numeric", "0.12345678901234567891", "Digits: 0.12345678901234567891")]
    [InlineData("numeric", "123456789012345678901234567890.5", "Digits: 123456789012345678901234567890.5")]
    [InlineData("numeric", "'NaN'", "Number: ∅")]
    [InlineData("money", "'1234.5'", "Text: $1,234.50")]
    [InlineData("boolean", "true", "Boolean: true")]
    [InlineData("char(5)", "'ab'", "Text: ab   ")]
    [InlineData("varchar(9)", "'ab\u00e9'", "Text: ab\u00e9")]
    [InlineData("uuid", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "Text: a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")]
    [InlineData("date", "'2024-02-29'", "Date: 2024-02-29")]
    [InlineData("date", "'infinity'", "Date: infinity")]
    [InlineData("timestamp", "'2024-02-29 12:30:00.25'", "Date: 2024-02-29T12:30:00.25")]
    [InlineData("timestamp", "'0044-03-15 12:30:00 BC'", "Date: 0044-03-15T12:30:00 BC")]
    [InlineData("timestamptz", "'2024-02-29 12:30:00+02'", "Date: 2024-02-29T10:30:00Z")]
    [InlineData("time", "'12:30:00.5'", "Text: 12:30:00.5")]
    [InlineData("interval", "'1 day 2 hours'", "Text: 1 day 02:00:00")]
    [InlineData("jsonb", "'{\"b\": [1, 2], \"a\": \"x\"}'", "Json: {\"a\":\"x\",\"b\":[1,2]}")]
    [InlineData("json", "'\"text\"'", "Json: text")]
    [InlineData("json", "'null'", "Json: ∅")]
    [InlineData("integer[]", "'{1,NULL,3}'", "Json: [1,null,3]")]
    [InlineData("integer[]", "'[0:1]={1,2}'", "Json: [1,2]")]
    [InlineData("text[]", "'{a,\"b, \\\"c\\\"\",NULL,\"NULL\",\"\"}'", "Json: [\"a\",\"b, \\\"c\\\"\",null,\"NULL\",\"\"]")]
    [InlineData("numeric(4,2)[]", "'{{1.50,2},{3,4}}'", "Json: [[1.50,2.00],[3.00,4.00]]")]
    [InlineData("boolean[]", "'{t,f}'", "Json: [true,false]")]
    [InlineData("timestamptz[]", "'{2024-02-29 12:30:00+02}'", "Json: [\"2024-02-29T10:30:00Z\"]")]
    [InlineData("bytea", "'abc'", "Text: abc")]
    [InlineData("bytea", "'\\xff00'", "Bytes: FF00")]
    [InlineData("inet", "'10.0.0.1/8'", "Text: 10.0.0.1/8")]
    [InlineData("point", "'(1,2)'", "Text: (1,2)")]
    [InlineData("int4range", "'[1,5)'", "Text: [1,5)")]
    [InlineData("mood", "'fine'", "Text: fine")]
    [InlineData("percent", "12.5", "Number: 12.5")]
    public void Each_type_becomes_a_number_or_a_text(string type, string value, string read)
    {
        Run("CREATE TYPE mood AS ENUM ('fine', 'bad'); CREATE DOMAIN percent AS numeric CHECK (VALUE <= 100)");
        Run($"CREATE TABLE t (v {type}); INSERT INTO t VALUES ({value}), (NULL)");
        Columns("t")["v"].ShouldBe($"{read}, ∅");
    }

    [Fact]
    public void Names_are_quoted() => QuotesNames("\"we`ird]; name\"");

    [Fact]
    public void A_schema_and_a_name_with_dots_and_capitals_are_found()
    {
        Run("CREATE SCHEMA sales; CREATE TABLE sales.\"Q1.2024\" (x int); INSERT INTO sales.\"Q1.2024\" VALUES (7)");
        using var import = Read("sales.\"Q1.2024\"");
        Lines(import.Table).ShouldBe(["7"]);
        RefusedTable("sale.orders").Code.ShouldBe("TR2305");
    }

    [Fact]
    public void Nothing_can_be_written()
    {
        Run("CREATE TABLE t (x int); INSERT INTO t VALUES (1)");
        RefusedQuery("DELETE FROM t RETURNING x").Found.ShouldContain("read-only transaction");
        RefusedQuery("SELECT 1; COMMIT; DROP TABLE t").Code.ShouldBe("TR2307");
        RefusedQuery("SELECT 1 AS a; SELECT 2 AS b").Code.ShouldBe("TR2311");
        RefusedQuery("SELECT FROM t").Code.ShouldBe("TR2310");
        Columns("t")["x"].ShouldBe("Number: 1");
    }

    [Fact]
    public void Rows_of_many_chunks_come_in_order()
    {
        using var import = Ask("SELECT i::int, 'text ' || i AS t, i::bigint AS b, i / 4.0 AS n FROM generate_series(1, 10000) i");
        import.Table.Rows.ShouldBe(10_000);
        Lines(import.Table)[^1].ShouldBe("10000|text 10000|10000|2500");
        Numbers(import.Table, "b").ShouldBe(Enumerable.Range(1, 10_000).Select(i => (double)i));
    }

    [Fact]
    public void A_connection_that_breaks_in_between_leaves_nothing()
    {
        var broken = RefusedQuery(
            "SELECT i, CASE WHEN i = 9000 THEN pg_terminate_backend(pg_backend_pid()) END AS x FROM generate_series(1, 20000) i");
        broken.Code.ShouldBe("TR2308");
        Directory.GetFiles(Folder.At("engine")).ShouldBeEmpty();
    }

    [Fact]
    public void A_server_that_is_not_there_and_a_user_that_is_not_known_are_told_apart_without_the_password()
    {
        var nowhere = DatabaseAddress.Parse("postgres://bob:hunter2@127.0.0.1:1/x", "TEST_SECRET");
        var gone = Refused(() => Engine.ReadDatabase(new DatabaseQuery(nowhere, "") { Table = "t" }, Cancellation));
        (gone.Code, gone.Where).ShouldBe(("TR2302", "${TEST_SECRET}"));
        gone.ToString().ShouldNotContain("hunter2");

        var unknown = Address.Replace("postgres@", "nobody:hunter2@");
        var refused = Refused(
            () => Engine.ReadDatabase(new DatabaseQuery(DatabaseAddress.Parse(unknown, "X"), "") { Table = "t" }, Cancellation));
        refused.Code.ShouldBe("TR2303");
        refused.ToString().ShouldNotContain("hunter2");
        var other = DatabaseAddress.Parse(Address[..Address.LastIndexOf('/')] + "/nowhere");
        Refused(() => Engine.ReadDatabase(new DatabaseQuery(other, "") { Table = "t" }, Cancellation)).Code.ShouldBe("TR2304");
    }

    [Fact]
    public void What_takes_too_long_ends_at_the_limit_and_when_cancelled()
    {
        var slow = Query with { Sql = "SELECT pg_sleep(60)::text", Timeout = TimeSpan.FromSeconds(1) };
        Refused(() => Engine.ReadDatabase(slow, Cancellation)).Code.ShouldBe("TR2309");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Should.Throw<OperationCanceledException>(
            () => Engine.ReadDatabase(slow with { Timeout = TimeSpan.FromMinutes(5) }, stop.Token));
    }

    [Fact]
    public void A_table_that_may_not_be_read_says_so()
    {
        Run("CREATE TABLE secret (x int); DROP ROLE IF EXISTS reader_of_none; CREATE ROLE reader_of_none LOGIN");
        var reader = Query with { Address = DatabaseAddress.Parse(Address.Replace("postgres@", "reader_of_none@")), Table = "secret" };
        Refused(() => Engine.ReadDatabase(reader, Cancellation)).Code.ShouldBe("TR2306");
    }

    protected override void Run(string sql)
    {
        using var open = new NpgsqlConnection(connection + ";Pooling=false");
        open.Open();
        using var command = new NpgsqlCommand(sql, open);
        command.ExecuteNonQuery();
    }
}
