using Trestle.Stages.Kernel.Projects;

namespace Trestle.Cli;

/// <summary>What can be wrong with a command line, and with what it names.</summary>
internal static class CliErrors
{
    public static Problem NotUnderstood(string found, string command, string advice) => new(
        "TR0091", found, $"a command line as its help page has it: {command} --help", "the command line", advice);

    public static Problem NoRun(string asked, IReadOnlyCollection<string> known) => new(
        "TR0092",
        $"there is no run '{asked}'",
        known.Count == 0 ? "a run on record; this project has none yet" : $"a run's number, or last; the last are {string.Join(", ", known)}",
        "the command line",
        known.Count == 0 ? "make one: trestle run" : "list them all: trestle runs");

    public static Problem NothingToShow(string stage, int run, IReadOnlyCollection<string> known) => new(
        "TR0093",
        $"run {run} has nothing of '{stage}'",
        known.Count == 0 ? "a stage that has ended; none has in this run" : $"one of: {string.Join(", ", known)}",
        "the command line",
        known.Count == 0 ? $"see what happened: trestle show {run}" : Nearest.Advice(stage, known));

    public static Problem WrongSize(string text) => new(
        "TR0094", $"--memory {text}", "a whole number with a unit of at least 256MB, such as 4GB", "the command line", "write it like --memory 4GB");

    public static Problem NoColumn(string column, IReadOnlyCollection<string> columns, string file) => new(
        "TR0096", $"there is no column '{column}'", "a column of the file's header", file, Nearest.Advice(column, columns));

    public static Problem AlreadyThere(string file) => new(
        "TR0097", $"there is a {Project.FileName} already", "a folder without one", file, "name another folder with --output, or write over it with --force");

    public static Problem CannotWrite(string path, string reason) => new(
        "TR0098", $"the file cannot be written: {reason}", "a folder that may be written to", path, "check its permissions and the free space, or name another folder");

    public static Problem AuditBroken(string fault) => new(
        "TR0020", $"the audit log is not as it was written: {fault}", "the entries that were added, in their order", "the record database", "compare it with a backup; find out who may write to the database");

    public static Problem WrongKept(string text) => new(
        "TR0030", $"--kept {text}", "a number, a colon and a hash of 64 hexadecimal digits", "the command line", "copy it as 'trestle audit verify' printed it");

    public static Problem NoServer(string program) => new(
        "TR0088", "the server is not there", "the server that is built along with Trestle", program, "build it: dotnet build src/Trestle.Cli -c Release");

    public static Problem NoRole(string role) => new(
        "TR0089", $"the role '{role}'", "viewer, editor, approver or admin", "the command line", Nearest.Advice(role, ["viewer", "editor", "approver", "admin"]));

    public static Problem Bug(Exception exception) => new(
        "TR0099",
        $"{exception.GetType().Name}: {exception.Message.Split('\n')[0]}",
        "that this cannot happen: this is a bug in Trestle",
        exception.TargetSite is { } method ? $"{method.DeclaringType?.FullName}.{method.Name}" : "unknown",
        "report it with what --verbose prints; nothing that was finished is lost");
}
