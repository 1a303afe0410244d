using MySqlConnector;

using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Ingest;

/// <summary>Growing tables of a real MariaDB server.</summary>
public sealed class GrowingMariaDbTests(MariaDbServer server) : GrowingDatabaseTest, IAsyncLifetime
{
    private readonly string database = $"test_{Guid.NewGuid():N}";

    protected override int Port => server.Port;

    protected override string Moments => "TIMESTAMP(6)";

    protected override string PlainMoments => "DATETIME(6)";

    protected override string SinglePrecision => "FLOAT";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(!MariaDbServer.IsInstalled && Environment.GetEnvironmentVariable("CI") is null or "", "MariaDB is not installed");
        await server.StartAsync(TestContext.Current.CancellationToken);
        Run($"CREATE DATABASE {database} CHARACTER SET utf8mb4", "");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override string Address(int port) => $"mysql://root@127.0.0.1:{port}/{database}?ssl-mode=none";

    protected override string Moment(DateTime utc) => FormattableString.Invariant(
        $"'{utc.AddHours(2):yyyy-MM-dd HH:mm:ss.ffffff}'");

    protected override void Run(string sql) => Run($"SET time_zone = '+02:00'; {sql}", database);

    private void Run(string sql, string within)
    {
        using var open = new MySqlConnection($"Server=127.0.0.1;Port={server.Port};User ID=root;Database={within};Pooling=false");
        open.Open();
        using var command = new MySqlCommand(sql, open);
        command.ExecuteNonQuery();
    }
}
