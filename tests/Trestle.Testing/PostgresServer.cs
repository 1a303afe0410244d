namespace Trestle.Testing;

/// <summary>
/// A PostgreSQL server of the tests' own, in a temporary folder on a free port of this machine, started when it is first asked for.
/// To ask where PostgreSQL is not installed is an error.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly string Programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(Directory.Exists)
            .Order(StringComparer.Ordinal).LastOrDefault()
            ?? ""
        : "";

    /// <summary>Whether PostgreSQL is on this machine.</summary>
    public static bool IsInstalled => Programs.Length > 0;

    private readonly SemaphoreSlim once = new(1);
    private TempFolder? folder;
    private int port;
    private int databases;

    /// <summary>A server that is not shared.</summary>
    public static async Task<PostgresServer> StartAsync(CancellationToken cancellation)
    {
        var server = new PostgresServer();
        await server.EnsureAsync(cancellation);
        return server;
    }

    /// <summary>Makes a database, and gives the connection string to it.</summary>
    public async Task<string> NewDatabaseAsync(CancellationToken cancellation)
    {
        await EnsureAsync(cancellation);
        var name = $"test{Interlocked.Increment(ref databases)}";
        await RunAsync("createdb", cancellation, "-h", "127.0.0.1", "-p", $"{port}", "-U", "postgres", name);
        return $"Host=127.0.0.1;Port={port};Username=postgres;Database={name};Timeout=5";
    }

    /// <summary>Stops the server at once, as a crash would.</summary>
    public Task StopAsync() => ControlAsync("stop", CancellationToken.None, "-m", "immediate");

    /// <summary>Starts it again.</summary>
    public Task StartAgainAsync(CancellationToken cancellation) =>
        ControlAsync(
            "start", cancellation, "-w", "-l", folder!.At("log"), "-o",
            $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder.Path} -c fsync=off");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (folder is not null)
        {
            await StopAsync();
            folder.Dispose();
        }

        once.Dispose();
    }

    private async Task EnsureAsync(CancellationToken cancellation)
    {
        if (!IsInstalled)
        {
            throw new InvalidOperationException("PostgreSQL is not installed");
        }

        await once.WaitAsync(cancellation);
        try
        {
            if (folder is null)
            {
                var made = new TempFolder();
                port = LocalServers.FreePort();
                if (Environment.IsPrivilegedProcess)
                {
                    // The server refuses to run as root.
                    await LocalServers.RunAsync("chown", cancellation, "postgres", made.Path);
                }

                await RunAsync(
                    "initdb", cancellation, "-D", made.At("data"), "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8",
                    "--locale=C.UTF-8");
                folder = made;
                await StartAgainAsync(cancellation);
            }
        }
        finally
        {
            once.Release();
        }
    }

    private Task ControlAsync(string verb, CancellationToken cancellation, params string[] arguments) =>
        RunAsync("pg_ctl", cancellation, ["-D", folder!.At("data"), .. arguments, verb]);

    private static Task RunAsync(string program, CancellationToken cancellation, params string[] arguments)
    {
        var path = Path.Combine(Programs, program);
        return Environment.IsPrivilegedProcess
            ? LocalServers.RunAsync("setpriv", cancellation, ["--reuid=postgres", "--regid=postgres", "--init-groups", path, .. arguments])
            : LocalServers.RunAsync(path, cancellation, arguments);
    }
}
