using System.Globalization;

using Microsoft.Data.Sqlite;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Tables.Increments;

using Xunit;

namespace Trestle.Tests.Stages.Ingest;

/// <summary>Sources of which later runs read only what is new: databases by watermark, files by name and content.</summary>
public sealed class GrowingSourceTests
{
    private const string Table =
        "name: small\nsource: {connection: \"sqlite:own.db\", table: rows, watermark: at}\nkey: id\ntarget: y\nsplit: {folds: 3}\n";

    private const string Files = "name: small\nsource: {path: \"parts/*.csv\", watermark: at}\ntarget: y\nsplit: {folds: 3}\n";

    [Fact]
    public async Task Only_rows_from_the_watermark_on_are_read_and_all_are_in_the_snapshot()
    {
        using var project = Database(60);
        var first = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        first.Increment!.Largest.ShouldBe(new Watermark("2024-01-01 00:59:00", WatermarkKind.Time));
        first.Increment.Added.ShouldBeNull();

        // A row that was there before the watermark is gone from the table: nobody asks for it.
        Execute(project, "DELETE FROM rows WHERE id = 1");
        Execute(project, Insert(60, 66));
        Execute(project, "UPDATE rows SET x = 9, at = '2024-01-02 00:00:00' WHERE id = 5");
        var second = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        second.Rows.ShouldBe(66);
        second.Increment!.Added.ShouldBe(new AddedRows(Known: 60, Read: 8, New: 6, Changed: 1, Late: 0, Removed: 0));
        second.Increment.Largest!.Value.ShouldBe("2024-01-02 00:00:00");
        second.Notes.ShouldContain("60 rows known; 8 read since at 2024-01-01 00:59:00: 6 new, 1 changed");
        second.Files.ShouldHaveSingleItem().Rows.ShouldBe(66);
        var rows = Rows(project, second);
        rows.Select(row => row.Id).Order().ShouldBe(Enumerable.Range(0, 66).Select(id => (double)id));
        rows.Single(row => row.Id == 5).X.ShouldBe(9);
        rows.Take(58).Select(row => row.Id).ShouldBe(Enumerable.Range(0, 59).Where(id => id != 5).Select(id => (double)id));
    }

    [Fact]
    public async Task A_run_without_new_rows_has_the_same_snapshot()
    {
        using var project = Database(60);
        var first = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        Execute(project, "CREATE TABLE other (n INT)");
        var second = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        project.Units["ingest"].Outcome.ShouldBe(UnitOutcome.Finished);
        second.Table.ShouldBe(first.Table);
        second.Increment!.Added.ShouldBe(new AddedRows(60, 0, 0, 0, 0, 0));
        second.Increment.Largest.ShouldBe(first.Increment!.Largest);
    }

    [Fact]
    public async Task Late_rows_are_found_as_far_back_as_is_said_and_rows_that_went_are_told()
    {
        using var project = Database(60, Table.Replace("watermark: at", "watermark: at, lateness: 10m"));
        await project.RunAsync(Stage.Ingest);
        Execute(project, "INSERT INTO rows VALUES (100, 0.5, 'no', '2024-01-01 00:55:30'), (101, 0.5, 'no', '2024-01-01 00:10:30')");
        Execute(project, "DELETE FROM rows WHERE id = 52");
        var raw = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        raw.Increment!.Added.ShouldBe(new AddedRows(60, Read: 11, New: 1, Changed: 0, Late: 1, Removed: 1));
        raw.Notes.ShouldContain(
            "60 rows known; 11 read since at 2024-01-01 00:59:00: 1 new (1 of them late, before at 2024-01-01 00:59:00), 0 changed, "
                + "1 no longer in the source");
        Rows(project, raw).Select(row => row.Id).Order().ShouldBe([.. Enumerable.Range(0, 60).Where(id => id != 52), 100]);
    }

