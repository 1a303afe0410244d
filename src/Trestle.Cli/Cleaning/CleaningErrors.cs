namespace Trestle.Cli.Cleaning;

/// <summary>What can go wrong when a table is cleaned from the command line.</summary>
internal static class CleaningErrors
{
    public static Problem OwnInput(string path) => new(
        "TR0330",
        $"'{path}' is the file that is read",
        "another file: the source is never overwritten",
        "the command line",
        "choose another name with --output");

    public static Problem NotChanges() => new(
        "TR0331",
        "the file of --undo is not a table of changes",
        "the columns row, column, before, after, repair",
        "the command line",
        "name the file that 'trestle clean --output' wrote next to its output");

    public static Problem OtherTable(int line, string? row, string? column) => new(
        "TR0332",
        $"change {line} is of row '{row}', column '{column}', which the table does not have",
        "changes of this table",
        "the command line",
        "name the repaired file and the changes that were written together");

    public static Problem NothingToDo(string option) => new(
        "TR0333",
        $"{option} is given without --output",
        "the file to write",
        "the command line",
        "add --output FILE");
}
