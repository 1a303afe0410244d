using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Trestle.Stages.Kernel.Programs;

/// <summary>How a program of the user's ended.</summary>
/// <param name="ExitCode">Its exit code; null when it was ended because the time was over.</param>
/// <param name="LastLines">The last lines of its error stream.</param>
internal sealed record ProgramEnd(int? ExitCode, string LastLines);

/// <summary>A program cannot be started.</summary>
internal sealed class NotStartedException(string message, Exception inner) : Exception(message, inner);

/// <summary>Runs a program of the user's, in any language, with the rights and the environment of Trestle.</summary>
/// <param name="command">The program with its arguments; one with a slash in it is a path relative to the folder.</param>
/// <param name="folder">The folder that it runs in.</param>
internal sealed class UserProgram(IReadOnlyList<string> command, string folder)
{
    /// <summary>Runs it. A <see cref="NotStartedException"/> when it cannot be started.</summary>
    /// <param name="input">Writes its input; null for none.</param>
    /// <param name="output">Reads its output.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ProgramEnd> RunAsync(
        Func<Stream, CancellationToken, Task>? input, Func<Stream, CancellationToken, Task> output, TimeSpan limit,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var process = Start();
        var errors = new LastLines();
        process.ErrorDataReceived += (_, line) => errors.Add(line.Data);
        process.BeginErrorReadLine();
        if (input is null)
        {
            process.StandardInput.Close();
        }

        var writing = Task.CompletedTask;
        try
        {
            var ended = await Children.EndsAsync(
                process,
                async token =>
                {
                    // On the side: a pipe that is full holds up its writer, and a program may print before it has read everything.
                    writing = input is null ? writing : Task.Run(() => WriteAsync(process, input, token), CancellationToken.None);
                    await output(process.StandardOutput.BaseStream, token);
                    await writing.WaitAsync(token);
                },
                limit, cancellation);
            return new ProgramEnd(ended ? process.ExitCode : null, errors.ToString());
        }
        finally
        {
            // The program is gone, so that nothing holds the writer up any more; what it threw was thrown above.
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task WriteAsync(Process process, Func<Stream, CancellationToken, Task> input, CancellationToken cancellation)
    {
        try
        {
            await using var stream = process.StandardInput.BaseStream;
            await input(stream, cancellation);
        }
        catch (IOException)
        {
            // It closed its input before the end; its exit code tells whether that is an error.
        }
    }

    private Process Start()
    {
        try
        {
            var path = command[0].Contains('/') ? Path.GetFullPath(Path.Combine(folder, command[0])) : command[0];
            return Process.Start(new ProcessStartInfo(path, command.Skip(1))
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardErrorEncoding = Encoding.UTF8,
            })!;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or ArgumentException)
        {
            throw new NotStartedException(e.Message, e);
        }
    }

    /// <summary>The last lines that a program wrote to its error stream.</summary>
    private sealed class LastLines
    {
        private const int Most = 5;
        private const int Longest = 300;

        private readonly Queue<string> lines = [];

        public void Add(string? line)
        {
            lock (lines)
            {
                if (!string.IsNullOrWhiteSpace(line))
                {
                    lines.Enqueue(line.Length <= Longest ? line : line[..Longest] + "…");
                }

                if (lines.Count > Most)
                {
                    lines.Dequeue();
                }
            }
        }

        public override string ToString()
        {
            lock (lines)
            {
                return string.Join(" | ", lines);
            }
        }
    }
}
