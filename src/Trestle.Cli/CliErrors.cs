namespace Trestle.Cli;

/// <summary>Problems with a command line, and with what it names.</summary>
internal static class CliErrors
{
    public static Problem NoKey(string variable) => new(
        "TR0109", $"{variable} holds no valid key", "the key of the person who approves: an approval counts by name and role", variable,
        "make a key for the person (trestle keys create NAME --role approver), and set the variable to its token");

    public static Problem NotUnderstood(string found, string command, string advice) => new(
        "TR0091", found, $"a valid command line; see {command} --help", "the command line", advice);

    public static Problem NoRun(string asked, IReadOnlyCollection<string> known) => new(
        "TR0092",
        $"there is no run '{asked}'",
        known.Count == 0
            ? "an existing run; this project has none yet"
            : $"a run number or 'last'; the latest are {string.Join(", ", known)}",
        "the command line",
        known.Count == 0 ? "create one: trestle run" : "list them all: trestle runs");

    public static Problem NothingToShow(string stage, int run, IReadOnlyCollection<string> known) => new(
        "TR0093",
        $"run {run} has no output of '{stage}'",
        known.Count == 0 ? "a finished stage; this run has none" : $"one of: {string.Join(", ", known)}",
        "the command line",
        known.Count == 0 ? $"see what happened: trestle show {run}" : Nearest.Advice(stage, known));

    public static Problem WrongSize(string text) => new(
        "TR0094", $"--memory {text}", "a whole number with a unit of at least 256MB, such as 4GB", "the command line",
        "write it like --memory 4GB");

    public static Problem NoColumn(string column, IReadOnlyCollection<string> columns, string file) => new(
        "TR0096", $"there is no column '{column}'", "a column of the file's header", file, Nearest.Advice(column, columns));

    public static Problem AlreadyThere(string file) => new(
        "TR0097", $"{Path.GetFileName(file)} already exists", "a place without one", file,
        "choose another with --output, or overwrite it with --force");

    public static Problem CannotWrite(string path, string reason) => new(
        "TR0098", $"the file cannot be written: {reason}", "a writable folder", path,
        "check its permissions and the free space, or choose another folder");

    public static Problem AuditBroken(IReadOnlyList<string> faults) => new(
        "TR0020", $"the audit log or the records were changed past Trestle: {string.Join("; ", faults.Take(10))}"
            + (faults.Count > 10 ? $"; and {faults.Count - 10} more" : ""),
        "the entries as they were added, in order, and an entry for every version, alias, key and deployment",
        "the record database",
        "compare it with a backup, and check who can write to the database; to go on with it as it is: trestle audit accept --reason WHY");

    public static Problem WrongKept(string text) => new(
        "TR0030", $"--kept {text}", "a number, a colon and a hash of 64 hexadecimal digits", "the command line",
        "copy the value that 'trestle audit verify' printed");

    public static Problem NoServer(string program) => new(
        "TR0088", "the server is missing", "the server, which is built together with Trestle", program,
        "build it: dotnet build src/Trestle.Cli -c Release");

    public static Problem NoRole(string role) => new(
        "TR0089", $"'{role}' is not a role", "viewer, editor, approver or admin", "the command line",
        Nearest.Advice(role, ["viewer", "editor", "approver", "admin"]));

    public static Problem Bug(Exception exception) => new(
        "TR0099",
        $"{exception.GetType().Name}: {exception.Message.Split('\n')[0]}",
        "no failure here: this is a bug in Trestle",
        exception.TargetSite is { } method ? $"{method.DeclaringType?.FullName}.{method.Name}" : "unknown",
        "report it with the output of --verbose; finished work is kept");
}
