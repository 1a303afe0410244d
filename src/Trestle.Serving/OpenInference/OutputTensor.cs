namespace Trestle.Serving.OpenInference;

/// <summary>The outputs of a model as tensors.</summary>
internal enum OutputTensor
{
    /// <summary>The class of each row as text, or the value of each row.</summary>
    Prediction,

    /// <summary>The probability of every class, row by row; only for classification.</summary>
    Probabilities,
}

/// <summary>An output that a request names.</summary>
/// <param name="Tensor">The output.</param>
/// <param name="Binary">Whether its data follows the JSON as bytes.</param>
internal readonly record struct RequestedOutput(OutputTensor Tensor, bool Binary);

/// <summary>The names of the outputs.</summary>
internal static class OutputTensors
{
    private static readonly OutputTensor[] Classes = [OutputTensor.Prediction, OutputTensor.Probabilities];
    private static readonly OutputTensor[] Value = [OutputTensor.Prediction];

    /// <summary>All outputs of a model.</summary>
    public static IReadOnlyList<OutputTensor> All(bool hasClasses) => hasClasses ? Classes : Value;

    /// <summary>The name on the wire.</summary>
    public static string Name(this OutputTensor output) => output == OutputTensor.Prediction ? "prediction" : "probabilities";

    /// <summary>The names on the wire.</summary>
    public static IEnumerable<string> Names(bool hasClasses) => All(hasClasses).Select(Name);

    /// <summary>The output with a name; null when the model has none.</summary>
    public static OutputTensor? Find(string name, bool hasClasses)
    {
        foreach (var output in All(hasClasses))
        {
            if (output.Name() == name)
            {
                return output;
            }
        }

        return null;
    }
}
