using Trestle.Core.Errors;

namespace Trestle.Learners.Onnx;

/// <summary>What can be wrong with an ONNX file, or with what its model answers.</summary>
internal static class OnnxErrors
{
    public static Problem NoLibrary(string reason) => new(
        "TR2420", $"ONNX Runtime cannot start: {reason}",
        "its native library, which exists for Linux on x64 and arm64, Windows on x64 and arm64, and macOS on arm64", "an ONNX model",
        "use one of these; on Windows also install the Visual C++ runtime");

    public static Problem BadFile(string reason) => new(
        "TR2421", $"the ONNX file cannot be used: {reason}",
        "one file with all its weights, numbers or words as inputs, and probabilities or one value as an output", "an ONNX model",
        "export it again as docs/onnx.md shows");

    public static Problem Failed(string reason) => new(
        "TR2422", $"the ONNX model failed on a row: {reason}", "a model that answers any row by itself", "an ONNX model",
        "export it with a variable number of rows, or one, and compare its inputs with the features");

    public static Problem NoProbability(string output, double found, bool sum = false) => new(
        "TR2423", $"the output '{output}' of the ONNX model "
            + FormattableString.Invariant($"{(sum ? "sums to" : "is")} {found}, which is not {(sum ? "1" : "a probability")}"),
        "probabilities that sum to 1", "an ONNX model", "end the model with Sigmoid or Softmax before it is exported");

    public static Problem NoValue(string output, double found) => new(
        "TR2424", FormattableString.Invariant($"the output '{output}' of the ONNX model is {found}"), "a finite number", "an ONNX model",
        "see with which inputs that happens, and limit them before");

    public static Problem NotWhole(string feature, string type) => new(
        "TR2425", $"the feature '{feature}' holds a number that the model's input of the type {type} cannot",
        type == "Bool" ? "0 or 1" : "whole numbers", "an ONNX model",
        "export the model with an input of the type float, or prepare the feature so that it fits");
}
