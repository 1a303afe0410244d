namespace Trestle.Stages.WriteCode;

/// <summary>What can go wrong when a program is written.</summary>
internal static class WriteCodeErrors
{
    public static Problem FolderInUse(string folder) => new(
        "TR0901", "the folder is not empty", "a new or empty folder: edited code is never overwritten", folder,
        "name another folder with --output, or remove this one");

    public static Problem NothingChosen(int run, IReadOnlyCollection<string> candidates) => new(
        "TR0902",
        $"run {run} has no selected model",
        "a run that reached stage 14, or the name of a candidate",
        $"run {run}",
        candidates.Count == 0 ? $"see how it ended: trestle show {run}" : $"name one with --candidate: {string.Join(", ", candidates)}");

    public static Problem NoCandidate(string candidate, int run, IReadOnlyCollection<string> candidates) => new(
        "TR0903", $"run {run} has no model of candidate '{candidate}'", "a candidate that was trained in this run", $"run {run}",
        Nearest.Advice(candidate, candidates));

    public static Problem Ensemble(string candidate, IReadOnlyCollection<string> members) => new(
        "TR0905",
        $"the model '{candidate}' is an ensemble: the weighted mean of {string.Join(", ", members)}",
        "a model that a single program can train",
        $"candidate '{candidate}'",
        "write the program of one member: --candidate NAME");

    public static Problem OwnProgram(string candidate) => new(
        "TR0906",
        $"the candidate '{candidate}' was trained by your own program",
        "a candidate that Trestle trained itself",
        $"candidate '{candidate}'",
        "its code is in the folder named by propose-candidates.code");

    public static Problem CannotWrite(string folder, string reason) => new(
        "TR0907", $"the program cannot be written: {reason}", "a writable folder", folder,
        "check its permissions and the free space, or name another folder with --output");
}
