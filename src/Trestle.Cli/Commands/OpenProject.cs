using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Records;

namespace Trestle.Cli.Commands;

/// <summary>A project that a command works on, with its records.</summary>
/// <param name="Project">The project.</param>
/// <param name="Records">The records of its runs and models.</param>
/// <param name="Typed">The folder as it was typed.</param>
internal sealed record OpenProject(Project Project, RecordStore Records, string Typed)
{
    /// <summary>Opens the project of a command, and shows what its author should know about the configuration.</summary>
    public static async Task<OpenProject> AtAsync(string folder, Terminal terminal, CancellationToken cancellation)
    {
        var open = await AtAsync(folder, terminal.Clock, cancellation);
        terminal.Notice(open.Project.Notices);
        return open;
    }

    /// <summary>Opens the project in a folder.</summary>
    public static async Task<OpenProject> AtAsync(string folder, TimeProvider clock, CancellationToken cancellation)
    {
        var project = Project.Open(folder);
        return new OpenProject(project, await project.OpenRecordsAsync(clock, cancellation), folder);
    }

    /// <summary>
    /// Splits the arguments into the project folder and the rest. Without a project folder it is the current folder. A folder that
    /// comes last is found where it is a project and the first argument is none.
    /// </summary>
    public static (string Folder, string[] Names) Split(string[] typed, int rest) => typed.Length > rest
        ? IsProject(typed[0]) || !IsProject(typed[^1]) ? (typed[0], typed[1..]) : (typed[^1], typed[..^1])
        : typed is [var only] && IsProject(only) ? (only, []) : (".", typed);

    /// <summary>Whether a folder (or file) is a project.</summary>
    public static bool IsProject(string place) =>
        File.Exists(Path.Combine(place, Project.FileName)) || (File.Exists(place) && place.EndsWith(".yaml", StringComparison.Ordinal));

    /// <summary>A command on this project, ready to type.</summary>
    public string Type(string verb, string rest = "") => Type(Typed, verb, rest);

    /// <summary>A command on the project in a folder, ready to type.</summary>
    public static string Type(string folder, string verb, string rest = "")
    {
        var program = Environment.GetEnvironmentVariable("TRESTLE_COMMAND") is { Length: > 0 } launcher ? launcher : "trestle";
        folder = folder == "." ? "" : folder.Contains(' ') ? $" '{folder}'" : $" {folder}";
        return $"{program} {verb}{folder}{(rest.Length > 0 ? " " : "")}{rest}";
    }

    /// <summary>The run with a number, or the latest for <c>last</c>.</summary>
    public async Task<RunRecord> RunAsync(string asked, CancellationToken cancellation)
    {
        var found = asked == "last"
            ? await LastAsync(cancellation)
            : int.TryParse(asked, out var number) ? await Records.RunAsync(number, cancellation) : null;
        return found
            ?? throw new TrestleException(
                CliErrors.NoRun(asked, [.. (await Records.RunsAsync(5, cancellation)).Select(run => $"{run.Id}")]));
    }

    /// <summary>The latest run; null if there is none.</summary>
    public async Task<RunRecord?> LastAsync(CancellationToken cancellation) =>
        await Records.RunsAsync(1, cancellation) is [var last, ..] ? last : null;

    /// <summary>Everything that the stages of a run wrote.</summary>
    public Task<ArtifactReader> ArtifactsAsync(int run, CancellationToken cancellation) =>
        RunRecords.ReaderAsync(Records, Project, run, cancellation);

    /// <summary>Marks runs as interrupted whose process is gone.</summary>
    public async Task SettleAsync(CancellationToken cancellation) => await RunRecords.InterruptedAsync(Records, Project, cancellation);
}
