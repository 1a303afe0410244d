using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Tables.Increments;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Ingest;

/// <summary>Tables of a real server that grow. What is special of a server is in the classes that derive from this.</summary>
public abstract class GrowingDatabaseTest
{
    private static readonly DateTime Start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The port of the server.</summary>
    protected abstract int Port { get; }

    /// <summary>A type of moments, which the server keeps with their zone.</summary>
    protected abstract string Moments { get; }

    /// <summary>A type of moments without a zone.</summary>
    protected abstract string PlainMoments { get; }

    /// <summary>A type of numbers of single precision.</summary>
    protected abstract string SinglePrecision { get; }

    /// <summary>The address of the database by a port.</summary>
    protected abstract string Address(int port);

    /// <summary>A moment in SQL, in the local time of Helsinki.</summary>
    protected abstract string Moment(DateTime utc);

    /// <summary>Runs statements, in a session whose zone is that of Helsinki.</summary>
    protected abstract void Run(string sql);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Late_changed_and_removed_rows_and_those_at_the_seam_are_each_counted_once()
    {
        using var project = Made(Moments, "watermark: at, lateness: 10m, select: [id, x, y, at]");
        var first = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        first.Columns.ShouldBe(["id", "x", "y", "at"]);
        first.Increment!.Largest.ShouldBe(new Watermark("2024-01-01T00:59:00Z", WatermarkKind.Time));

        Insert(60, Start.AddMinutes(59));
        Insert(61, Start.AddMinutes(59));
        Insert(62, Start.AddMinutes(55.5));
        Insert(63, Start.AddMinutes(20.5));
        Insert(64, Start.AddMinutes(70).AddMilliseconds(250));
        Run($"UPDATE rows_ SET x = 9, at = {Moment(Start.AddMinutes(65))} WHERE id = 5");
        Run("DELETE FROM rows_ WHERE id IN (1, 52)");
        var second = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        second.Increment!.Added.ShouldBe(new AddedRows(Known: 60, Read: 15, New: 4, Changed: 1, Late: 1, Removed: 1));
        second.Increment.Largest!.Value.ShouldBe("2024-01-01T01:10:00.25Z");
        Ids(project, second).ShouldBe([.. Enumerable.Range(0, 63).Where(id => id != 52), 64]);

        var third = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        (third.Table, third.Increment!.Added!.New).ShouldBe((second.Table, 0));
    }

