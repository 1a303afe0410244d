namespace Trestle.Stages.Infer;

/// <summary>What can go wrong when a table is predicted.</summary>
internal static class InferErrors
{
    public static Problem UnknownEnding(string path, IReadOnlyCollection<string> endings) => new(
        "TR2001", $"predictions cannot be written as '{Path.GetExtension(path)}'", $"a file that ends in {string.Join(", ", endings)}",
        path, "name a file with one of these endings: --output");

    public static Problem NameTaken(string column, string output) => new(
        "TR2053", $"the predictions would have two columns '{column}'",
        "a key without the names of prediction columns: row, prediction, fault …", output,
        "rename the key column in the data and in the configuration, or remove it from the key");

    public static Problem MissingColumn(string column, IReadOnlyCollection<string> present, string path) => new(
        "TR2003", $"the input has no column '{column}'", "every column that the model reads", path, Nearest.Advice(column, present));
}
