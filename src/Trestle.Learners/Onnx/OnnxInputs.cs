using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

using Trestle.Core.Errors;

namespace Trestle.Learners.Onnx;

/// <summary>
/// How a row goes into a model: all features as one input in their order, or an input of each one's name. Inputs are numbers of any of the
/// usual types, or words.
/// </summary>
internal sealed class OnnxInputs
{
    /// <summary>The largest whole number of which all smaller ones are 64-bit floating-point numbers, too.</summary>
    private const double MostWhole = 1L << 53;

    private readonly OnnxHeader header;
    private readonly Input[] inputs;

    /// <summary>Binds features to the inputs of a model; a <see cref="TrestleException"/> where they do not fit.</summary>
    public OnnxInputs(OnnxHeader header, IReadOnlyDictionary<string, NodeMetadata> found)
    {
        this.header = header;
        inputs = found.Count == 1 && !(header.Features.Length == 1 && found.ContainsKey(header.Features[0]))
            ? [Whole(found.Single())]
            : Each(found);
        Names = [.. inputs.Select(input => input.Name)];
    }

    /// <summary>The names of the inputs.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Room for one row at a time.</summary>
    public Room Rent() => new(this);

    private Input Whole(KeyValuePair<string, NodeMetadata> found)
    {
        int[] order = [.. (header.Order ?? header.Features).Select(feature => Array.IndexOf(header.Features, feature))];
        var input = new Input(found.Key, found.Value, order);
        Check(input);
        return input;
    }

    private Input[] Each(IReadOnlyDictionary<string, NodeMetadata> found)
    {
        string[] missing = [.. header.Features.Where(feature => !found.ContainsKey(feature))];
        string[] beyond = [.. found.Keys.Except(header.Features)];
        if (missing.Length + beyond.Length > 0)
        {
            throw Bad(beyond.Length > 0 ? $"there is no feature for its input '{beyond[0]}'" : $"it has no input '{missing[0]}'");
        }

        Input[] each = [.. header.Features.Select((feature, at) => new Input(feature, found[feature], [at]))];
        foreach (var input in each)
        {
            Check(input);
        }

        return each;
    }

    private void Check(Input input)
    {
        var (shape, count) = (input.Node.IsTensor ? input.Node.Dimensions : [], input.Features.Length);
        var fault = !input.Node.IsTensor ? "is not a tensor"
            : shape.Length is 0 or > 2 ? $"has {shape.Length} dimensions"
            : shape.Length == 2 && shape[0] > 1 ? $"takes {shape[0]} rows at a time"
            : shape[^1] > 0 && shape[^1] != count && (shape.Length == 2 || count > 1)
                ? $"takes {shape[^1]} values, and there are {count} features"
            : Type(input.Node) is null ? $"is of the type {input.Node.ElementDataType}"
            : input.Node.ElementDataType == TensorElementType.String && !input.Features.All(HasWords)
                ? "takes words, and the features are numbers"
            : input.Node.ElementDataType != TensorElementType.String && input.Features.Any(HasWords)
                ? "takes numbers, and a feature is words"
            : null;
        if (fault is not null)
        {
            throw Bad($"its input '{input.Name}' {fault}");
        }
    }

    private bool HasWords(int feature) => header.Words?.ContainsKey(header.Features[feature]) == true;

    private static TrestleException Bad(string reason) => new(OnnxErrors.BadFile(reason));

    private static Func<OnnxHeader, Input, Slot>? Type(NodeMetadata node) => node.ElementDataType switch
    {
        TensorElementType.Float => (header, input) => new Slot<float>(header, input, value => (float)value),
        TensorElementType.Double => (header, input) => new Slot<double>(header, input, value => value),
        TensorElementType.Int64 => (header, input) => new Slot<long>(header, input, value => (long)value) { Most = MostWhole },
        TensorElementType.Int32 => (header, input) => new Slot<int>(header, input, value => (int)value) { Most = int.MaxValue },
        TensorElementType.Bool => (header, input) => new Slot<bool>(header, input, value => value != 0) { Least = 0, Most = 1 },
        TensorElementType.String => (header, input) => new WordSlot(header, input),
        _ => null,
    };

    /// <summary>An input, and the positions of the features that go into it.</summary>
    private sealed record Input(string Name, NodeMetadata Node, int[] Features)
    {
        /// <summary>The shape for one row.</summary>
        public long[] Shape => Node.Dimensions.Length == 1 ? [Features.Length] : [1, Features.Length];
    }

    /// <summary>The values of one row, for all inputs.</summary>
    public sealed class Room(OnnxInputs owner) : IDisposable
    {
        private readonly Slot[] slots = Array.ConvertAll(owner.inputs, input => Type(input.Node)!(owner.header, input));
        private OrtValue[]? values;

        /// <summary>What goes into the model; the same objects for every row.</summary>
        public IReadOnlyList<OrtValue> Values => values ??= Array.ConvertAll(slots, slot => slot.Value);

        /// <summary>Takes a row; a <see cref="TrestleException"/> names a feature whose value an input cannot hold.</summary>
        public void Put(IReadOnlyList<double> row)
        {
            foreach (var slot in slots)
            {
                slot.Put(row);
            }
        }

        public void Dispose() => Array.ForEach(slots, slot => slot.Value.Dispose());
    }

    private abstract class Slot
    {
        public abstract OrtValue Value { get; }

        public abstract void Put(IReadOnlyList<double> row);
    }

    private sealed class Slot<T> : Slot
        where T : unmanaged
    {
        private readonly OnnxHeader header;
        private readonly TensorElementType type;
        private readonly int[] features;
        private readonly Func<double, T> convert;
        private readonly T[] values;

        public Slot(OnnxHeader header, Input input, Func<double, T> convert)
        {
            (this.header, type, features, this.convert) = (header, input.Node.ElementDataType, input.Features, convert);
            values = new T[features.Length];
            Value = OrtValue.CreateTensorValueFromMemory(values, input.Shape);
        }

        /// <summary>The largest number of a type of whole numbers; null for others, which hold any number, and none.</summary>
        public double? Most { get; init; }

        /// <summary>The smallest of them; null for the largest, negative.</summary>
        public double? Least { get; init; }

        public override OrtValue Value { get; }

        public override void Put(IReadOnlyList<double> row)
        {
            for (var i = 0; i < values.Length; i++)
            {
                var value = row[features[i]];
                values[i] = Fault(value, header.Features[features[i]]) is { } fault ? throw new TrestleException(fault) : convert(value);
            }
        }

        private Problem? Fault(double value, string feature) => Most is not { } most ? null
            : !double.IsFinite(value) ? MetricErrors.NoNumber(feature, OnnxFormat.FormatName)
            : value != Math.Floor(value) || value > most || value < (Least ?? -most) ? OnnxErrors.NotWhole(feature, $"{type}")
            : null;
    }

    /// <summary>Words by their codes; what has no code, such as a missing value, is an empty word.</summary>
    private sealed class WordSlot(OnnxHeader header, Input input) : Slot
    {
        private readonly string[][] words = Array.ConvertAll(input.Features, feature => header.Words![header.Features[feature]]);

        public override OrtValue Value { get; } = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, input.Shape);

        public override void Put(IReadOnlyList<double> row)
        {
            for (var i = 0; i < words.Length; i++)
            {
                var code = row[input.Features[i]];
                Value.StringTensorSetElementAt(code >= 0 && code < words[i].Length ? words[i][(int)code] : "", i);
            }
        }
    }
}
