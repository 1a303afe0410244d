namespace Trestle.Stages.Infer;

/// <summary>What can go wrong when a whole table is predicted.</summary>
internal static class InferErrors
{
    public static Problem UnknownEnding(string path, IReadOnlyCollection<string> endings) => new(
        "TR2001", $"predictions cannot be written as '{Path.GetExtension(path)}'", $"a file that ends in {string.Join(", ", endings)}", path, "name such a file with --output");

    public static Problem MissingColumn(string column, IReadOnlyCollection<string> present, string path) => new(
        "TR2003", $"the input has no column '{column}'", "every column that the model reads", path, Nearest.Advice(column, present));
}
