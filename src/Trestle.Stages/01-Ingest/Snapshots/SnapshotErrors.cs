namespace Trestle.Stages.Ingest.Snapshots;

/// <summary>Problems with snapshots.</summary>
internal static class SnapshotErrors
{
    public static Problem NoSnapshot(string name, IReadOnlyCollection<string> known) => new(
        "TR0118",
        $"there is no single snapshot '{name}'",
        known.Count == 0
            ? "a snapshot; this project has none yet"
            : $"'last', the number of a run, or at least 4 digits of a snapshot's hash; the latest are {string.Join(", ", known)}",
        "the command line",
        known.Count == 0 ? "make one: trestle run --to ingest" : "list them all: trestle data log");

    public static Problem WrongEnding(string file) => new(
        "TR0119", $"the ending of '{Path.GetFileName(file)}' names no format", "a file that ends in .csv, .parquet or .jsonl", file,
        "choose one of these endings");
}
