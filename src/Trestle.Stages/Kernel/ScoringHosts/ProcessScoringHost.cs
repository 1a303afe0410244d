using System.Diagnostics;
using System.Text;

namespace Trestle.Stages.Kernel.ScoringHosts;

/// <summary>Starts the scoring host that Trestle ships, as a separate process on this machine.</summary>
/// <param name="program">The host's assembly, <c>Trestle.Serving.dll</c>.</param>
/// <param name="clock">For the time limit of the start.</param>
public sealed class ProcessScoringHost(string program, TimeProvider clock) : IScoringHost
{
    private const string Announcement = "listening on ";

    /// <summary>Most time until it answers.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async Task<RunningHost> StartAsync(
        string package, string address, int port, RequestPolicy policy, string? security, CancellationToken cancellation)
    {
        if (!File.Exists(program))
        {
            throw new TrestleException(HostingErrors.NoHost(program));
        }

        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            // Its input ends when this process does, however that happens, and then so does the host.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { program, "--package", package, "--host", address, "--port", port.ToString(), "--until-input-ends", "yes" },
        };
        foreach (var option in security is null ? policy.ToOptions() : [.. policy.ToOptions(), "--security", security])
        {
            start.ArgumentList.Add(option);
        }

        var process = Process.Start(start) ?? throw new TrestleException(HostingErrors.DidNotStart("the process could not be started"));
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        try
        {
            using var limit = new CancellationTokenSource(StartLimit, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
            while (await process.StandardOutput.ReadLineAsync(either.Token) is { } line)
            {
                if (line.StartsWith(Announcement, StringComparison.Ordinal))
                {
                    return new RunningHost(process, new Uri(line[Announcement.Length..].Trim()));
                }
            }

            await process.WaitForExitAsync(either.Token);
            throw new TrestleException(HostingErrors.DidNotStart(errors.ToString().Trim()));
        }
        catch (Exception e)
        {
            await new RunningHost(process, new Uri("http://127.0.0.1")).DisposeAsync();
            throw e is OperationCanceledException && !cancellation.IsCancellationRequested
                ? new TrestleException(HostingErrors.TooSlow(StartLimit), ExitCode.Mistake, e)
                : e;
        }
    }
}
