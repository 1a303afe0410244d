using System.Text;

using Microsoft.Data.Sqlite;

using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Storage.Records;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Storage.Records;

public sealed class RecordStoreTests : IDisposable
{
    private static readonly NewRun Run = new("churn", "target: y", 7, "1.0", "two cores", "trestle run", 42, 638_000_000_000_000_000, null);
    private static readonly ContentHash A = ContentHash.Of("a"u8);
    private static readonly ContentHash B = ContentHash.Of("b"u8);

    private readonly TempFolder folder = new();
    private readonly Clock clock = new();

    private string File => folder.At("records.db");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_kept_with_all_that_was_said_of_it()
    {
        var records = await Open();
        var first = await records.StartRunAsync(Run, Cancellation);
        clock.Now += TimeSpan.FromSeconds(5);
        await records.EndRunAsync(first, RunStatus.Refused, Cancellation);
        var second = await records.StartRunAsync(Run with { Resumes = first }, Cancellation);

        records = await Open();
        (await records.RunAsync(first, Cancellation)).ShouldBe(new RunRecord(first, Run, RunStatus.Refused, Clock.Start, Clock.Start.AddSeconds(5)));
        (await records.RunsAsync(10, Cancellation)).Select(run => (run.Id, run.Status, run.Run.Resumes)).ShouldBe([(second, RunStatus.Running, first), (first, RunStatus.Refused, null)]);
        (await records.RunsAsync(1, Cancellation)).Select(run => run.Id).ShouldBe([second]);
        (await records.RunAsync(99, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_finished_unit_is_found_again_by_its_key()
    {
        var records = await Open();
        var run = await records.StartRunAsync(Run, Cancellation);
        var failed = await AddUnit(records, run, "key");
        await records.EndUnitAsync(failed, UnitStatus.Failed, [new UnitArtifact("half", A, 1)], 10, "it broke", Cancellation);
        (await records.FindArtifactsAsync("key", Cancellation)).ShouldBeEmpty();

        var finished = await AddUnit(records, run, "key");
        await records.EndUnitAsync(finished, UnitStatus.Finished, [new UnitArtifact("RawTable", A, 5), new UnitArtifact("Report", B, 6)], 20, null, Cancellation);
        var reused = await records.AddUnitAsync(run, 1, "ingest", "all", "key", "nothing changed", UnitStatus.Reused, Cancellation);

        (await records.FindArtifactsAsync("key", Cancellation)).ShouldBe([new UnitArtifact("RawTable", A, 5), new UnitArtifact("Report", B, 6)]);
        (await records.FindArtifactsAsync("KEY", Cancellation)).ShouldBeEmpty();
        (await records.LastKeyAsync("ingest", "all", Cancellation)).ShouldBe("key");
        (await records.LastKeyAsync("ingest", "1", Cancellation)).ShouldBeNull();
        var units = await records.UnitsAsync(run, Cancellation);
        units.Select(unit => (unit.Id, unit.Status, unit.PeakMemory, unit.Error)).ShouldBe(
            [(failed, UnitStatus.Failed, 10, "it broke"), (finished, UnitStatus.Finished, 20, null), (reused, UnitStatus.Reused, null, null)]);
        (await records.ArtifactsAsync(units[2], Cancellation)).Select(artifact => artifact.Name).ShouldBe(["RawTable", "Report"]);
        (await records.ArtifactsAsync(units[0], Cancellation)).Select(artifact => artifact.Name).ShouldBe(["half"]);
    }

    [Fact]
    public async Task An_interrupted_run_interrupts_its_units()
    {
        var records = await Open();
        var run = await records.StartRunAsync(Run, Cancellation);
        var done = await AddUnit(records, run, "a");
        await records.EndUnitAsync(done, UnitStatus.Finished, [], 1, null, Cancellation);
        await AddUnit(records, run, "b");
        await records.EndRunAsync(run, RunStatus.Interrupted, Cancellation);

        (await records.UnitsAsync(run, Cancellation)).Select(unit => unit.Status).ShouldBe([UnitStatus.Finished, UnitStatus.Interrupted]);
        (await records.RunAsync(run, Cancellation))!.Status.ShouldBe(RunStatus.Interrupted);
    }

    [Fact]
    public async Task A_package_has_one_version_of_its_model()
    {
        var records = await Open();
        var run = await records.StartRunAsync(Run, Cancellation);

        (await records.RegisterVersionAsync("churn", A, run, Cancellation)).Version.ShouldBe(1);
        (await records.RegisterVersionAsync("churn", B, run, Cancellation)).ShouldBe(new ModelVersion("churn", 2, B, run, Clock.Start));
        clock.Now += TimeSpan.FromDays(1);
        (await records.RegisterVersionAsync("churn", A, run, Cancellation)).ShouldBe(new ModelVersion("churn", 1, A, run, Clock.Start));
        (await records.RegisterVersionAsync("fraud", A, run, Cancellation)).Version.ShouldBe(1);
        (await records.VersionsAsync("churn", Cancellation)).Select(version => version.Version).ShouldBe([2, 1]);
        (await records.VersionsAsync("none", Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_alias_moves_and_every_move_is_kept()
    {
        var records = await Open();
        await records.SetAliasAsync("churn", "champion", 1, "ann", "first", Cancellation);
        clock.Now += TimeSpan.FromHours(1);
        await records.SetAliasAsync("churn", "champion", 2, "bob", "better", Cancellation);
        await records.SetAliasAsync("churn", "Challenger", 1, "bob", "again", Cancellation);

        (await records.AliasesAsync("churn", Cancellation)).ShouldBe([new ModelAlias("churn", "Challenger", 1), new ModelAlias("churn", "champion", 2)]);
        (await records.AliasChangesAsync("churn", Cancellation)).Take(2).Last().ShouldBe(new AliasChange("churn", "champion", 1, 2, "bob", "better", Clock.Start.AddHours(1)));
        (await records.AliasChangesAsync("churn", Cancellation)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Stores_that_open_and_register_at_once_agree()
    {
        var packages = Enumerable.Range(0, 8).Select(i => ContentHash.Of(Encoding.UTF8.GetBytes($"{i % 4}"))).ToArray();
        var versions = await Task.WhenAll(packages.Select(package => Task.Run(
            async () =>
            {
                var records = await Open();
                var run = await records.StartRunAsync(Run, Cancellation);
                var version = await records.RegisterVersionAsync("churn", package, run, Cancellation);
                await records.SetAliasAsync("churn", "latest", version.Version, "ann", "race", Cancellation);
                return version;
            },
            Cancellation)));

        versions.Select(version => version.Version).Distinct().Order().ShouldBe([1, 2, 3, 4]);
        versions.Select(version => (version.Version, version.Package)).Distinct().Count().ShouldBe(4);
        var opened = await Open();
        (await opened.RunsAsync(100, Cancellation)).Select(run => run.Id).Order().ShouldBe(Enumerable.Range(1, 8));
        (await opened.AliasChangesAsync("churn", Cancellation)).Count.ShouldBe(8);
        (await opened.AliasesAsync("churn", Cancellation)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("this is no database, and long enough to have a whole header of one: 100 bytes are what SQLite wants to see")]
    public async Task A_file_that_is_no_database_is_refused(string text)
    {
        folder.Write("records.db", text);

        var problem = await Refused(Open);
        problem.Code.ShouldBe("TR0048");
        problem.Found.ShouldBe("the record database cannot be used: it is damaged or no SQLite database");
    }

    [Fact]
    public async Task A_damaged_database_is_refused()
    {
        var records = await Open();
        await records.StartRunAsync(Run, Cancellation);
        SqliteConnection.ClearAllPools();
        var bytes = System.IO.File.ReadAllBytes(File);
        bytes.AsSpan(4096, bytes.Length - 4096).Fill(0x5A);
        folder.Write("records.db", bytes);

        (await Refused(async () => await (await Open()).StartRunAsync(Run, Cancellation))).Code.ShouldBe("TR0048");
    }

    [Fact]
    public async Task A_database_that_another_process_holds_is_named_as_locked()
    {
        await Open();
        await using var other = new SqliteConnection($"Data Source={File}");
        await other.OpenAsync(Cancellation);
        await Execute(other, "BEGIN EXCLUSIVE");

        var records = await RecordStore.OpenAsync(File, lockTimeout: 1, clock, Cancellation);
        var problem = await Refused(() => records.StartRunAsync(Run, Cancellation));
        problem.Code.ShouldBe("TR0048");
        problem.Found.ShouldEndWith("another process keeps it locked");

        await Execute(other, "ROLLBACK");
        (await records.StartRunAsync(Run, Cancellation)).ShouldBe(1);
    }

    [Fact]
    public async Task A_later_version_s_database_is_refused()
    {
        await Open();
        await using var other = new SqliteConnection($"Data Source={File}");
        await other.OpenAsync(Cancellation);
        await Execute(other, "INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Later', '99')");

        (await Refused(Open)).Found.ShouldEndWith("a later version of Trestle wrote it");
    }

    [Fact]
    public async Task A_folder_that_is_missing_is_an_error()
    {
        var problem = await Refused(() => RecordStore.OpenAsync(folder.At("none/records.db"), clock, Cancellation));

        problem.Code.ShouldBe("TR0043");
        problem.Where.ShouldBe(folder.At("none/records.db"));
    }

    [Fact]
    public async Task The_database_is_in_write_ahead_mode_with_its_own_tables()
    {
        await Open();
        await using var other = new SqliteConnection($"Data Source={File}");
        await other.OpenAsync(Cancellation);
        await using var mode = other.CreateCommand();
        mode.CommandText = "PRAGMA journal_mode";

        (await mode.ExecuteScalarAsync(Cancellation)).ShouldBe("wal");
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    private static async Task Execute(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<Problem> Refused(Func<Task> action) => (await Should.ThrowAsync<TrestleException>(action)).Problems.ShouldHaveSingleItem();

    private static Task<long> AddUnit(RecordStore records, int run, string key) =>
        records.AddUnitAsync(run, 1, "ingest", "all", key, "first", UnitStatus.Running, Cancellation);

    private Task<RecordStore> Open() => RecordStore.OpenAsync(File, clock, Cancellation);

    private sealed class Clock : TimeProvider
    {
        public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public DateTimeOffset Now { get; set; } = Start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