    [Fact]
    public async Task Without_a_key_rows_are_told_apart_by_all_their_values()
    {
        using var project = Database(60, Table.Replace("key: id\n", ""));
        await project.RunAsync(Stage.Ingest);
        Execute(project, "INSERT INTO rows VALUES (59, 0.5, 'no', '2024-01-01 00:59:00'), (60, 0.5, 'no', '2024-01-01 01:00:00')");
        var raw = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        raw.Increment!.Added.ShouldBe(new AddedRows(60, Read: 3, New: 2, Changed: 0, Late: 0, Removed: 0));
        raw.Rows.ShouldBe(62);
    }

    [Fact]
    public async Task Other_settings_read_everything_again()
    {
        using var project = Database(60);
        await project.RunAsync(Stage.Ingest);
        Execute(project, "DELETE FROM rows WHERE id = 1");
        await File.WriteAllTextAsync(
            Path.Combine(project.Path_, "trestle.yaml"), Table.Replace("table: rows", "table: rows, select: [id, y, at, x]"),
            TestContext.Current.CancellationToken);
        var raw = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        (raw.Rows, raw.Increment!.Added).ShouldBe((59, null));
        raw.Columns.ShouldBe(["id", "y", "at", "x"]);
    }

    [Fact]
    public async Task Only_the_columns_that_are_asked_for_leave_the_database()
    {
        using var project = Database(60, Table.Replace("table: rows", "query: \"SELECT * FROM rows ORDER BY id;\", select: [id, y, at]"));
        (await project.ReadAsync(Stage.Ingest, Artifact.RawTable)).Columns.ShouldBe(["id", "y", "at"]);
        Execute(project, Insert(60, 62));
        (await project.ReadAsync(Stage.Ingest, Artifact.RawTable)).Increment!.Added!.New.ShouldBe(2);
    }

    [Fact]
    public async Task Only_new_files_are_read_and_files_that_went_keep_their_rows()
    {
        using var project = Parts((0, 40), (40, 60));
        var first = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        first.Files.Count.ShouldBe(2);
        File.Delete(Path.Combine(project.Path_, "parts", "p0.csv"));
        Write(project, "p60", 60, 65, ",2023-12-31 00:00:00");
        var raw = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        raw.Increment!.Added.ShouldBe(new AddedRows(60, Read: 6, New: 6, Changed: 0, Late: 1, Removed: 0));
        raw.Files.Select(file => (Path.GetFileName(file.Path), file.Rows)).ShouldBe([("p0.csv", 40), ("p40.csv", 20), ("p60.csv", 6)]);
        raw.Notes.ShouldContain(note => note.Contains("p0.csv no longer there; the rows are kept", StringComparison.Ordinal));
        raw.Notes.ShouldContain(
            note => note.StartsWith("60 rows known; 6 read from new files: 6 new (1 of them late, before at", StringComparison.Ordinal));

        (await project.ReadAsync(Stage.Ingest, Artifact.RawTable)).Table.ShouldBe(raw.Table);
    }

