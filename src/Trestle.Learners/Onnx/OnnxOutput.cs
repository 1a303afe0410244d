using System.Globalization;

using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

using Trestle.Core.Errors;
using Trestle.Core.Schema;

namespace Trestle.Learners.Onnx;

/// <summary>
/// How scores come out of a model: a tensor of numbers, or, as scikit-learn's converter writes it, a map from each class to its probability
/// ("ZipMap").
/// </summary>
internal sealed class OnnxOutput
{
    /// <summary>Less than this beyond 0, 1 or a sum of 1 is rounding of 32-bit numbers.</summary>
    private const double Slack = 1e-3;

    private readonly OnnxHeader header;

    /// <summary>Finds the output with the scores; a <see cref="TrestleException"/> when none or several can be it.</summary>
    public OnnxOutput(OnnxHeader header, IReadOnlyDictionary<string, NodeMetadata> found)
    {
        this.header = header;
        string[] fitting = [.. found.Where(output => Fits(output.Value)).Select(output => output.Key)];
        string[] told = [.. fitting.Where(name => name.Contains("prob", StringComparison.OrdinalIgnoreCase))];
        Name = fitting.Length == 1 ? fitting[0]
            : told.Length == 1 ? told[0]
            : throw new TrestleException(OnnxErrors.BadFile(
                $"{(fitting.Length == 0 ? "no output" : "more than one output")} can be {Wanted}; it has "
                    + string.Join(", ", found.Select(output => $"'{output.Key}' ({Words(output.Value)})"))));
    }

    /// <summary>The name of the output.</summary>
    public string Name { get; }

    private string Wanted => header.Task == TaskKind.Regression ? "the value" : $"the probabilities of {header.Classes} classes";

    /// <summary>The scores of one row; a <see cref="TrestleException"/> where they are not values or probabilities.</summary>
    public void Read(OrtValue value, Span<double> scores)
    {
        double[] found = value.OnnxType == OnnxValueType.ONNX_TYPE_TENSOR ? Numbers(value) : ByClass(value);
        if (header.Task == TaskKind.Regression)
        {
            scores[0] = found.Length != 1 ? throw Wrong(found.Length)
                : double.IsFinite(found[0]) ? found[0]
                : throw new TrestleException(OnnxErrors.NoValue(Name, found[0]));
            return;
        }

        var each = header.Task == TaskKind.Binary && found.Length == 1 ? [1 - found[0], found[0]]
            : found.Length == header.Classes ? found
            : throw Wrong(found.Length);
        foreach (var one in each)
        {
            if (!(one >= -Slack && one <= 1 + Slack))
            {
                throw new TrestleException(OnnxErrors.NoProbability(Name, found.Length == 1 ? found[0] : one));
            }
        }

        var sum = each.Sum(one => Math.Clamp(one, 0, 1));
        if (Math.Abs(sum - 1) > Slack)
        {
            throw new TrestleException(OnnxErrors.NoProbability(Name, sum, sum: true));
        }

        var ordered = value.OnnxType == OnnxValueType.ONNX_TYPE_TENSOR;
        for (var i = 0; i < scores.Length; i++)
        {
            var own = scores.Length == 1 ? 1 : i;
            scores[i] = Math.Clamp(each[ordered && header.Places is { } places ? places[own] : own], 0, 1) / sum;
        }
    }

    private bool Fits(NodeMetadata output)
    {
        if (!output.IsTensor)
        {
            return header.Classes > 0 && output.OnnxValueType == OnnxValueType.ONNX_TYPE_SEQUENCE
                && output.AsSequenceMetadata().ElementMeta.OnnxValueType == OnnxValueType.ONNX_TYPE_MAP;
        }

        var width = output.Dimensions.Length switch
        {
            0 => 1,
            1 => output.Dimensions[0] is var only and > 1 ? only : -1,
            _ => output.Dimensions[^1],
        };
        return output.ElementDataType is TensorElementType.Float or TensorElementType.Double
            && (width < 0 || (width == 1 && header.Classes is 0 or 2) || width == header.Classes);
    }

    private static double[] Numbers(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType == TensorElementType.Double
        ? value.GetTensorDataAsSpan<double>().ToArray()
        : Array.ConvertAll(value.GetTensorDataAsSpan<float>().ToArray(), one => (double)one);

    /// <summary>The values of the one map of a row, by the order of the classes.</summary>
    private double[] ByClass(OrtValue value)
    {
        var allocator = OrtAllocator.DefaultInstance;
        using var map = value.GetValue(0, allocator);
        using var keys = map.GetValue(0, allocator);
        using var values = map.GetValue(1, allocator);
        var (found, numbers) = (new double[header.Classes], Numbers(values));
        Array.Fill(found, double.NaN);
        var places = keys.GetTensorTypeAndShape().ElementDataType == TensorElementType.String
            ? Array.ConvertAll(keys.GetStringTensorAsArray(), Place)
            : Array.ConvertAll(
                keys.GetTensorDataAsSpan<long>().ToArray(),
                key => header.Names is null ? key : Place(key.ToString(CultureInfo.InvariantCulture)));
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] < 0 || places[i] >= found.Length)
            {
                throw new TrestleException(OnnxErrors.Failed($"its output '{Name}' names a class that is not one of the target's"));
            }

            found[places[i]] = numbers[i];
        }

        return found;
    }

    private long Place(string name) => header.Names is { } names ? Array.IndexOf(names, name)
        : long.TryParse(name, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private TrestleException Wrong(int found) =>
        new(OnnxErrors.Failed($"its output '{Name}' has {found} values for a row, and {Wanted} were expected"));

    private static string Words(NodeMetadata node) => node.IsTensor
        ? $"{node.ElementDataType} {string.Join(" × ", node.Dimensions.Select(size => size < 0 ? "any" : $"{size}"))}"
        : $"{node.OnnxValueType}";
}
