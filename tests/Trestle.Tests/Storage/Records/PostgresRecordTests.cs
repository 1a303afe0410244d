using System.Net;
using System.Net.Sockets;

using Npgsql;

using Shouldly;

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

    protected override Task<RecordStore> Open() => RecordStore.ConnectAsync(connection, Time, Cancellation);

    protected override async Task ExecuteAsync(string sql)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    protected override Task DropTriggersAsync() => ExecuteAsync("DROP TRIGGER audit_no_change ON \"Audit\"");
}
