using System.ComponentModel;

namespace Trestle.Stages.ProposeCandidates.Programs;

/// <summary>A training program that can be run.</summary>
/// <param name="Source">What it was made from.</param>
/// <param name="Command">What is run, before the arguments of a fit.</param>
/// <param name="Limit">How long one run may take.</param>
internal sealed record TrainingProgram(ProgramSource Source, IReadOnlyList<string> Command, TimeSpan Limit)
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);

    /// <summary>Writes a program's files into an empty folder, and builds it there unless it has a command.</summary>
    public static async Task<TrainingProgram> MakeAsync(
        ProgramSource source, string folder, TimeSpan limit, CancellationToken cancellation)
    {
        var code = Path.Combine(folder, "source");
        source.Unpack(code);
        return source.Command is { } command
            ? new TrainingProgram(source, Resolved(command, code), limit)
            : await BuildAsync(source, code, Path.Combine(folder, "built"), limit, cancellation);
    }

    /// <summary>The command with the paths of the files that it names; the first is made executable.</summary>
    private static string[] Resolved(IReadOnlyList<string> command, string code)
    {
        string[] found = [.. command.Select(part => File.Exists(Path.Combine(code, part)) ? Path.GetFullPath(part, code) : part)];
        if (found[0] != command[0] && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(found[0], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return found;
    }

    /// <summary>Builds a project. No compiler server is used, as it would outlive the build.</summary>
    private static async Task<TrainingProgram> BuildAsync(
        ProgramSource source, string code, string built, TimeSpan limit, CancellationToken cancellation)
    {
        string[] build =
        [
            ChildProcess.Dotnet, "build", Path.Combine(code, source.Project), "-c", "Release", "-o", built, "-nologo", "-v", "quiet",
            "-nodeReuse:false", "-p:UseSharedCompilation=false",
        ];
        var ended = await ChildProcess.RunAsync(build, code, BuildLimit, cancellation)
            ?? throw new TrestleException(ProgramErrors.TooSlow(source.Name, "dotnet build", BuildLimit));
        if (ended.ExitCode != 0)
        {
            throw new TrestleException(
                ProgramErrors.BuildFailed(
                    source.Name, ended.Output.Replace(code + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)));
        }

        const string Ending = ".runtimeconfig.json";
        return Directory.GetFiles(built, $"*{Ending}") is [var only]
            ? new TrainingProgram(source, [ChildProcess.Dotnet, $"{only[..^Ending.Length]}.dll"], limit)
            : throw new TrestleException(ProgramErrors.BuildFailed(source.Name, "the project does not build an executable program"));
    }

    /// <summary>Runs the program in a folder; an exit code other than 0 is an error with what it printed.</summary>
    public async Task RunAsync(IReadOnlyList<string> arguments, string folder, CancellationToken cancellation)
    {
        var ended = await StartAsync([.. Command, .. arguments], folder, cancellation)
            ?? throw new TrestleException(ProgramErrors.TooSlow(Source.Name, arguments[0], Limit));
        if (ended.ExitCode != 0)
        {
            throw new TrestleException(ProgramErrors.Failed(Source.Name, arguments[0], ended.ExitCode, ended.Output));
        }
    }

    private async Task<Ended?> StartAsync(IReadOnlyList<string> command, string folder, CancellationToken cancellation)
    {
        try
        {
            return await ChildProcess.RunAsync(command, folder, Limit, cancellation);
        }
        catch (Win32Exception missing)
        {
            throw new TrestleException(ProgramErrors.NotStarted(Source.Name, command[0]), inner: missing);
        }
    }
}
