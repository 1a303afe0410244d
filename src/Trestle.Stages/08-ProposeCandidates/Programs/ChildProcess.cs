using System.ComponentModel;
using System.Diagnostics;
using System.Text;

using Trestle.Stages.Kernel.Programs;

namespace Trestle.Stages.ProposeCandidates.Programs;

/// <summary>How a process ended, and what it printed.</summary>
internal sealed record Ended(int ExitCode, string Output);

/// <summary>Runs a command as a child process, which is killed at its time limit or when the caller ends.</summary>
internal static class ChildProcess
{
    /// <summary>The <c>dotnet</c> that runs this program, else that of the path.</summary>
    public static string Dotnet { get; } =
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    /// <summary>
    /// Runs a command, a program and its arguments; null when it was killed at the time limit. A program that cannot be started gives a
    /// <see cref="Win32Exception"/>.
    /// </summary>
    public static async Task<Ended?> RunAsync(
        IReadOnlyList<string> command, string folder, TimeSpan limit, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            Environment = { ["DOTNET_NOLOGO"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("the process could not be started");
        process.StandardInput.Close();
        var output = new StringBuilder();
        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!await Children.EndsAsync(process, _ => Task.CompletedTask, limit, cancellation))
        {
            return null;
        }

        lock (output)
        {
            return new Ended(process.ExitCode, output.ToString());
        }

        void Take(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        }
    }
}
