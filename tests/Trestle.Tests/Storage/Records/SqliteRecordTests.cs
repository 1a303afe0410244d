using System.Runtime.Versioning;

using Microsoft.Data.Sqlite;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Storage.Records;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Storage.Records;

public sealed class SqliteRecordTests : RecordContract
{
    private readonly TempFolder folder = new();

    private string File => folder.At("records.db");

    [Theory]
    [InlineData("this is no database, and long enough to have a whole header of one: 100 bytes are what SQLite wants to see")]
    public async Task A_file_that_is_no_database_is_refused(string text)
    {
        folder.Write("records.db", text);

        var problem = await Refused(() => Open());
        problem.Code.ShouldBe("TR0048");
        problem.Found.ShouldBe("the record database cannot be used: it is damaged or not a SQLite database");
        problem.Expected.ShouldBe("a SQLite database of this version that is writable");
        problem.Fix.ShouldStartWith("trestle models recover");
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
    public async Task A_damaged_database_is_set_aside_with_what_lies_beside_it()
    {
        folder.Write("records.db", new string('x', 5000));
        folder.Write("records.db-wal", "left behind");

        var aside = await DamagedRecords.SetAsideAsync(File, Time, Cancellation);
        aside.ShouldBe($"{File}.damaged-{Time.GetUtcNow():yyyyMMdd'T'HHmmss}");
        System.IO.File.ReadAllText(aside!).ShouldBe(new string('x', 5000));
        Directory.GetFiles(folder.Path, "records.db-*").ShouldBeEmpty();
        System.IO.File.Exists(File).ShouldBeFalse();
        (await (await Open()).StartRunAsync(Run, Cancellation)).ShouldBe(1);
        (await DamagedRecords.SetAsideAsync(File, Time, Cancellation)).ShouldBeNull();
        (await DamagedRecords.SetAsideAsync(folder.At("none.db"), Time, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_database_that_another_process_holds_is_named_as_locked()
    {
        await Open();
        await using var other = new SqliteConnection($"Data Source={File}");
        await other.OpenAsync(Cancellation);
        await Execute(other, "BEGIN EXCLUSIVE");

        var records = await RecordStore.OpenAsync(File, lockTimeout: 1, Time, Cancellation);
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

        (await Refused(() => Open())).Found.ShouldEndWith("it was written by a later version of Trestle");
    }

    [Fact]
    public async Task A_folder_that_is_missing_is_an_error()
    {
        var problem = await Refused(() => RecordStore.OpenAsync(folder.At("none/records.db"), Time, Cancellation));

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

    [UnsupportedOSPlatform("windows")]
    [Fact]
    public async Task The_files_of_the_database_are_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes");
        var records = await Open();
        await records.StartRunAsync(Run, Cancellation);
        string[] files = [.. Directory.EnumerateFiles(folder.Path).Order(StringComparer.Ordinal)];
        files.Select(Path.GetFileName).ShouldBe(["records.db", "records.db-shm", "records.db-wal"]);
        foreach (var file in files)
        {
            System.IO.File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }
    }

    public override void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Dispose();
        base.Dispose();
    }

    protected override Task<RecordStore> Open(string? checkpoint = null) => RecordStore.OpenAsync(File, Time, Cancellation, checkpoint);

    protected override async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File}");
        await connection.OpenAsync(Cancellation);
        await Execute(connection, sql);
    }

    protected override Task DropTriggersAsync() => ExecuteAsync("DROP TRIGGER Audit_NoUpdate; DROP TRIGGER Audit_NoDelete");

    private static async Task Execute(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<Problem> Refused(Func<Task> action) =>
        (await Should.ThrowAsync<TrestleException>(action)).Problems.ShouldHaveSingleItem();
}
