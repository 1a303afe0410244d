using System.Diagnostics;

using Trestle.Storage.Files;

namespace Trestle.Stages.Deploy.Hosts;

/// <summary>How a scoring host is started.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments without the port.</param>
/// <param name="Address">The address on which it listens.</param>
/// <param name="Port">The port; 0 for the one that it had before, else for any that is free.</param>
public sealed record HostCommand(string Program, IReadOnlyList<string> Arguments, string Address, int Port)
{
    /// <summary>Whether a second host stands by.</summary>
    public bool Standby { get; init; }
}

/// <summary>
/// Keeps one scoring host running: starts it, logs its output and restarts it when it ends: at once, then with doubling pauses; or lets
/// the one that stands by take over. It gives up when the host cannot get its port. It runs in its own process. When that one dies the
/// host continues, and the next supervisor adopts it.
/// </summary>
public sealed class HostSupervisor(HostFiles files, HostCommand command, TimeProvider clock)
{
    private const string Announcement = "listening on ";
    private const string NoPort = "TR1902";
    private const long LogBytes = 10_000_000;
    private const int LogsKept = 3;
    private const int LastLines = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly RotatingLog log = new(files.Log, LogBytes, LogsKept, clock);
    private readonly Queue<string> said = [];
    private HostState state = HostState.None;
    private StandbyHost? standby;

    /// <summary>
    /// Supervises until it is told to stop, or gives up; <paramref name="begun"/> is called when it starts. Returns false at once when
    /// another supervisor is already there.
    /// </summary>
    public async Task<bool> RunAsync(Action begun, CancellationToken cancellation)
    {
        using var own = FileLock.TryTake(files.SupervisorLock);
        if (own is null)
        {
            return false;
        }

        Tell(files.Read() with { GaveUp = null });
        begun();
        try
        {
            while (!File.Exists(files.Stop) && state.GaveUp is null)
            {
                await SuperviseAsync(cancellation);
            }
        }
        finally
        {
            standby?.End();
        }

        Tell(state with { Host = null, Failures = state.GaveUp is null ? 0 : state.Failures });
        File.Delete(files.Stop);
        return true;
    }

    /// <summary>How long to wait before the next start, after this many failures in a row.</summary>
    public static TimeSpan Pause(int failures) => failures <= 1
        ? TimeSpan.Zero
        : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Clamp(failures - 1, 0, 20)));

    /// <summary>One host, from its start to its end.</summary>
    private async Task SuperviseAsync(CancellationToken cancellation)
    {
        var from = clock.GetTimestamp();
        using var host = Adopt() ?? TakeOver() ?? Start(standsBy: false);
        await UntilEndOrStopAsync(host, cancellation);
        if (!File.Exists(files.Stop))
        {
            await FailedAsync(host, clock.GetElapsedTime(from), cancellation);
        }
    }

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

    /// <summary>The host that stands by, told to listen; null when there is none.</summary>
    private Process? TakeOver()
    {
        if (standby is not { } waiting)
        {
            return null;
        }

        standby = null;
        if (waiting.TakeOver() is not { } host)
        {
            return null;
        }

        log.Write($"supervisor: host {host.Id} takes over");
        Tell(state with { Host = ProcessIdentity.Of(host) });
        return host;
    }

    private Process Start(bool standsBy)
    {
        lock (said)
        {
            said.Clear();
        }

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
        start.ArgumentList.Add($"{(command.Port > 0 ? command.Port : state.Port)}");
        if (standsBy)
        {
            start.ArgumentList.Add("--standby");
            start.ArgumentList.Add("yes");
        }

        var process = Process.Start(start) ?? throw new TrestleException(HostErrors.NoProgram(command.Program));
        if (!standsBy)
        {
            process.StandardInput.Close();
            Tell(state with { Host = ProcessIdentity.Of(process) });
        }

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
        var (ended, began) = (host.WaitForExitAsync(CancellationToken.None), clock.GetTimestamp());
        while (identity?.IsAlive() == true)
        {
            if (File.Exists(files.Stop))
            {
                await EndAsync(host, identity);
                return;
            }

            KeepStandby(clock.GetElapsedTime(began));
            await Task.WhenAny(ended, Task.Delay(Look, clock, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Starts the host that stands by once the other one answers; one that ended is replaced after a pause.</summary>
    private void KeepStandby(TimeSpan ran)
    {
        if (!command.Standby || state.Address is null || ran < Settled || standby?.IsAlive == true)
        {
            return;
        }

        if (standby is { } gone && clock.GetElapsedTime(gone.Since) < LongestPause)
        {
            return;
        }

        standby?.End();
        standby = new StandbyHost(Start(standsBy: true), clock.GetTimestamp());
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
        var how = await HowItEndedAsync(host);
        var gaveUp = failures >= HostState.Loop && how.Contains(NoPort, StringComparison.Ordinal)
            ? await WithoutPortAsync(cancellation)
            : null;
        Tell(state with { Host = null, Restarts = state.Restarts + 1, Failures = failures, LastFailure = how, GaveUp = gaveUp });
        if (gaveUp is not null)
        {
            log.Write($"supervisor: gives up: {gaveUp}");
            return;
        }

        var pause = standby?.IsAlive == true ? TimeSpan.Zero : Pause(failures);
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

    private async Task<string> WithoutPortAsync(CancellationToken cancellation)
    {
        var port = command.Port > 0 ? command.Port : state.Port;
        return HostErrors.PortTaken(command.Address, port, await HostPort.HolderAsync(files, command.Address, port, cancellation)).Found;
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
