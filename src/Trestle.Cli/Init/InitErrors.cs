using System.Globalization;

namespace Trestle.Cli.Init;

/// <summary>Problems with the data of a new project.</summary>
internal static class InitErrors
{
    private const int MostNames = 40;

    public static Problem NoTables(string folder, IReadOnlyCollection<string> endings) => new(
        "TR0180", $"the folder '{folder}' has no table in it", $"files that end with {string.Join(", ", endings)}", folder,
        "name a file, or a pattern in quotes: 'data/2024-*.csv'");

    public static Problem NoTarget(string target, string found, string where, string fix) => new(
        "TR0181", $"the target '{target}' {found}", "a column with the outcome: numbers, or classes that occur in many rows", where, fix);

    public static Problem WhichTarget(IReadOnlyList<string> columns, string where) => new(
        "TR0189", "no column to predict is named", "--target COLUMN", where,
        $"add --target with one of: {Format.Some(columns, MostNames)}");

    /// <summary>Names that are numbers are the values of a first row.</summary>
    public static Problem NoTarget(string target, IReadOnlyList<string> columns, string where) =>
        CliErrors.NoColumn(target, columns, where) is var problem
            && columns.Count(name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) > columns.Count / 2
            ? problem with
            {
                Fix = "the column names look like values: if the file has no header, add --header false; columns are then column1, …",
            }
            : problem;

    public static Problem OwnFile(string pattern, string file) => new(
        "TR0182", $"'{pattern}' also matches '{file}', which is written to the same folder", "a pattern that matches tables only", pattern,
        "write the project to another folder with --output");
}
