using System.Net;
using System.Net.Sockets;

using Npgsql;

using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Storage.Records;
using Trestle.Testing;

using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Trestle.Tests.Storage.Records;

public sealed class PostgresRecordTests(PostgresServer server) : RecordContract, IAsyncLifetime
{
    private string connection = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(
            !PostgresServer.IsInstalled && Environment.GetEnvironmentVariable("CI") is null or "", "PostgreSQL is not installed");
        connection = await server.NewDatabaseAsync(Cancellation);
    }

    [Fact]
    public async Task A_url_reaches_the_same_database_as_a_connection_string()
    {
        var run = await (await Open()).StartRunAsync(Run, Cancellation);
        var parts = new NpgsqlConnectionStringBuilder(connection);
        var records = await RecordStore.ConnectAsync(
            $"postgresql://{parts.Username}@{parts.Host}:{parts.Port}/{parts.Database}?Timeout=5", Time, Cancellation);
        (await records.RunAsync(run, Cancellation))!.Run.ShouldBe(Run);
    }

    [Theory]
    [InlineData("postgresql://:::/x", "TR0050")]
    [InlineData("no connection", "TR0050")]
    public async Task A_connection_that_cannot_be_read_is_an_error_without_the_connection(string text, string code)
    {
        var problem = (
            await Should.ThrowAsync<TrestleException>(
                () => RecordStore.ConnectAsync(text, Time, Cancellation))).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe(code);
        problem.ToString().ShouldNotContain(text);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_made()
    {
        var other = new NpgsqlConnectionStringBuilder(connection);
        other.Database += "_new";
        var records = await RecordStore.ConnectAsync(other.ToString(), Time, Cancellation);
        (await records.StartRunAsync(Run, Cancellation)).ShouldBe(1);
    }

    [Fact]
    public async Task A_user_whom_the_server_does_not_know_is_an_error_at_once()
    {
        var other = new NpgsqlConnectionStringBuilder(connection) { Username = "nobody_here" };
        var problem = (
            await Should.ThrowAsync<TrestleException>(
                () => RecordStore.ConnectAsync(other.ToString(), Time, Cancellation))).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Fix).ShouldBe(("TR0048", "correct the connection"));
        problem.Expected.ShouldStartWith("a PostgreSQL database");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_refuses_or_never_answers_is_told_within_five_seconds(bool listens)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        if (!listens)
        {
            listener.Stop();
        }

        var limit = Task.Delay(TimeSpan.FromSeconds(5), Cancellation);
        var opening = Should.ThrowAsync<TrestleException>(() => RecordStore.ConnectAsync(
            $"Host=127.0.0.1;Port={port};Username=postgres;Database=none;Password=secret", Time, Cancellation));
        (await Task.WhenAny(opening, limit)).ShouldBe(opening);
        var problem = (await opening).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Where).ShouldBe(("TR0048", $"PostgreSQL database 'none' on 127.0.0.1:{port}"));
        problem.Expected.ShouldStartWith("a PostgreSQL database");
        problem.ToString().ShouldNotContain("secret");
        problem.ToString().ShouldNotContain("SQLite");
    }

    [Fact]
    public async Task A_user_without_rights_is_told_so()
    {
        await ExecuteAsync("CREATE ROLE reader LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        var other = new NpgsqlConnectionStringBuilder(connection) { Username = "reader" };
        var problem = (await Should.ThrowAsync<TrestleException>(
            () => RecordStore.ConnectAsync(other.ToString(), Time, Cancellation))).Problems.ShouldHaveSingleItem();
        problem.Found.ShouldStartWith("the record database cannot be used: the user lacks a right: permission denied");
    }

    [Fact]
    public async Task Projects_that_share_a_database_see_their_own_runs_and_documents_and_the_versions_of_all()
    {
        var (churn, fraud) = (await OpenAsync("churn"), await OpenAsync("fraud"));
        var run = await churn.StartRunAsync(Run, Cancellation);
        var unit = await churn.AddUnitAsync(run, 1, "ingest", "all", "key", "first time", UnitStatus.Running, Cancellation);
        var hash = ContentHash.Of("a"u8);
        await churn.EndUnitAsync(unit, UnitStatus.Finished, [new UnitArtifact("raw-table", hash, 1)], 1, null, Cancellation);
        await churn.RegisterVersionAsync("churn", hash, run, Cancellation);
        (await churn.Documents.PutAsync("deployment", "live", "{\"of\":1}", 0, null, Cancellation)).ShouldBeTrue();

        (await fraud.RunsAsync(10, Cancellation)).ShouldBeEmpty();
        (await fraud.RunAsync(run, Cancellation)).ShouldBeNull();
        (await fraud.LastKeyAsync("ingest", "all", Cancellation)).ShouldBeNull();
        (await fraud.HashesAsync(Cancellation)).ShouldBeEmpty();
        (await fraud.Documents.ListAsync("deployment", Cancellation)).ShouldBeEmpty();
        (await fraud.Documents.PutAsync("deployment", "live", "{\"of\":2}", 0, null, Cancellation)).ShouldBeTrue();
        (await fraud.Documents.DeleteAsync("deployment", "live", 1, null, Cancellation)).ShouldBeTrue();
        var other = await fraud.StartRunAsync(Run with { Project = "fraud" }, Cancellation);
        await fraud.RegisterVersionAsync("fraud", hash, other, Cancellation);

        (await churn.RunsAsync(10, Cancellation)).Select(known => known.Id).ShouldBe([run]);
        (await churn.LastKeyAsync("ingest", "all", Cancellation)).ShouldBe("key");
        (await churn.HashesAsync(Cancellation)).ShouldBe([hash]);
        (await churn.Documents.FindAsync("deployment", "live", Cancellation))!.Json.ShouldBe("{\"of\":1}");
        (await churn.Documents.ListEverywhereAsync("deployment", Cancellation)).Count.ShouldBe(1);
        (await fraud.AllVersionsAsync(Cancellation)).Select(version => (version.Model, version.Version))
            .ShouldBe([("churn", 1), ("fraud", 1)]);
    }

    [Fact]
    public async Task Documents_of_a_database_that_one_project_has_used_become_its_own()
    {
        await (await OpenAsync("churn")).StartRunAsync(Run, Cancellation);
        await ExecuteAsync("""
            DROP INDEX "IX_Documents_Project_Kind_Name";
            ALTER TABLE "Documents" DROP COLUMN "Project";
            CREATE UNIQUE INDEX "IX_Documents_Kind_Name" ON "Documents" ("Kind", "Name");
            INSERT INTO "Documents" ("Kind", "Name", "Revision", "Json", "At") VALUES ('key', 'ann', 3, '{}', 0);
            DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" LIKE '%ProjectDocuments';
            """);

        var churn = await OpenAsync("churn");
        (await churn.Documents.FindAsync("key", "ann", Cancellation))!.Revision.ShouldBe(3);
        (await (await OpenAsync("fraud")).Documents.FindAsync("key", "ann", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Documents_of_a_database_that_several_projects_have_used_are_seen_by_all_of_them()
    {
        await Open();
        await ExecuteAsync("""
            INSERT INTO "Documents" ("Project", "Kind", "Name", "Revision", "Json", "At") VALUES ('', 'key', 'ann', 3, '{}', 0)
            """);
        var churn = await OpenAsync("churn");
        (await churn.Documents.PutAsync("key", "ann", "{\"a\":1}", 3, null, Cancellation)).ShouldBeTrue();
        (await (await OpenAsync("fraud")).Documents.FindAsync("key", "ann", Cancellation))!.Revision.ShouldBe(4);
    }

    [Fact]
    public async Task A_call_waits_for_a_server_that_is_gone_for_a_while()
    {
        await using var own = await PostgresServer.StartAsync(Cancellation);
        var records = await RecordStore.ConnectAsync(await own.NewDatabaseAsync(Cancellation), Time, Cancellation);
        (await records.StartRunAsync(Run, Cancellation)).ShouldBe(1);

        await own.StopAsync();
        var waiting = records.StartRunAsync(Run, Cancellation);
        await Task.Delay(TimeSpan.FromSeconds(1), Cancellation);
        waiting.IsCompleted.ShouldBeFalse();
        await own.StartAgainAsync(Cancellation);
        var second = await waiting;

        // Numbers that a crashed server had set aside are skipped.
        second.ShouldBeGreaterThan(1);
        (await records.RunsAsync(10, Cancellation)).Select(run => run.Id).ShouldBe([second, 1]);
    }

    public ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return ValueTask.CompletedTask;
    }

    protected override Task<RecordStore> Open(string? checkpoint = null) =>
        RecordStore.ConnectAsync(connection, Time, Cancellation, checkpoint);

    private Task<RecordStore> OpenAsync(string project) => RecordStore.ConnectAsync(connection, Time, Cancellation, project: project);

    protected override async Task ExecuteAsync(string sql)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    protected override Task DropTriggersAsync() => ExecuteAsync("DROP TRIGGER audit_no_change ON \"Audit\"");
}
