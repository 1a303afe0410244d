using Npgsql;

using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Ingest;

/// <summary>Growing tables of a real PostgreSQL server.</summary>
public sealed class GrowingPostgresTests(PostgresServer server) : GrowingDatabaseTest, IAsyncLifetime
{
    private NpgsqlConnectionStringBuilder connection = [];

    protected override int Port => connection.Port;

    protected override string Moments => "TIMESTAMPTZ";

    protected override string PlainMoments => "TIMESTAMP";

    protected override string SinglePrecision => "REAL";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(
            !PostgresServer.IsInstalled && Environment.GetEnvironmentVariable("CI") is null or "", "PostgreSQL is not installed");
        connection = new NpgsqlConnectionStringBuilder(await server.NewDatabaseAsync(TestContext.Current.CancellationToken));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override string Address(int port) =>
        $"postgres://{connection.Username}@127.0.0.1:{port}/{connection.Database}?sslmode=disable";

    protected override string Moment(DateTime utc) => FormattableString.Invariant(
        $"'{utc:yyyy-MM-dd HH:mm:ss.ffffff}+00'");

    protected override void Run(string sql)
    {
        using var open = new NpgsqlConnection(connection.ConnectionString + ";Pooling=false;Timezone=Europe/Helsinki");
        open.Open();
        using var command = new NpgsqlCommand(sql, open);
        command.ExecuteNonQuery();
    }
}
