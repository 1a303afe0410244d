namespace Trestle.Stages.Infer;

/// <summary>What can go wrong when a whole table is predicted.</summary>
internal static class InferErrors
{
    public static Problem UnknownEnding(string path, IReadOnlyCollection<string> endings) => new(
        "TR2001", $"predictions cannot be written as '{Path.GetExtension(path)}'", $"a file that ends in {string.Join(", ", endings)}", path, "name such a file with --output");

    public static Problem CannotWrite(string path, string reason) => new(
        "TR2002", $"the predictions cannot be written: {reason}", "a folder that is there, may be written to, and has free space", path, "name another file with --output, or make the folder");

    public static Problem MissingColumn(string column, IReadOnlyCollection<string> present, string path) => new(
        "TR2003", $"the input has no column '{column}'", "every column that the model reads", path, Nearest.Advice(column, present));
}
