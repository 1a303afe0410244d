using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Testing;
using Trestle.Testing.Contracts;
using Trestle.Tests.Stages.Curate;

using Xunit;

namespace Trestle.Tests.Stages.Ingest;

public sealed class SqlConnectorContract : ConnectorContract
{
    protected override Trestle.Stages.Ingest.IConnector Connector => new SqlConnector();

    protected override SourceSettings Missing => Of("no-such.sql");

    protected override SourceSettings Put(IReadOnlyList<(string? City, double Age)> rows)
    {
        using (var file = new StreamWriter(Folder.At("table.csv")))
        {
            var block = CsvContract.Table(rows);
            var csv = new Trestle.Rows.Csv.CsvWriter(file);
            csv.WriteHeader(block.Schema);
            for (var row = 0; row < block.Rows; row++)
            {
                csv.WriteRow(block, row);
            }
        }

        // Texts are compared without their case, as in stage 4.
        File.WriteAllText(
            Folder.At("query.sql"),
            "SELECT CASE city WHEN 'bern' THEN 'Bern' WHEN 'zürich' THEN 'Zürich' ELSE city END AS city, age FROM t;\n");
        return Of("query.sql");
    }

    private static SourceSettings Of(string file) => new()
    {
        Sql = file,
        Tables = ["t"],
        Parts = [KeyValuePair.Create("t", new TableSource { From = new SourceSettings { Path = ["table.csv"] } })],
    };
}

/// <summary>Tables that are the results of queries over other tables.</summary>
public sealed class SqlTableTests
{
    private const string Orders = "shop,ordered,amount,gift,mail\na,2024-01-03,\"1,5\",yes,x@y.z\n"
        + "a,2024-02-01,\"2,5\",no,x@y.z\nb,2024-01-09,7,no,q@y.z\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_over_typed_tables_is_a_table_that_can_be_joined()
    {
        using var project = Project(
            "SELECT shop, sum(amount) AS spent, max(ordered) AS latest, count(*) FILTER (WHERE gift) AS gifts,\n"
                + "  date_diff('day', min(ordered), max(ordered)) AS days -- over all orders\nFROM orders GROUP BY shop ORDER BY shop;\n");
        var run = await project.RunAsync(Stage.Curate);
        var rows = JoinProject.Curated(project, run, Cancellation);
        TableBuilder.Values(rows, "spending.spent").Take(3).ShouldBe([4.0, 7.0, double.NaN]);
        TableBuilder.Values(rows, "spending.gifts").Take(3).ShouldBe([1.0, 0.0, double.NaN]);
        TableBuilder.Values(rows, "spending.days").Take(2).ShouldBe([29.0, 0.0]);
        run.Artifacts.Read(Artifact.Contract).Tables!["spending"].Find("latest")!.Type.ShouldBe(ColumnType.Date);
        var raw = run.Artifacts.Read(Artifact.RawTable).Tables!["spending"];
        (raw.Format, raw.Files.Single().Path, raw.Rows).ShouldBe(("sql", "spending.sql", 2L));
        run.Artifacts.Read(Artifact.CuratedTable).Keyed!.Keys.ShouldBe(["spending"]);
    }

    [Fact]
    public async Task A_changed_query_or_table_runs_it_again()
    {
        using var project = Project("SELECT shop, sum(amount) AS spent FROM orders GROUP BY shop");
        await project.RunAsync(Stage.Ingest);
        await project.RunAsync(Stage.Ingest);
        project.Units.Values.Single().Outcome.ShouldBe(UnitOutcome.Reused);
        await File.AppendAllTextAsync(Path.Combine(project.Path_, "orders.csv"), "c,2024-03-01,1,no,q@y.z\n", Cancellation);
        (await project.RunAsync(Stage.Ingest)).Artifacts.Read(Artifact.RawTable).Tables!["spending"].Rows.ShouldBe(3);
        await File.WriteAllTextAsync(
            Path.Combine(project.Path_, "spending.sql"), "SELECT shop, 1 AS spent FROM orders LIMIT 1", Cancellation);
        (await project.RunAsync(Stage.Ingest)).Artifacts.Read(Artifact.RawTable).Tables!["spending"].Rows.ShouldBe(1);
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('orders.csv')")]
    [InlineData("SELECT * FROM 'orders.csv'")]
    [InlineData("SELECT * FROM read_text('/etc/hostname')")]
    [InlineData("SELECT * FROM glob('/etc/*')")]
    [InlineData("SELECT * FROM read_parquet('http://127.0.0.1:1/x.parquet')")]
    [InlineData("SELECT 1); COPY (SELECT 1) TO '/tmp/trestle-sql-escape.csv'; SELECT * FROM (SELECT 1")]
    [InlineData("COPY orders TO '/tmp/trestle-sql-escape.csv'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("DROP VIEW orders")]
    [InlineData("ATTACH '/tmp/trestle-sql-escape.db'")]
    [InlineData("SELECT * FROM main")]
    [InlineData("SELECT shop, mail FROM orders")]
    [InlineData("")]
    public async Task A_query_that_reaches_for_anything_else_is_refused(string query)
    {
        using var project = Project(query);
        (await project.FailsAsync(Stage.Ingest)).Problems.Single().Code.ShouldBe("TR0591");
        File.Exists("/tmp/trestle-sql-escape.csv").ShouldBeFalse();
    }

    [Fact]
    public async Task Values_of_tables_with_private_columns_are_not_in_an_error()
    {
        using var project = Project("SELECT shop, shop::INT AS number FROM orders");
        var problem = (await project.FailsAsync(Stage.Ingest)).Problems.Single();
        (problem.Code, problem.Found).ShouldBe(("TR0591", "the query in 'spending.sql' cannot be run: a value cannot be converted"));
    }

    [Theory]
    [InlineData("TR0590", "spending: {sql: other.sql, tables: [orders]}")]
    [InlineData("TR0592", "spending: {sql: spending.sql}")]
    [InlineData("TR0593", "spending: {path: orders.csv, tables: [orders]}")]
    [InlineData("TR0594", "spending: {sql: spending.sql, tables: [main]}")]
    [InlineData("TR0594", "spending: {sql: spending.sql, tables: [order]}")]
    [InlineData("TR0595", "spending: orders.csv", "{sql: spending.sql, tables: [orders]}")]
    public async Task A_query_that_cannot_be_run_is_refused(string code, string spending, string main = "data.csv")
    {
        using var project = Project("SELECT shop, 1 AS one FROM orders", spending, main);
        var problem = (await project.FailsAsync(Stage.Ingest)).Problems[0];
        problem.Code.ShouldBe(code);
        problem.Where.ShouldNotBeEmpty();
    }

    private static TestProject Project(
        string query, string spending = "spending: {sql: spending.sql, tables: [orders]}", string main = "data.csv")
    {
        var project = new TestProject(
            $"name: small\nsources:\n  main: {main}\n  orders: {{path: orders.csv, private: [mail]}}\n  {spending}\ntarget: y\n"
                + "split: {folds: 3}\ncurate: {joins: [{table: spending, on: shop}]}\n",
            "shop,x,y\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"{"ABC"[i % 3]},{i % 7},{(i % 4 == 0 ? "yes" : "no")}\n")));
        File.WriteAllText(Path.Combine(project.Path_, "orders.csv"), Orders);
        File.WriteAllText(Path.Combine(project.Path_, "spending.sql"), query);
        return project;
    }
}
