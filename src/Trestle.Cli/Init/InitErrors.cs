namespace Trestle.Cli.Init;

/// <summary>Problems with the data of a new project.</summary>
internal static class InitErrors
{
    public static Problem NoTables(string folder, IReadOnlyCollection<string> endings) => new(
        "TR0180", $"the folder '{folder}' has no table in it", $"files that end with {string.Join(", ", endings)}", folder,
        "name a file, or a pattern in quotes: 'data/2024-*.csv'");

    public static Problem NoTarget(string target, string found, string where, string fix) => new(
        "TR0181", $"the target '{target}' {found}", "a column with the outcome: numbers, or classes that occur in many rows", where, fix);

    public static Problem OwnFile(string pattern, string file) => new(
        "TR0182", $"'{pattern}' also matches '{file}', which is written to the same folder", "a pattern that matches tables only", pattern,
        "write the project to another folder with --output");
}
