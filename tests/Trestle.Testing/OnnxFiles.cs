using System.Text;

namespace Trestle.Testing;

/// <summary>
/// Small ONNX files, written as protocol buffers by hand (onnx.proto, IR version 8), so that tests do not need the tools that write them.
/// </summary>
public static class OnnxFiles
{
    /// <summary>Types of tensors, as onnx.proto numbers them.</summary>
    public const int Float = 1;
    public const int Int64 = 7;
    public const int Words = 8;
    public const int Bool = 9;
    public const int Double = 11;

    /// <summary>The domain of operators that are models.</summary>
    public const string MachineLearning = "ai.onnx.ml";

    /// <summary>A logistic regression: <paramref name="input"/> of any number of rows × weights, one probability.</summary>
    public static byte[] Logistic(double[] weights, double intercept, string input = "x", int type = Float, long rows = -1) => Model(
        [
            .. type == Float ? [] : new[] { Node("Cast", [input], ["f"], [Integer("to", Float)]) },
            Node("Gemm", [type == Float ? input : "f", "w", "b"], ["z"]), Node("Sigmoid", ["z"], ["p"]),
        ],
        [Value(input, type, rows, weights.Length)], [Value("p", Float, rows, 1)],
        [Tensor("w", [weights.Length, 1], weights), Tensor("b", [1], [intercept])]);

    /// <summary>The weighted sum of numbers, as it is.</summary>
    public static byte[] Sum(double[] weights, string output = "y") => Model(
        [Node("Gemm", ["x", "w"], [output])], [Value("x", Float, -1, weights.Length)], [Value(output, Float, -1, 1)],
        [Tensor("w", [weights.Length, 1], weights)]);

    /// <summary>The softmax of some weighted sums: a column of weights for each class.</summary>
    public static byte[] Softmax(double[][] weights) => Model(
        [Node("Gemm", ["x", "w"], ["z"]), Node("Softmax", ["z"], ["probabilities"], [Integer("axis", 1)])],
        [Value("x", Float, -1, weights[0].Length)], [Value("probabilities", Float, -1, weights.Length)],
        [
            Tensor(
                "w", [weights[0].Length, weights.Length],
                [.. Enumerable.Range(0, weights[0].Length).SelectMany(row => weights.Select(column => column[row]))]),
        ]);

    /// <summary>
    /// A logistic regression as scikit-learn's converter writes it: an input of each column's name, words in one-hot columns, a label,
    /// and a map from each class to its probability; a tensor of probabilities instead without a map.
    /// </summary>
    public static byte[] Pipeline(
        (string Name, double Weight)[] numbers, (string Name, (string Word, double Weight)[] Words)[] categories, string[] classes,
        bool map)
    {
        double[] weights =
        [
            .. numbers.Select(number => number.Weight), .. categories.SelectMany(one => one.Words.Select(word => word.Weight)),
        ];
        byte[][] encoded =
        [
            .. categories.SelectMany(one => new[]
            {
                Node(
                    "OneHotEncoder", [one.Name], [$"{one.Name}_o"], [Strings("cats_strings", [.. one.Words.Select(word => word.Word)])],
                    MachineLearning),
                Node("Flatten", [$"{one.Name}_o"], [$"{one.Name}_f"], [Integer("axis", 1)]),
            }),
        ];
        var names = Strings("classlabels_strings", classes);
        return Model(
            [
                .. encoded,
                Node(
                    "Concat", [.. numbers.Select(one => one.Name), .. categories.Select(one => $"{one.Name}_f")], ["joined"],
                    [Integer("axis", 1)]),
                Node(
                    "LinearClassifier", ["joined"], ["label", "scores"],
                    [
                        Floats("coefficients", [.. weights.Select(weight => -weight), .. weights]), Floats("intercepts", [0, 0]), names,
                        Strings("post_transform", ["LOGISTIC"], one: true),
                    ],
                    MachineLearning),
                .. map ? [Node("ZipMap", ["scores"], ["output_probability"], [names], MachineLearning)] : Array.Empty<byte[]>(),
            ],
            [.. numbers.Select(one => Value(one.Name, Float, -1, 1)), .. categories.Select(one => Value(one.Name, Words, -1, 1))],
            [Value("label", Words, -1), map ? Map("output_probability") : Value("scores", Float, -1, classes.Length)], []);
    }