    [Fact]
    public async Task A_file_that_changed_replaces_rows_by_key_and_without_one_all_are_read()
    {
        using var keyed = Parts(Files.Replace("target", "key: id\ntarget"), (0, 40), (40, 60));
        await keyed.RunAsync(Stage.Ingest);
        Write(keyed, "p40", 40, 62);
        var raw = await keyed.ReadAsync(Stage.Ingest, Artifact.RawTable);
        raw.Increment!.Added.ShouldBe(new AddedRows(60, Read: 22, New: 2, Changed: 0, Late: 0, Removed: 0));
        raw.Rows.ShouldBe(62);
        raw.Files.Sum(file => file.Rows).ShouldBe(62);
        Write(keyed, "p40", 40, 62, x: 7);
        (await keyed.ReadAsync(Stage.Ingest, Artifact.RawTable)).Increment!.Added!.Changed.ShouldBe(22);

        using var plain = Parts((0, 40), (40, 60));
        await plain.RunAsync(Stage.Ingest);
        Write(plain, "p40", 40, 62);
        raw = await plain.ReadAsync(Stage.Ingest, Artifact.RawTable);
        (raw.Rows, raw.Increment!.Added).ShouldBe((62, null));
        raw.Notes.ShouldContain(note => note.EndsWith("all files were read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_made_target_is_made_again_of_all_rows()
    {
        using var project = Database(
            60, Table.Replace("target: y", "target: big\nlabel: x > 0.3"));
        await project.RunAsync(Stage.Ingest);
        Execute(project, Insert(60, 64));
        var raw = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        (raw.Rows, raw.Columns[^1]).ShouldBe((64, "big"));
        (await project.ReadAsync(Stage.Ingest, Artifact.RawTable)).Columns.Count(name => name == "big").ShouldBe(1);
    }

    [Theory]
    [InlineData("source: {path: data.csv, key: [x]}", "TR2355")]
    [InlineData("source: {path: data.csv, lateness: 2d}", "TR2355")]
    [InlineData("source: {program: [echo, x], watermark: x}", "TR2356")]
    [InlineData("source: {path: data.csv, watermark: xx}", "TR2357")]
    [InlineData("source: {path: data.csv, watermark: x, key: [kk]}", "TR2357")]
    [InlineData("source: {path: data.csv, watermark: x, lateness: 2d}", "TR2359")]
    public async Task Settings_that_cannot_be_used_are_refused(string settings, string code) =>
        (await TestProject.ProblemAsync(Stage.Ingest, settings)).Code.ShouldBe(code);

    [Fact]
    public async Task A_watermark_of_a_database_has_to_be_a_number_or_a_time()
    {
        using var project = Database(60, Table.Replace("watermark: at", "watermark: y"));
        (await project.FailsAsync(Stage.Ingest)).Problems[0].Code.ShouldBe("TR2358");
    }

    [Theory]
    [InlineData("2024-03-01T12:30:00.25Z", "2024-02-29T12:30:00.25Z")]
    [InlineData("2024-03-01 12:30:00", "2024-02-29 12:30:00")]
    [InlineData("2024-03-01", "2024-02-29")]
    [InlineData("0001-01-01", "0001-01-01")]
    public void A_time_is_put_back_in_its_own_form(string value, string expected) =>
        new Watermark(value, WatermarkKind.Time).Before(TimeSpan.FromDays(1))!.Value.ShouldBe(expected);

    private static TestProject Database(int rows, string settings = Table)
    {
        var project = new TestProject(settings, "");
        Execute(project, "CREATE TABLE rows (id INTEGER, x REAL, y TEXT, at TEXT)");
        Execute(project, Insert(0, rows));
        return project;
    }

    private static string Insert(int from, int to) => "INSERT INTO rows VALUES " + string.Join(
        ", ", Enumerable.Range(from, to - from).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $"({i}, {i * 37 % 100 / 100.0}, '{(i % 2 == 0 ? "yes" : "no")}', '2024-01-01 {i / 60:00}:{i % 60:00}:00')")));

    private static TestProject Parts(params (int From, int To)[] parts) => Parts(Files, parts);

    private static TestProject Parts(string settings, params (int From, int To)[] parts)
    {
        var project = new TestProject(settings, "");
        Directory.CreateDirectory(Path.Combine(project.Path_, "parts"));
        foreach (var (from, to) in parts)
        {
            Write(project, $"p{from}", from, to);
        }

        return project;
    }

    private static void Write(TestProject project, string name, int from, int to, string? late = null, int x = 0) => File.WriteAllText(
        Path.Combine(project.Path_, "parts", $"{name}.csv"),
        "id,x,y,at\n" + string.Concat(Enumerable.Range(from, to - from).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $"{i},{x + (i * 37 % 100 / 100.0)},{(i % 2 == 0 ? "yes" : "no")},2024-01-01 {i / 60:00}:{i % 60:00}:00\n")))
        + (late is null ? "" : $"999,0.5,no{late}\n"));

    private static (double Id, double X)[] Rows(TestProject project, RawTable raw)
    {
        using var tables = new Trestle.Storage.Tables.TableEngine(
            new Trestle.Storage.Tables.TableEngineSettings(2, 1L << 28, Path.Combine(project.Path_, "engine")));
        var table = tables.Open(project.Store.PathOf(raw.Table), TestContext.Current.CancellationToken);
        return
        [
            .. table.Scan(["id", "x"], null, TestContext.Current.CancellationToken)
                .SelectMany(block => block.Numbers(0).ToArray().Zip(block.Numbers(1).ToArray())),
        ];
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
