using System.ComponentModel;
using System.Diagnostics;
using System.Text;

using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Programs;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.Ingest;

/// <summary>
/// A program of the user's, in any language, that prints a table. What it prints is kept in a file first, and then read like one. It runs
/// with the rights and the environment of Trestle; only the program knows whether its rows have changed, so it is run every time.
/// </summary>
internal sealed class ProgramConnector : IConnector
{
    private static readonly TimeSpan UsualLimit = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public string Name => "program";

    /// <inheritdoc/>
    public bool Takes(SourceSettings settings) => settings.Program.Count > 0;

    /// <inheritdoc/>
    public string Version(SourceRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return UnknownVersion.New();
    }

    /// <inheritdoc/>
    public SourceRead Read(SourceRequest request, CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(Path.Combine(request.Temporary, $"{Guid.NewGuid():N}"));
        var file = Path.Combine(folder.FullName, "output");
        RunAsync(request, file, cancellation).GetAwaiter().GetResult();
        return LocalFiles.Read(request, [new LocalFile(file, request.Settings.Program[0])], cancellation);
    }

    private static async Task RunAsync(SourceRequest request, string file, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var (program, limit, size) = (
            request.Settings.Program[0], request.Settings.Timeout ?? UsualLimit, request.Settings.SizeLimit);
        using var process = Start(request);
        var errors = new LastLines();
        process.ErrorDataReceived += (_, line) => errors.Add(line.Data);
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        var ended = await Children.EndsAsync(
            process,
            async token =>
            {
                if (!await CopyAsync(process.StandardOutput.BaseStream, file, size.Bytes, token))
                {
                    throw new TrestleException(ConnectorErrors.ProgramStopped(program, $"it printed more than {size}", request.Where));
                }
            },
            limit, cancellation);
        if (!ended)
        {
            throw new TrestleException(
                ConnectorErrors.ProgramStopped(program, $"it took longer than {Format.Took(limit)}", request.Where));
        }

        if (process.ExitCode != 0)
        {
            throw new TrestleException(ConnectorErrors.ProgramFailed(program, process.ExitCode, errors.ToString(), request.Where));
        }
    }

    private static Process Start(SourceRequest request)
    {
        var program = request.Settings.Program[0];
        var path = program.Contains('/') ? Path.GetFullPath(Path.Combine(request.Folder, program)) : program;
        try
        {
            return Process.Start(new ProcessStartInfo(path, request.Settings.Program.Skip(1))
            {
                WorkingDirectory = request.Folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardErrorEncoding = Encoding.UTF8,
            })!;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or ArgumentException)
        {
            throw new TrestleException(ConnectorErrors.NotStarted(program, e.Message, request.Where), inner: e);
        }
    }

    /// <summary>Copies what a program prints; false when it is more than the limit; reading stops there.</summary>
    private static async Task<bool> CopyAsync(Stream output, string file, long limit, CancellationToken cancellation)
    {
        await using var to = File.Create(file);
        var buffer = new byte[1 << 16];
        for (var left = limit; await output.ReadAsync(buffer, cancellation) is > 0 and var read; left -= read)
        {
            if (read > left)
            {
                return false;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return true;
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
