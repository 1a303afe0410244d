using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Trestle.Testing;

/// <summary>
/// A MariaDB server of the tests' own, in a temporary folder on a free port of this machine, started when it is first asked for. To ask
/// where MariaDB is not installed is an error.
/// </summary>
public sealed class MariaDbServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly string? Server = new[] { "/usr/sbin/mariadbd", "/usr/bin/mariadbd" }.FirstOrDefault(File.Exists);

    /// <summary>Whether MariaDB is on this machine.</summary>
    public static bool IsInstalled => Server is not null;

    private readonly SemaphoreSlim once = new(1);
    private TempFolder? folder;
    private Process? process;

    /// <summary>The port, once it was started; its user is root, without a password.</summary>
    public int Port { get; private set; }

    /// <summary>Starts the server, unless it runs already.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (!IsInstalled)
        {
            throw new InvalidOperationException("MariaDB is not installed");
        }

        await once.WaitAsync(cancellation);
        try
        {
            if (process is not null)
            {
                return;
            }

            folder = new TempFolder();
            Port = LocalServers.FreePort();
            string[] own = Environment.IsPrivilegedProcess ? ["--user=root"] : [];
            using (var made = Process.Start(LocalServers.Quiet(
                "mariadb-install-db",
                ["--no-defaults", .. own, $"--datadir={folder.At("data")}", "--auth-root-authentication-method=normal"]))!)
            {
                await made.WaitForExitAsync(cancellation);
                if (made.ExitCode != 0)
                {
                    throw new InvalidOperationException($"mariadb-install-db ended with {made.ExitCode}");
                }
            }

            process = Process.Start(LocalServers.Quiet(
                Server!,
                [
                    "--no-defaults", .. own, $"--datadir={folder.At("data")}", $"--port={Port}", "--bind-address=127.0.0.1",
                    $"--socket={folder.At("socket")}", $"--pid-file={folder.At("pid")}", $"--log-error={folder.At("log")}",
                    "--innodb-flush-log-at-trx-commit=0",
                ]))!;
            await AnswersAsync(cancellation);
        }
        finally
        {
            once.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        folder?.Dispose();
        once.Dispose();
    }

    private async Task AnswersAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        while (!process!.HasExited)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, Port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(Pause, limit.Token);
            }
        }

        throw new InvalidOperationException($"mariadbd ended with {process.ExitCode}");
    }
}
