using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Trestle.Testing;

/// <summary>What tests that start a real server on this machine need.</summary>
public static class LocalServers
{
    private static int last = Random.Shared.Next(10_000, 18_000);

    /// <summary>How to start a program. What it prints goes nowhere: a server that was started keeps the pipe open.</summary>
    public static ProcessStartInfo Quiet(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "exec \"$@\" >/dev/null 2>&1", "sh", program } };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>Runs a program to its end; one that fails is an <see cref="InvalidOperationException"/>.</summary>
    public static async Task RunAsync(string program, CancellationToken cancellation, params string[] arguments)
    {
        using var process = Process.Start(Quiet(program, arguments))!;
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
        }
    }

    /// <summary>
    /// A port of this machine that nobody listens on, another one with each call. One that the system chooses could be given to an
    /// outgoing connection before the server starts, or while it is started again.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Interlocked.Increment(ref last));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }
}
