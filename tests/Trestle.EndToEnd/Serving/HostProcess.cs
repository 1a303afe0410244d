using System.Diagnostics;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>The scoring host as a process of its own; killed at the end if it still runs.</summary>
internal sealed class HostProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process process;

    private HostProcess(Process process) => this.process = process;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts it.</summary>
    public static HostProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Trestle.Serving.dll"));
        Array.ForEach(arguments, start.ArgumentList.Add);
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>Where it says that it listens.</summary>
    public async Task<Uri> AddressAsync()
    {
        var line = await process.StandardOutput.ReadLineAsync(Cancellation).AsTask().WaitAsync(Limit, Cancellation);
        line.ShouldNotBeNull(process.HasExited ? await process.StandardError.ReadToEndAsync(Cancellation) : "");
        line.ShouldStartWith("listening on http://127.0.0.1:");
        return new Uri(line["listening on ".Length..]);
    }

    /// <summary>Sends it a signal, such as TERM.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{process.Id}"]);
        await kill.WaitForExitAsync(Cancellation);
    }

    /// <summary>Waits until it has ended.</summary>
    public async Task<Ended> EndAsync()
    {
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation).WaitAsync(Limit, Cancellation);
        return new Ended(process.ExitCode, await output, await error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
