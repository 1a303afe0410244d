namespace Trestle.Stages.ProposeCandidates.Programs;

/// <summary>What can go wrong with the user's own training program.</summary>
internal static class ProgramErrors
{
    private const int LinesShown = 20;

    public static Problem NoFolder(string folder, string where) => new(
        "TR0911", $"there is no folder '{folder}'", "the folder of a training program", where,
        "make one with trestle code RUN, or correct the path, which is relative to the project");

    public static Problem BadManifest(string file, string reason) => new(
        "TR0912",
        $"{ProgramSource.ManifestFile} cannot be read: {reason}",
        $"{{\"format\": \"{ProgramSource.Format}\", \"learner\": …, \"task\": binary, multiclass or regression}}, "
            + "and \"command\": [\"python3\", \"fit.py\"] where it is not a .NET project",
        file,
        "correct it, or copy the one from a program freshly written by trestle code");

    public static Problem NotOneProject(string folder, int found) => new(
        "TR0913", $"there are {found} projects in the folder", "exactly one .csproj", folder,
        $"keep only the one to build, or name the command of a program in another language in {ProgramSource.ManifestFile}");

    public static Problem TooLarge(string folder, long most) => new(
        "TR0914",
        $"the source is larger than {most >> 20} MiB",
        "source files only (the folders data, bin and obj do not count)",
        folder,
        "move everything that is not source into the folder data");

    public static Problem WrongTask(string folder, TaskKind made, TaskKind asked) => new(
        "TR0915",
        $"the program is made for {Word(made)}, and the task is {Word(asked)}",
        $"a program for {Word(asked)}",
        folder,
        "remove it from propose-candidates.code, or write a new one with trestle code RUN");

    public static Problem BuildFailed(string program, string output) => new(
        "TR0916", "the program does not build", "a project that 'dotnet build' builds without errors", program,
        "fix what the compiler reports")
    {
        Printed = Last(output),
    };

    public static Problem Failed(string program, string command, int exit, string output) => new(
        "TR0917", $"the program ended with exit code {exit}", "exit code 0", $"{program}, {command}",
        "fix what it reports, then run again")
    {
        Printed = Last(output),
    };

    public static Problem TooSlow(string program, string command, TimeSpan limit) => new(
        "TR0918",
        $"the program had not finished after {limit.TotalSeconds:0} seconds",
        "a fit within the limit",
        $"{program}, {command}",
        "make it faster, or raise train.timeout");

    public static Problem BadResult(string program, string reason) => new(
        "TR0919", $"the output of the program cannot be used: {reason}",
        "a model of the learner in the manifest, and a result with its rounds, as Fit.cs writes them", program,
        "compare it with docs/stages/09-write-code.md, or its Fit.cs with that of a program freshly written by trestle code");

    public static Problem BadName(string folder) => new(
        "TR0920", $"the folder's name '{folder}' cannot name a candidate",
        "letters, digits, '-' and '_', at most 64 characters, different from every other candidate's name", folder, "rename the folder");

    public static Problem NotText(string file) => new(
        "TR0921", $"'{file}' is not text in UTF-8", "source files only (the folders data, bin and obj do not count)", file,
        "move it into the folder data, or out of the program's folder");

    public static Problem NotStarted(string program, string command) => new(
        "TR0922", $"'{command}' cannot be started", "a program that is installed, or an executable file", program,
        $"install it, or correct the command in {ProgramSource.ManifestFile}");

    private static string Word(TaskKind task) => task.ToString().ToLowerInvariant();

    /// <summary>The last lines; what the compiler says twice, once.</summary>
    private static string[] Last(string output) =>
    [
        .. output.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0).Distinct().TakeLast(LinesShown),
    ];
}
