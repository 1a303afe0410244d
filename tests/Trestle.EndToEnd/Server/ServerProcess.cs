using System.Diagnostics;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd.Server;

/// <summary><c>trestle up</c> as a process of its own, on a port that is free.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<string> output = [];
    private bool gone;

    private ServerProcess(Process process) => this.process = process;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Where the first session is opened, once.</summary>
    public Uri SignIn { get; private set; } = new("http://127.0.0.1");

    /// <summary>All that was printed so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return string.Join('\n', output);
            }
        }
    }

    /// <summary>Starts it, and returns when it listens.</summary>
    public static async Task<ServerProcess> StartAsync(string folder, params string[] options)
    {
        var server = new ServerProcess(TrestleProgram.Start(["up", folder, "--port", "0", .. options]));
        var listening = new TaskCompletionSource();
        void Take(object sender, DataReceivedEventArgs line)
        {
            lock (server.output)
            {
                server.output.Add(line.Data ?? "");
            }

            if (line.Data?.Split(' ').FirstOrDefault(word => word.Contains("/start?token=", StringComparison.Ordinal)) is { } address)
            {
                server.SignIn = new Uri(address);
                server.Address = new Uri(server.SignIn.GetLeftPart(UriPartial.Authority));
                listening.TrySetResult();
            }
        }

        server.process.OutputDataReceived += Take;
        server.process.ErrorDataReceived += Take;
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        await Task.WhenAny(listening.Task, server.process.WaitForExitAsync(TestContext.Current.CancellationToken));
        listening.Task.IsCompleted.ShouldBeTrue(server.Output);
        return server;
    }

    /// <summary>Ends the command line without a word, as kill -9 does; the server must notice.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: false);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Kills the server too, at once.</summary>
    public async Task KillAllAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (gone)
        {
            return;
        }

        gone = true;
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }
}
