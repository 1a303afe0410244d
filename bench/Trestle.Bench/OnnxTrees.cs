using System.Globalization;
using System.Text;

namespace Trestle.Bench;

/// <summary>
/// A LightGBM model of a binary target as an ONNX file: a TreeEnsembleRegressor of the domain ai.onnx.ml and a Sigmoid. Only splits by
/// numbers, without missing values. Thresholds and leaves become 32-bit floats, thresholds rounded down, so that floats go the
/// same ways. Written as protocol buffers by hand (onnx.proto, IR version 8), because that is all that is needed.
/// </summary>
internal static class OnnxTrees
{
    private const int Float = 1;

    /// <summary>The bytes of the ONNX file.</summary>
    public static byte[] Write(byte[] lightGbm, int features)
    {
        var nodes = new Nodes();
        var parts = Encoding.UTF8.GetString(lightGbm).Split("\n\n").Select(part => part.Trim());
        foreach (var part in parts.Where(part => part.StartsWith("Tree=", StringComparison.Ordinal)))
        {
            nodes.Add(part.Split('\n').Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]));
        }

        var trees = Message(
            (1, Text("x")), (2, Text("sum")), (4, Text("TreeEnsembleRegressor")), (7, Text("ai.onnx.ml")),
            (5, Ints("nodes_treeids", nodes.Trees)),
            (5, Ints("nodes_nodeids", nodes.Ids)),
            (5, Ints("nodes_featureids", nodes.Features)),
            (5, Ints("nodes_truenodeids", nodes.Left)),
            (5, Ints("nodes_falsenodeids", nodes.Right)),
            (5, Floats("nodes_values", nodes.Thresholds)),
            (5, Strings("nodes_modes", nodes.Modes)),
            (5, Ints("target_treeids", nodes.LeafTrees)),
            (5, Ints("target_nodeids", nodes.LeafIds)),
            (5, Ints("target_ids", [.. nodes.LeafIds.Select(_ => 0L)])),
            (5, Floats("target_weights", nodes.Weights)),
            (5, Message((1, Text("n_targets")), (3, 1L), (20, 2L))));
        var sigmoid = Message((1, Text("sum")), (2, Text("y")), (4, Text("Sigmoid")));
        var graph = Message((1, trees), (1, sigmoid), (2, Text("trees")), (11, Tensor("x", features)), (12, Tensor("y", 1)));
        return Message((1, 8L), (7, graph), (8, Message((1, Text("")), (2, 13L))), (8, Message((1, Text("ai.onnx.ml")), (2, 1L))));
    }

    private static byte[] Tensor(string name, int columns)
    {
        var shape = Message((1, Message((2, Text("rows")))), (1, Message((1, (long)columns))));
        return Message((1, Text(name)), (2, Message((1, Message((1, (long)Float), (2, shape))))));
    }

    private static byte[] Ints(string name, List<long> values) =>
        Message([(1, Text(name)), (20, 7L), .. values.Select(value => (8, (object)value))]);

    private static byte[] Floats(string name, List<float> values) =>
        Message([(1, Text(name)), (20, 6L), .. values.Select(value => (7, (object)value))]);

    private static byte[] Strings(string name, List<string> values) =>
        Message([(1, Text(name)), (20, 8L), .. values.Select(value => (9, (object)Text(value)))]);

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Fields of a message: a long is a varint, a float four bytes, bytes have their length before them.</summary>
    private static byte[] Message(params (int Field, object Value)[] fields)
    {
        using var bytes = new MemoryStream();
        foreach (var (field, value) in fields)
        {
            var wire = value switch { long => 0, float => 5, _ => 2 };
            Varint(bytes, ((ulong)field << 3) | (uint)wire);
            if (value is long number)
            {
                Varint(bytes, (ulong)number);
            }
            else if (value is float real)
            {
                bytes.Write(BitConverter.GetBytes(real));
            }
            else
            {
                var content = (byte[])value;
                Varint(bytes, (ulong)content.Length);
                bytes.Write(content);
            }
        }

        return bytes.ToArray();
    }

    private static void Varint(MemoryStream bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes.WriteByte((byte)(value | 0x80));
        }

        bytes.WriteByte((byte)value);
    }

    /// <summary>The lists of the operator's attributes.</summary>
    private sealed class Nodes
    {
        private long tree = -1;

        public List<long> Trees { get; } = [];

        public List<long> Ids { get; } = [];

        public List<long> Features { get; } = [];

        public List<long> Left { get; } = [];

        public List<long> Right { get; } = [];

        public List<float> Thresholds { get; } = [];

        public List<string> Modes { get; } = [];

        public List<long> LeafTrees { get; } = [];

        public List<long> LeafIds { get; } = [];

        public List<float> Weights { get; } = [];

        /// <summary>Splits keep their numbers; leaves come after them.</summary>
        public void Add(Dictionary<string, string> lines)
        {
            string[] List(string key) => lines[key].Split(' ');
            double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
            tree++;
            var (feature, threshold) = (List("split_feature"), List("threshold"));
            var (left, right, leaves) = (List("left_child"), List("right_child"), List("leaf_value"));
            long Id(string child) =>
                int.Parse(child, CultureInfo.InvariantCulture) is var number && number >= 0 ? number : feature.Length + ~number;
            for (var split = 0; split < feature.Length; split++)
            {
                var column = long.Parse(feature[split], CultureInfo.InvariantCulture);
                var most = Down(Number(threshold[split]));
                Put(split, column, most, "BRANCH_LEQ", Id(left[split]), Id(right[split]));
            }

            for (var leaf = 0; leaf < leaves.Length; leaf++)
            {
                Put(feature.Length + leaf, 0, 0, "LEAF", 0, 0);
                LeafTrees.Add(tree);
                LeafIds.Add(feature.Length + leaf);
                Weights.Add((float)Number(leaves[leaf]));
            }
        }

        private static float Down(double value) => (float)value <= value ? (float)value : MathF.BitDecrement((float)value);

        private void Put(long id, long feature, float threshold, string mode, long left, long right)
        {
            Trees.Add(tree);
            Ids.Add(id);
            Features.Add(feature);
            Thresholds.Add(threshold);
            Modes.Add(mode);
            Left.Add(left);
            Right.Add(right);
        }
    }
}
