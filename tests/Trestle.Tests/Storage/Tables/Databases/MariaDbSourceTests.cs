using MySqlConnector;

using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Storage.Tables.Databases;
using Trestle.Testing;

using Xunit;

[assembly: AssemblyFixture(typeof(MariaDbServer))]

namespace Trestle.Tests.Storage.Tables.Databases;

/// <summary>Tables of a real MariaDB server.</summary>
public sealed class MariaDbSourceTests(MariaDbServer server) : DatabaseTest, IAsyncLifetime
{
    private readonly string database = $"test_{Guid.NewGuid():N}";

    protected override string Address => $"mysql://root@127.0.0.1:{server.Port}/{database}";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(!MariaDbServer.IsInstalled && Environment.GetEnvironmentVariable("CI") is null or "", "MariaDB is not installed");
        await server.StartAsync(Cancellation);
        Run($"CREATE DATABASE {database} CHARACTER SET utf8mb4", "");
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void A_table_is_read_by_its_types() => ReadsTheCommonTable("TEXT");

    [Theory]
    [InlineData("TINYINT(1)", "5", "Number: 5")]
    [InlineData("BOOLEAN", "TRUE", "Number: 1")]
    [InlineData("TINYINT UNSIGNED", "255", "Number: 255")]
    [InlineData("MEDIUMINT", "-8388608", "Number: -8388608")]
    [InlineData("INT UNSIGNED", "4294967295", "Number: 4294967295")]
    [InlineData("BIGINT", "-9007199254740993", "Digits: -9007199254740993")]
    [InlineData("BIGINT UNSIGNED", "18446744073709551615", "Digits: 18446744073709551615")]
    [InlineData("BIGINT UNSIGNED", "12", "Number: 12")]
    [InlineData("BIT(4)", "b'101'", "Number: 5")]
    [InlineData("YEAR", "2024", "Number: 2024")]
    [InlineData("FLOAT", "16777217", "Number: 16777216")]
    [InlineData("FLOAT", "0.1", "Number: 0.1")]
    [InlineData("DOUBLE", "1e300", "Number: 1E+300")]
    [InlineData("DECIMAL(10,2)", "1.5", "Number: 1.5")]
    [InlineData("DECIMAL(65,30)", "12345678901234567890.123456789", "Digits: 12345678901234567890.123456789000000000000000000000")]
    [InlineData("CHAR(36)", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "Text: a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")]
    [InlineData("VARCHAR(9)", "'😀'", "Text: 😀")]
    [InlineData("ENUM('a','b')", "'b'", "Text: b")]
    [InlineData("SET('a','b')", "'a,b'", "Text: a,b")]
    [InlineData("DATE", "'2024-02-29'", "Date: 2024-02-29")]
    [InlineData("DATE", "'0000-00-00'", "Date: 0000-00-00")]
    [InlineData("DATETIME(6)", "'2024-02-29 12:30:00.25'", "Date: 2024-02-29T12:30:00.25")]
    [InlineData("TIMESTAMP", "'2024-02-29 12:30:00'", "Date: 2024-02-29T12:30:00Z")]
    [InlineData("TIME(1)", "'-100:00:00.5'", "Text: -100:00:00.5")]
    [InlineData("BLOB", "'abc'", "Text: abc")]
    [InlineData("VARBINARY(9)", "X'FF00'", "Bytes: FF00")]
    public void Each_type_becomes_a_number_or_a_text(string type, string value, string read)
    {
        Run($"CREATE TABLE t (v {type} NULL); SET sql_mode = '', time_zone = '+00:00'; INSERT INTO t VALUES ({value}), (NULL)");
        Columns("t")["v"].ShouldBe($"{read}, ∅");
    }

    [Fact]
    public void Names_are_quoted() => QuotesNames("`we``ird]; name`");

    [Fact]
    public void Nothing_can_be_written()
    {
        Run("CREATE TABLE t (x int); INSERT INTO t VALUES (1)");
        RefusedQuery("DELETE FROM t RETURNING x").Found.ShouldContain("READ ONLY transaction");
        Columns("t")["x"].ShouldBe("Number: 1");
    }

    [Fact]
    public void A_wrong_password_a_wrong_database_and_a_missing_server_are_told_apart()
    {
        var user = $"u{Guid.NewGuid():N}"[..12];
        Run($"CREATE USER '{user}'@'localhost' IDENTIFIED BY 'right'; CREATE TABLE t (x int)");
        Run($"GRANT SELECT ON {database}.* TO '{user}'@'localhost'");
        var wrong = new DatabaseQuery(DatabaseAddress.Parse($"mariadb://{user}@127.0.0.1:{server.Port}/{database}"), "")
        {
            Table = "t",
            Password = "hunter2",
        };
        var refused = Refused(() => Engine.ReadDatabase(wrong, Cancellation));
        refused.Code.ShouldBe("TR2303");
        refused.ToString().ShouldNotContain("hunter2");
        Engine.ReadDatabase(wrong with { Password = "right" }, Cancellation).Dispose();
        Refused(() => Engine.ReadDatabase(
            Query with { Address = DatabaseAddress.Parse($"mysql://root@127.0.0.1:{server.Port}/nowhere"), Table = "t" }, Cancellation))
            .Code.ShouldBe("TR2304");
        Refused(() => Engine.ReadDatabase(
            Query with { Address = DatabaseAddress.Parse("mysql://root@127.0.0.1:1/nowhere"), Table = "t" }, Cancellation))
            .Code.ShouldBe("TR2302");
    }

    [Fact]
    public void A_connection_that_breaks_in_between_leaves_nothing()
    {
        RefusedQuery("SELECT seq, IF(seq = 60000, (SELECT 1 UNION SELECT 2), 1) AS x FROM seq_1_to_90000")
            .Code.ShouldBeOneOf("TR2307", "TR2308");
        Directory.GetFiles(Folder.At("engine")).ShouldBeEmpty();
    }

    [Fact]
    public void What_takes_too_long_ends_when_cancelled()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Should.Throw<OperationCanceledException>(() => Engine.ReadDatabase(Query with { Sql = "SELECT sleep(60)" }, stop.Token));
    }

    protected override void Run(string sql) => Run(sql, database);

    private void Run(string sql, string within)
    {
        using var open = new MySqlConnection($"Server=127.0.0.1;Port={server.Port};User ID=root;Database={within};Pooling=false");
        open.Open();
        using var command = new MySqlCommand(sql, open);
        command.ExecuteNonQuery();
    }
}
