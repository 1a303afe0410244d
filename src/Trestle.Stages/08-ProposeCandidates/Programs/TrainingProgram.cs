namespace Trestle.Stages.ProposeCandidates.Programs;

/// <summary>A training program that has been built and can be run.</summary>
/// <param name="Source">What it was built from.</param>
/// <param name="Assembly">The file that <c>dotnet</c> runs.</param>
/// <param name="Limit">How long one run may take.</param>
internal sealed record TrainingProgram(ProgramSource Source, string Assembly, TimeSpan Limit)
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);

    /// <summary>Builds a program in an empty folder. No compiler server is used, as it would outlive the build.</summary>
    public static async Task<TrainingProgram> BuildAsync(
        ProgramSource source, string folder, TimeSpan limit, CancellationToken cancellation)
    {
        var code = Path.Combine(folder, "source");
        var built = Path.Combine(folder, "built");
        source.Unpack(code);
        string[] build =
        [
            "build", Path.Combine(code, source.Project), "-c", "Release", "-o", built, "-nologo", "-v", "quiet", "-nodeReuse:false",
            "-p:UseSharedCompilation=false",
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
            ? new TrainingProgram(source, $"{only[..^Ending.Length]}.dll", limit)
            : throw new TrestleException(ProgramErrors.BuildFailed(source.Name, "the project does not build an executable program"));
    }

    /// <summary>Runs the program in a folder; an exit code other than 0 is an error with what it printed.</summary>
    public async Task RunAsync(IReadOnlyList<string> arguments, string folder, CancellationToken cancellation)
    {
        var ended = await ChildProcess.RunAsync([Assembly, .. arguments], folder, Limit, cancellation)
            ?? throw new TrestleException(ProgramErrors.TooSlow(Source.Name, arguments[0], Limit));
        if (ended.ExitCode != 0)
        {
            throw new TrestleException(ProgramErrors.Failed(Source.Name, arguments[0], ended.ExitCode, ended.Output));
        }
    }
}
