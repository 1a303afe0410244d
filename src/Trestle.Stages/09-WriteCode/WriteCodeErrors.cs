namespace Trestle.Stages.WriteCode;

/// <summary>What can go wrong when a program is written.</summary>
internal static class WriteCodeErrors
{
    public static Problem FolderInUse(string folder) => new(
        "TR0901", "the folder is not empty", "a folder that is new or empty: code that was edited is never written over", folder, "name another folder with --output, or take this one away");

    public static Problem NothingChosen(int run, IReadOnlyCollection<string> candidates) => new(
        "TR0902",
        $"run {run} has chosen no model",
        "a run that got as far as stage 14, or the name of a candidate",
        $"run {run}",
        candidates.Count == 0 ? $"see how it ended: trestle show {run}" : $"name one with --candidate: {string.Join(", ", candidates)}");

    public static Problem NoCandidate(string candidate, int run, IReadOnlyCollection<string> candidates) => new(
        "TR0903", $"run {run} has no model of a candidate '{candidate}'", "a candidate that was trained in this run", $"run {run}", Nearest.Advice(candidate, candidates));

    public static Problem Ensemble(string candidate, IReadOnlyCollection<string> members) => new(
        "TR0905",
        $"the model '{candidate}' is an ensemble: the weighted mean of {string.Join(", ", members)}",
        "a model that one program learns",
        $"candidate '{candidate}'",
        "write the program of a member: name its candidate with --candidate");

    public static Problem OwnProgram(string candidate) => new(
        "TR0906",
        $"the candidate '{candidate}' was trained by a program of yours",
        "a candidate that Trestle trained itself",
        $"candidate '{candidate}'",
        "its code is in the folder that propose-candidates.code names");

    public static Problem CannotWrite(string folder, string reason) => new(
        "TR0907", $"the program cannot be written: {reason}", "a folder that may be written to", folder, "check its permissions and the free space, or name another folder with --output");
}
