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
        var (program, limit, size) = (
            request.Settings.Program[0], request.Settings.Timeout ?? UsualLimit, request.Settings.SizeLimit);
        try
        {
            var end = await new UserProgram(request.Settings.Program, request.Folder).RunAsync(
                input: null,
                async (output, token) =>
                {
                    if (!await CopyAsync(output, file, size.Bytes, token))
                    {
                        throw new TrestleException(ConnectorErrors.ProgramStopped(program, $"it printed more than {size}", request.Where));
                    }
                },
                limit, cancellation);
            if (end.ExitCode is null)
            {
                throw new TrestleException(
                    ConnectorErrors.ProgramStopped(program, $"it took longer than {Format.Took(limit)}", request.Where));
            }

            if (end.ExitCode != 0)
            {
                throw new TrestleException(ConnectorErrors.ProgramFailed(program, end.ExitCode.Value, end.LastLines, request.Where));
            }
        }
        catch (NotStartedException e)
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
}
