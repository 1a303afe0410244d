using System.ComponentModel;
using System.Diagnostics;

namespace Trestle.Stages.Deploy.Targets;

/// <summary>The command line of podman or docker, which are alike in everything used here.</summary>
internal sealed class ContainerEngine(string program)
{
    private static readonly string[] Known = ["podman", "docker"];

    /// <summary>The configured engine, or the first one found; error TR1829 when there is none.</summary>
    public static ContainerEngine Find(string asked)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var found = (asked == "auto" ? Known : [asked])
            .FirstOrDefault(name => File.Exists(name) || folders.Any(folder => File.Exists(Path.Combine(folder, name))));
        return new ContainerEngine(found ?? throw new TrestleException(TargetErrors.NoEngine(asked)));
    }

    /// <summary>Whether it is podman, which maps the users of containers that nobody started as root.</summary>
    public bool IsPodman => Path.GetFileNameWithoutExtension(program) != "docker";

    /// <summary>Runs a command; error TR1830 when it fails.</summary>
    public async Task<string> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        var (code, output, error) = await TryAsync(cancellation, arguments);
        return code == 0
            ? output.Trim()
            : throw new TrestleException(TargetErrors.EngineFailed($"{program} {arguments[0]}", error.Trim()), ExitCode.Refused);
    }

    /// <summary>Runs a command that may fail.</summary>
    public async Task<(int Code, string Output, string Error)> TryAsync(CancellationToken cancellation, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Array.ForEach(arguments, start.ArgumentList.Add);
        try
        {
            using var process = Process.Start(start) ?? throw new TrestleException(TargetErrors.NoEngine(program));
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output, await error);
        }
        catch (Win32Exception e)
        {
            throw new TrestleException(TargetErrors.NoEngine(program), ExitCode.Mistake, e);
        }
    }
}