    /// <summary>A logistic regression whose weights are in a file next to it.</summary>
    public static byte[] WithWeightsIn(string file, int features) => Model(
        [Node("Gemm", ["x", "w"], ["z"]), Node("Sigmoid", ["z"], ["p"])],
        [Value("x", Float, -1, features)], [Value("p", Float, -1, 1)],
        [
            Message(
                (1, (long)features), (1, 1L), (2, (long)Float), (8, Text("w")),
                (13, Message((1, Text("location")), (2, Text(file)))), (14, 1L)),
        ]);

    /// <summary>A file of nodes, inputs, outputs and weights.</summary>
    public static byte[] Model(byte[][] nodes, byte[][] inputs, byte[][] outputs, byte[][] weights)
    {
        var graph = Message(
        [
            .. nodes.Select(node => (1, (object)node)), (2, Text("graph")), .. weights.Select(weight => (5, (object)weight)),
            .. inputs.Select(input => (11, (object)input)), .. outputs.Select(output => (12, (object)output)),
        ]);
        return Message(
            (1, 8L), (7, graph), (8, Message((1, Text("")), (2, 13L))), (8, Message((1, Text(MachineLearning)), (2, 1L))));
    }

    /// <summary>An operator.</summary>
    public static byte[] Node(
        string operation, string[] inputs, string[] outputs, byte[][]? attributes = null, string domain = "") => Message(
    [
        .. inputs.Select(input => (1, (object)Text(input))), .. outputs.Select(output => (2, (object)Text(output))), (4, Text(operation)),
        .. (attributes ?? []).Select(attribute => (5, (object)attribute)), (7, Text(domain)),
    ]);

    /// <summary>An input or output; a size of -1 is any.</summary>
    public static byte[] Value(string name, int type, params long[] sizes)
    {
        var shape = Message([.. sizes.Select(size => (1, (object)(size < 0 ? Message((2, Text("rows"))) : Message((1, size)))))]);
        return Message((1, Text(name)), (2, Message((1, Message((1, (long)type), (2, shape))))));
    }

    /// <summary>Weights.</summary>
    public static byte[] Tensor(string name, long[] sizes, double[] values) => Message(
    [
        .. sizes.Select(size => (1, (object)size)), (2, (long)Float), .. values.Select(value => (4, (object)(float)value)), (8, Text(name)),
    ]);

    private static byte[] Map(string name)
    {
        var value = Message((1, Message((1, (long)Float))));
        var map = Message((5, Message((1, (long)Words), (2, value))));
        return Message((1, Text(name)), (2, Message((4, Message((1, map))))));
    }

    /// <summary>An attribute of an operator.</summary>
    public static byte[] Integer(string name, long value) => Message((1, Text(name)), (3, value), (20, 2L));

    /// <summary>An attribute of an operator: whole numbers.</summary>
    public static byte[] Integers(string name, IEnumerable<long> values) =>
        Message([(1, Text(name)), (20, 7L), .. values.Select(value => (8, (object)value))]);

    /// <summary>An attribute of an operator: numbers, of 32 bits in the file.</summary>
    public static byte[] Floats(string name, IEnumerable<double> values) =>
        Message([(1, Text(name)), (20, 6L), .. values.Select(value => (7, (object)(float)value))]);

    /// <summary>An attribute of an operator: words, or a single one.</summary>
    public static byte[] Strings(string name, IReadOnlyList<string> values, bool one = false) => one
        ? Message((1, Text(name)), (20, 3L), (4, Text(values[0])))
        : Message([(1, Text(name)), (20, 8L), .. values.Select(value => (9, (object)Text(value)))]);

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Fields of a message: a long is a varint, a float four bytes, bytes have their length before them.</summary>
    private static byte[] Message(params (int Field, object Value)[] fields)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (var (field, value) in fields)
        {
            writer.Write7BitEncodedInt((field << 3) | (value switch { long => 0, float => 5, _ => 2 }));
            switch (value)
            {
                case long number:
                    writer.Write7BitEncodedInt64(number);
                    break;
                case float real:
                    writer.Write(real);
                    break;
                default:
                    writer.Write7BitEncodedInt(((byte[])value).Length);
                    writer.Write((byte[])value);
                    break;
            }
        }

        return bytes.ToArray();
    }
}
