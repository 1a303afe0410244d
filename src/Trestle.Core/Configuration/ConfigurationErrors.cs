using Trestle.Core.Errors;

namespace Trestle.Core.Configuration;

/// <summary>What can be wrong with a configuration file.</summary>
internal static class ConfigurationErrors
{
    private const int Shown = 60;

    public static Problem Unreadable(string file, string reason) => new(
        "TR0001",
        $"the configuration file cannot be read: {reason}",
        "a file that this user can read",
        file,
        "name the right file, or change to its folder");

    public static Problem TooLarge(string file, int limit) => new(
        "TR0002",
        $"the configuration file is larger than {new ByteSize(limit)}",
        $"at most {new ByteSize(limit)} of YAML",
        file,
        "put data into data files and name them in the configuration");

    public static Problem NotText(SourcePosition at, string found) => new(
        "TR0003",
        found,
        "text in UTF-8 without control characters",
        at.ToString(),
        "save the file as UTF-8; write a control character as an escape in double quotes");

    public static Problem NotYaml(SourcePosition at, string reason) => new(
        "TR0004",
        $"the file is not YAML: {Cut(reason, 200)}",
        "one YAML document",
        at.ToString(),
        "look here and on the line above: the indentation, a missing ': ', a quote or bracket that is not closed");

    public static Problem Tab(SourcePosition at) => new(
        "TR0005",
        "the line is indented with a tab",
        "spaces",
        at.ToString(),
        "replace each tab by two spaces");

    public static Problem NotPlain(SourcePosition at, string found, string advice) => new(
        "TR0006",
        found,
        "plain YAML, with every value written out",
        at.ToString(),
        advice);

    public static Problem TooDeep(SourcePosition at, int limit) => new(
        "TR0007",
        $"values are nested more than {limit} levels deep",
        $"at most {limit} levels",
        at.ToString(),
        "look for brackets that are not closed");

    public static Problem MoreMistakes(string file, int count) => new(
        "TR0008",
        $"{count} further mistakes are not shown",
        "a file that matches the reference",
        file,
        "fix the first ones, then check again");

    public static Problem Empty(string file) => new(
        "TR0009",
        "the configuration file holds no settings",
        "settings, one 'name: value' a line",
        file,
        "write the settings, or name another file");

    public static Problem UnknownKey(SourcePosition at, string key, string section, IReadOnlyCollection<string> known) => new(
        "TR0010",
        $"there is no setting {Quote(key)} in {section}",
        known.Count == 0 ? "no settings" : "the name of a setting",
        at.ToString(),
        known.Count == 0 ? "remove it" : Nearest.Advice(Cut(key, Shown), known));

    public static Problem DuplicateKey(SourcePosition at, string key, SourcePosition first) => new(
        "TR0011",
        $"{Quote(key)} is a duplicate",
        "each name once",
        at.ToString(),
        $"keep one of them; the first is on line {first.Line}");

    public static Problem Missing(SourcePosition at, string section, Setting setting) => new(
        "TR0012",
        $"{section} has no '{setting.Key}'",
        setting.Shape.Words,
        at.ToString(),
        $"add '{setting.Key}: {setting.Example ?? "…"}' ({setting.Description})");

    public static Problem WrongKind(SourcePosition at, string path, string found, string expected, string advice) => new(
        "TR0013",
        $"{Name(path)} is {found}",
        expected,
        at.ToString(),
        advice);

    public static Problem OutOfRange(SourcePosition at, string path, string found, string expected) => new(
        "TR0014",
        $"{Name(path)} is {found}",
        expected,
        at.ToString(),
        "choose a value within these limits");

    public static Problem UnknownWord(
        SourcePosition at, string path, string word, string noun, IReadOnlyCollection<string> known, string? here = null) => new(
        "TR0015",
        $"{Name(path)} is {Quote(word)}",
        $"{noun}: {string.Join(", ", known)}",
        at.ToString(),
        here is null ? Nearest.Advice(Cut(word, Shown), known) : $"write '{here}', which is its name here; its settings may differ");

    public static Problem VariableNotAllowed(SourcePosition at, string path) => new(
        "TR0016",
        $"{Name(path)} refers to an environment variable with '${{'",
        "a value in the file; only secrets and web addresses come from the environment",
        at.ToString(),
        "write the value itself, so that a run can be repeated from the file alone");

    public static Problem VariableUnset(SourcePosition at, string path, string variable) => new(
        "TR0017",
        $"the environment variable '{variable}' is not set",
        $"a variable that holds the secret {Name(path)}",
        at.ToString(),
        $"set it before the command: export {variable}=…");

    public static Problem SecretInFile(SourcePosition at, string path) => new(
        "TR0018",
        $"{Name(path)} is a secret in clear text (not shown)",
        "the name of an environment variable: ${NAME}",
        at.ToString(),
        "put the secret into an environment variable, write ${NAME} here, and replace the secret if the file was shared");

    public static Problem BothNames(SourcePosition at, string old, string present, SourcePosition other) => new(
        "TR0029",
        $"'{old}' is the old name of '{present}', and there is already a value at {other}",
        $"one value, under '{present}'",
        at.ToString(),
        $"keep one of the two values under '{present}' and remove '{old}'");

    /// <summary>A text as shown in a message: in quotes, shortened, on one line.</summary>
    public static string Quote(string text) => $"'{Cut(text, Shown)}'";

    private static string Name(string path) => path.Length == 0 ? "the file" : $"'{Cut(path, Shown)}'";

    private static string Cut(string text, int length)
    {
        var line = string.Concat(text.Take(length).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '·' : c));
        return text.Length > length ? line + "…" : line;
    }
}
