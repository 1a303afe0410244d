namespace Trestle.Stages.Infer;

/// <summary>What can go wrong when a whole table is predicted.</summary>
internal static class InferErrors
{
    public static Problem UnknownEnding(string path, IReadOnlyCollection<string> endings) => new(
        "TR2001", $"predictions cannot be written as '{Path.GetExtension(path)}'", $"a file that ends in {string.Join(", ", endings)}", path, "name such a file with --output");

    public static Problem NameTaken(string column, string output) => new(
        "TR2053", $"two columns of the predictions would be called '{column}'", "a key whose columns are not called as predictions are: row, prediction, fault …", output, "rename the key column in the data and in the configuration, or leave it out of the key");

    public static Problem MissingColumn(string column, IReadOnlyCollection<string> present, string path) => new(
        "TR2003", $"the input has no column '{column}'", "every column that the model reads", path, Nearest.Advice(column, present));
}
