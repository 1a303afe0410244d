using Microsoft.Data.Sqlite;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

using Xunit;

namespace Trestle.Tests.Stages.Ingest;

/// <summary>Runs of projects whose rows are in a database.</summary>
public sealed class DatabaseRunTests
{
    private const string Settings =
        "name: small\nsource: {connection: \"sqlite:own.db\", table: rows}\ntarget: y\nsplit: {folds: 3}\ntrain: {trials: 1}\n"
        + "revisit-candidates: {ensemble: false}\n";

    [Fact]
    public async Task A_table_of_a_database_is_read_like_the_same_table_in_a_file()
    {
        var csv = TestProject.Rows(120);
        using var files = new TestProject(TestProject.Small, csv);
        using var project = new TestProject(Settings, csv);
        Fill(project, csv);
        var fromFile = (await files.RunAsync(Stage.Curate)).Artifacts;
        var fromTable = (await project.RunAsync(Stage.Curate)).Artifacts;
        var raw = fromTable.Read(Artifact.RawTable);
        (raw.Format, raw.Rows).ShouldBe(("sqlite", 120));
        raw.Files.ShouldHaveSingleItem().Path.ShouldBe("sqlite:own.db, table rows");
        fromTable.Read(Artifact.Contract).Columns.Select(column => (column.Name, column.Type))
            .ShouldBe(fromFile.Read(Artifact.Contract).Columns.Select(column => (column.Name, column.Type)));
        raw.Split.ShouldBe(fromFile.Read(Artifact.RawTable).Split);
    }

    [Fact]
    public async Task A_run_after_a_change_reads_the_new_rows_and_one_without_reads_none()
    {
        var csv = TestProject.Rows(120);
        using var project = new TestProject(Settings, csv);
        Fill(project, csv);
        await project.RunAsync(Stage.Ingest);
        await project.RunAsync(Stage.Ingest);
        project.Units["ingest"].Outcome.ShouldBe(UnitOutcome.Reused);
        Execute(project, "INSERT INTO rows VALUES (0.5, 'a', 'yes')");
        (await project.ReadAsync(Stage.Ingest, Artifact.RawTable)).Rows.ShouldBe(121);
        project.Units["ingest"].ShouldBe((UnitOutcome.Finished, "changed: the source"));
    }

    [Fact]
    public async Task A_version_decides_when_rows_are_read_again()
    {
        var csv = TestProject.Rows(120);
        using var project = new TestProject(
            Settings.Replace("table: rows}", "table: rows, version: SELECT max(n) FROM versions}"), csv);
        Fill(project, csv);
        Execute(project, "CREATE TABLE versions (n INT); INSERT INTO versions VALUES (1)");
        await project.RunAsync(Stage.Ingest);
        Execute(project, "INSERT INTO rows VALUES (0.5, 'a', 'yes')");
        (await project.ReadAsync(Stage.Ingest, Artifact.RawTable)).Rows.ShouldBe(120);
        Execute(project, "INSERT INTO versions VALUES (2)");
        (await project.ReadAsync(Stage.Ingest, Artifact.RawTable)).Rows.ShouldBe(121);
    }

    [Theory]
    [InlineData("source: {format: csv}", "TR2340")]
    [InlineData("source: {path: data.csv, connection: \"sqlite:own.db\", table: rows}", "TR2341")]
    [InlineData("source: {table: rows}", "TR2342")]
    [InlineData("source: {headers: {Authorization: \"${PATH}\"}}", "TR2344")]
    [InlineData("source: {path: [\"s3://bucket/a.csv\", data.csv]}", "TR2345")]
    [InlineData("source: {path: \"https://example.org/a.csv\"}", "TR2346")]
    [InlineData("source: {connection: \"sqlite:own.db\"}", "TR2343")]
    [InlineData("source: {connection: \"sqlite:own.db\", table: rows, query: SELECT 1}", "TR2343")]
    [InlineData("source: {connection: \"sqlite:no-such.db\", table: rows}", "TR2304")]
    public async Task Settings_that_name_no_place_or_two_are_refused(string settings, string code) =>
        (await TestProject.ProblemAsync(Stage.Ingest, settings)).Code.ShouldBe(code);

    private static void Fill(TestProject project, string csv)
    {
        Execute(project, "CREATE TABLE rows (x REAL, z TEXT, y TEXT)");
        var values = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','))
            .Select(cells => $"({cells[0]}, '{cells[1]}', '{cells[2]}')");
        Execute(project, $"INSERT INTO rows VALUES {string.Join(", ", values)}");
    }

    private static void Execute(TestProject project, string sql)
    {
        using var open = new SqliteConnection($"Data Source={Path.Combine(project.Path_, "own.db")};Pooling=false");
        open.Open();
        using var command = open.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
