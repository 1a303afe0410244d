using System.Globalization;
using System.Text;

using Trestle.Testing;

namespace Trestle.Bench;

/// <summary>
/// A LightGBM model of a binary target as an ONNX file: a TreeEnsembleRegressor of the domain ai.onnx.ml and a Sigmoid. Only splits by
/// numbers, without missing values. Thresholds and leaves become 32-bit floats, thresholds rounded down, so that floats go the
/// same ways.
/// </summary>
internal static class OnnxTrees
{
    /// <summary>The bytes of the ONNX file.</summary>
    public static byte[] Write(byte[] lightGbm, int features)
    {
        var nodes = new Nodes();
        var parts = Encoding.UTF8.GetString(lightGbm).Split("\n\n").Select(part => part.Trim());
        foreach (var part in parts.Where(part => part.StartsWith("Tree=", StringComparison.Ordinal)))
        {
            nodes.Add(part.Split('\n').Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]));
        }

        byte[][] attributes =
        [
            OnnxFiles.Integers("nodes_treeids", nodes.Trees), OnnxFiles.Integers("nodes_nodeids", nodes.Ids),
            OnnxFiles.Integers("nodes_featureids", nodes.Features), OnnxFiles.Integers("nodes_truenodeids", nodes.Left),
            OnnxFiles.Integers("nodes_falsenodeids", nodes.Right), OnnxFiles.Floats("nodes_values", nodes.Thresholds),
            OnnxFiles.Strings("nodes_modes", nodes.Modes), OnnxFiles.Integers("target_treeids", nodes.LeafTrees),
            OnnxFiles.Integers("target_nodeids", nodes.LeafIds), OnnxFiles.Integers("target_ids", nodes.LeafIds.Select(_ => 0L)),
            OnnxFiles.Floats("target_weights", nodes.Weights), OnnxFiles.Integer("n_targets", 1),
        ];
        return OnnxFiles.Model(
            [
                OnnxFiles.Node("TreeEnsembleRegressor", ["x"], ["sum"], attributes, OnnxFiles.MachineLearning),
                OnnxFiles.Node("Sigmoid", ["sum"], ["y"]),
            ],
            [OnnxFiles.Value("x", OnnxFiles.Float, -1, features)], [OnnxFiles.Value("y", OnnxFiles.Float, -1, 1)], []);
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

        public List<double> Thresholds { get; } = [];

        public List<string> Modes { get; } = [];

        public List<long> LeafTrees { get; } = [];

        public List<long> LeafIds { get; } = [];

        public List<double> Weights { get; } = [];

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
                Weights.Add(Number(leaves[leaf]));
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
