using System.Diagnostics;

using Trestle.Storage.Files;

namespace Trestle.Stages.Deploy.Hosts;

/// <summary>How a scoring host is started.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments without the port.</param>
/// <param name="Port">The port; 0 for any that is free.</param>
public sealed record HostCommand(string Program, IReadOnlyList<string> Arguments, int Port);

/// <summary>
/// Keeps one scoring host running: starts it, logs its output and restarts it when it ends, with doubling pauses. It runs in its own
/// process. When that one dies the host continues, and the next supervisor adopts it.
/// </summary>
public sealed class HostSupervisor(HostFiles files, HostCommand command, TimeProvider clock)
{
    private const string Announcement = "listening on ";
    private const long LogBytes = 10_000_000;
    private const int LogsKept = 3;
    private const int LastLines = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly RotatingLog log = new(files.Log, LogBytes, LogsKept, clock);
    private readonly Queue<string> said = [];
    private HostState state = HostState.None;

    /// <summary>
    /// Supervises until it is told to stop; <paramref name="begun"/> is called when it starts. Returns false at once when another
    /// supervisor is already there.
    /// is there already.
    /// </summary>
    public async Task<bool> RunAsync(Action begun, CancellationToken cancellation)
    {
        using var own = FileLock.TryTake(files.SupervisorLock);
        if (own is null)
        {
            return false;
        }

        state = files.Read();
        begun();
        while (!File.Exists(files.Stop))
        {
            var from = clock.GetTimestamp();
            using var host = Adopt() ?? Start();
            await UntilEndOrStopAsync(host, cancellation);
            if (!File.Exists(files.Stop))
            {
                await FailedAsync(host, clock.GetElapsedTime(from), cancellation);
            }
        }

        Tell(state with { Host = null, Failures = 0 });
        File.Delete(files.Stop);
        return true;
    }

    /// <summary>How long to wait before the next start, after this many failures in a row.</summary>
    public static TimeSpan Pause(int failures) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Clamp(failures - 1, 0, 20)));

    /// <summary>The host of an earlier supervisor, if it still runs.</summary>
    private Process? Adopt()
    {
        var found = state.Host?.Find();
        if (found is not null)
        {
            log.Write($"supervisor: adopted host {found.Id}");
        }

        return found;
    }

    private Process Start()
    {
        said.Clear();
        var start = new ProcessStartInfo(command.Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in command.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add("--port");
        start.ArgumentList.Add($"{(state.Port > 0 ? state.Port : command.Port)}");
        var process = Process.Start(start) ?? throw new TrestleException(HostErrors.NoProgram(command.Program));
        process.StandardInput.Close();
        Tell(state with { Host = ProcessIdentity.Of(process) });
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Takes in a line that the host prints; the first one says where it listens.</summary>
    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        log.Write(line);
        lock (said)
        {
            said.Enqueue(line);
            if (said.Count > LastLines)
            {
                said.Dequeue();
            }
        }

        if (line.StartsWith(Announcement, StringComparison.Ordinal)
            && Uri.TryCreate(line[Announcement.Length..].Trim(), UriKind.Absolute, out var address))
        {
            Tell(state with { Port = address.Port, Address = address.ToString() });
        }
    }

    private async Task UntilEndOrStopAsync(Process host, CancellationToken cancellation)
    {
        var identity = state.Host;
        while (identity?.IsAlive() == true)
        {
            if (File.Exists(files.Stop))
            {
                await EndAsync(host, identity);
                return;
            }

            await Task.Delay(Look, clock, cancellation);
        }
    }

    private async Task EndAsync(Process host, ProcessIdentity identity)
    {
        log.Write("supervisor: telling the host to end");
        Posix.AskToEnd(host);
        var from = clock.GetTimestamp();
        while (identity.IsAlive() && clock.GetElapsedTime(from) < Grace)
        {
            await Task.Delay(Look, clock);
        }

        if (identity.IsAlive())
        {
            host.Kill();
        }
    }

    /// <summary>Logs how the host ended, and waits before the next start.</summary>
    private async Task FailedAsync(Process host, TimeSpan ran, CancellationToken cancellation)
    {
        var failures = ran >= Healthy ? 1 : state.Failures + 1;
        var pause = Pause(failures);
        var how = await HowItEndedAsync(host);
        Tell(state with { Host = null, Restarts = state.Restarts + 1, Failures = failures, LastFailure = how });
        log.Write($"supervisor: the host ended: {how}; it restarts in {pause.TotalSeconds:0.##} s");
        var from = clock.GetTimestamp();
        while (clock.GetElapsedTime(from) < pause && !File.Exists(files.Stop))
        {
            await Task.Delay(pause < Look ? pause : Look, clock, cancellation);
        }
    }

    private async Task<string> HowItEndedAsync(Process host)
    {
        string code;
        try
        {
            // Also waits for its last output, unless a child of its own keeps the pipe open.
            await Task.WhenAny(host.WaitForExitAsync(), Task.Delay(LastWords, clock));
            code = $"code {host.ExitCode}";
        }
        catch (InvalidOperationException)
        {
            // Only a parent learns the exit code, and this host was adopted.
            code = "it was gone";
        }

        lock (said)
        {
            return said.Count > 0 ? $"{code}: {string.Join(" | ", said)}" : code;
        }
    }

    private void Tell(HostState next)
    {
        lock (files)
        {
            state = next;
            files.Write(next);
        }
    }
}
