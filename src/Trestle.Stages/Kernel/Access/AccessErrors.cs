using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Kernel.Access;

/// <summary>What can go wrong with keys, and with what somebody asks for.</summary>
internal static class AccessErrors
{
    public static Problem BadName(string name) => new(
        "TR0120", $"the key name '{name}'", "1 to 40 lower-case letters, digits and '-', starting with a letter or digit",
        "the name of the key", "choose another name");

    public static Problem NameTaken(string name) => new(
        "TR0121", $"the key name '{name}' is or was in use", "a name never used before: it identifies the key in the audit log", "the keys",
        $"choose another name, such as {name}-2");

    public static Problem NoKey(string name, IReadOnlyCollection<string> known) => new(
        "TR0122", $"there is no valid key '{name}'", "a key that has not been revoked", "the keys",
        known.Count == 0 ? "there are none; make one: trestle keys create NAME --role viewer" : Nearest.Advice(name, known));

    public static Problem NoSession(string id, IReadOnlyCollection<string> known) => new(
        "TR0126", $"there is no open session '{Format.Cut(Format.Plain(id), 40)}'", "the id of an open session", "the sessions",
        known.Count == 0 ? "nobody is signed in" : Nearest.Advice(id, known));

    public static Problem BadLimit() => new(
        "TR0127", "a limit of the key is not valid", "names of deployments, and at least 1 request a second or a day",
        "--deployment, --per-second, --per-day", "correct it");

    public static Problem NoReason() => new(
        "TR0150", "no reason is given", "a sentence that says why; the audit log keeps it", "reason, --reason", "give a reason");
}