    [Fact]
    public async Task Equal_watermarks_at_the_seam_are_read_again_without_a_key_and_rows_without_one_too()
    {
        using var project = Made(PlainMoments, "watermark: at", key: "");
        await project.RunAsync(Stage.Ingest);
        Insert(59, Start.AddMinutes(59));
        Insert(60, Start.AddMinutes(59));
        Run("INSERT INTO rows_ VALUES (61, 0.5, 'no', NULL, 'secret')");
        var grown = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        grown.Increment!.Added.ShouldBe(new AddedRows(60, Read: 4, New: 3, Changed: 0, Late: 0, Removed: 0));
        Ids(project, grown).ShouldBe([.. Enumerable.Range(0, 60), 59, 60, 61], ignoreOrder: true);
        var again = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        (again.Rows, again.Increment!.Added!.New, again.Table).ShouldBe((63, 0, grown.Table));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_watermark_of_fractions_is_found_again_though_single_precision_rounds_it(bool isSingle)
    {
        using var project = Project("version_", "key: id\n");
        Run($"CREATE TABLE rows_ (id INT, x DOUBLE PRECISION, y VARCHAR(3), version_ {(isSingle ? SinglePrecision : "DECIMAL(8,2)")})");
        Run("INSERT INTO rows_ VALUES " + string.Join(
            ", ", Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"({i}, {i / 7.0}, '{Class(i)}', {i / 100.0 + 0.11})"))));
        (await project.ReadAsync(Stage.Ingest, Artifact.RawTable)).Increment!.Largest!.Value.ShouldBe("0.7");
        Run("INSERT INTO rows_ VALUES (60, 0.5, 'no', 0.7), (61, 0.5, 'no', 0.71)");
        var grown = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        grown.Increment!.Added.ShouldBe(new AddedRows(60, Read: 3, New: 2, Changed: 0, Late: 0, Removed: 0));
        grown.Rows.ShouldBe(62);
    }

    [Fact]
    public async Task Keys_stay_the_same_when_the_first_one_beyond_double_precision_comes()
    {
        using var project = Made(Moments, "watermark: id");
        (await project.ReadAsync(Stage.Ingest, Artifact.RawTable)).Increment!.Largest.ShouldBe(new Watermark("59", WatermarkKind.Number));
        Insert(9007199254740993, Start.AddMinutes(60));
        var grown = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        grown.Increment!.Added.ShouldBe(new AddedRows(60, Read: 2, New: 1, Changed: 0, Late: 0, Removed: 0));
        grown.Increment.Largest.ShouldBe(new Watermark("9007199254740993", WatermarkKind.Digits));
        Insert(9007199254740994, Start.AddMinutes(61));
        var more = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        more.Increment!.Added.ShouldBe(new AddedRows(61, Read: 2, New: 1, Changed: 0, Late: 0, Removed: 0));
    }

    [Theory]
    [InlineData("CAST(id AS CHAR(9))", "TR2358")]
    [InlineData("CASE WHEN id < 9 THEN '2024-01-01 10:00:00' ELSE '2024-01-01T09:00:00' END", "TR0350")]
    [InlineData("'2024-01-01T09:00:00+02:00'", "TR0350")]
    [InlineData("CASE WHEN id < 9 THEN '2024-01-01' END", null)]
    public async Task Texts_are_a_watermark_only_where_the_database_orders_them_as_times(string expression, string? code)
    {
        using var project = Made(Moments, "watermark: w", table: $"query: \"SELECT id, x, y, {expression} AS w FROM rows_\"");
        if (code is null)
        {
            (await project.ReadAsync(Stage.Ingest, Artifact.RawTable)).Increment!.Largest!.Value.ShouldBe("2024-01-01");
            (await project.ReadAsync(Stage.Ingest, Artifact.RawTable)).Increment!.Added!.New.ShouldBe(0);
            return;
        }

        (await project.FailsAsync(Stage.Ingest)).Problems[0].Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_server_that_goes_away_in_the_middle_leaves_the_earlier_snapshot_and_the_next_run_goes_on_from_it()
    {
        await using var proxy = new CuttingProxy(Port);
        using var project = Made(Moments, "watermark: at", port: proxy.Port);
        var first = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        Run(string.Concat(Enumerable.Range(1, 20).Select(part => "INSERT INTO rows_ VALUES " + string.Join(
            ", ", Enumerable.Range(part * 1000, 1000)
                .Select(id => $"({id}, 0.5, 'no', {Moment(Start.AddHours(1).AddSeconds(id))}, 'secret')")) + ";\n")));

        proxy.CutAfter = 200_000;
        var broken = (await project.FailsAsync(Stage.Ingest)).Problems[0];
        broken.Code.ShouldBe("TR2308");
        broken.ToString().ShouldContain("nothing of the broken reading is kept");

        proxy.CutAfter = null;
        var grown = await project.ReadAsync(Stage.Ingest, Artifact.RawTable);
        grown.Increment!.Added.ShouldBe(new AddedRows(first.Rows, Read: 20_001, New: 20_000, Changed: 0, Late: 0, Removed: 0));
        grown.Rows.ShouldBe(20_060);
    }

    private static string Class(long id) => id % 2 == 0 ? "yes" : "no";

    private static double[] Ids(TestProject project, RawTable raw)
    {
        using var tables = new Trestle.Storage.Tables.TableEngine(
            new Trestle.Storage.Tables.TableEngineSettings(2, 1L << 28, Path.Combine(project.Path_, "engine")));
        return
        [
            .. tables.Open(project.Store.PathOf(raw.Table), Cancellation).Scan(["id"], null, Cancellation)
                .SelectMany(block => block.Numbers(0).ToArray()).Order(),
        ];
    }

    private TestProject Made(string moments, string growth, string key = "key: id\n", string table = "table: rows_", int? port = null)
    {
        Run($"CREATE TABLE rows_ (id BIGINT, x DOUBLE PRECISION, y VARCHAR(3), at {moments} NULL, secret VARCHAR(9))");
        Run("INSERT INTO rows_ VALUES " + string.Join(", ", Enumerable.Range(0, 60).Select(id => Row(id, Start.AddMinutes(id)))));
        return Project(growth["watermark: ".Length..], key, table, port);
    }

    private TestProject Project(string growth, string key, string table = "table: rows_", int? port = null) => new(
        $"name: small\nsource: {{connection: \"{Address(port ?? Port)}\", {table}, watermark: {growth}}}\n{key}target: y\n"
            + "split: {folds: 3}\n", "");

    private string Row(long id, DateTime at) =>
        FormattableString.Invariant($"({id}, {id * 37 % 100 / 100.0}, '{Class(id)}', {Moment(at)}, 'secret')");

    private void Insert(long id, DateTime at) => Run($"INSERT INTO rows_ VALUES {Row(id, at)}");
}
