using Trestle.Core.Schema;
using Trestle.Learners.Statistics;

namespace Trestle.Learners.Forests;

/// <summary>
/// Grows the trees of a forest, one after the other (Breiman 2001: Random forests; Geurts, Ernst, Wehenkel 2006: Extremely randomized
/// trees). A tree depends on its number and the seed alone. Memory: 20 bytes per training row. Not thread-safe.
/// </summary>
internal sealed class TreeGrower
{
    private readonly BinnedRows rows;
    private readonly ForestParameters parameters;
    private readonly int seed;
    private readonly double[] targets;
    private readonly double[]? weights;
    private readonly int[] times;
    private readonly SampledRow[] sample;
    private readonly int[] features;
    private readonly SplitSearch search;
    private readonly Histogram histogram;
    private readonly LeafValues values;

    private readonly List<GrownNode> nodes = [];
    private readonly PriorityQueue<Open, double> open = new();
    private double[] gains = [];

    /// <summary>A grower; <paramref name="offset"/> is subtracted from the values that are learned.</summary>
    public TreeGrower(BinnedRows rows, TrainingSet train, ForestParameters parameters, int seed, double offset)
    {
        this.rows = rows;
        this.parameters = parameters;
        this.seed = seed;
        targets = train.Task == TaskKind.Regression ? Array.ConvertAll(train.Labels, label => label - offset) : train.Labels;
        weights = train.Weights;
        times = new int[rows.Rows];
        sample = new SampledRow[rows.Rows];
        features = new int[rows.Features.Length];
        histogram = train.Task == TaskKind.Multiclass ? new ClassHistogram(train.Classes) : new ValueHistogram(offset);
        search = new SplitSearch(histogram, parameters);
        values = new LeafValues(train.Task == TaskKind.Multiclass ? train.Classes : 1);
    }

    /// <summary>Grows the tree with a number.</summary>
    public GrownTree Grow(int tree, CancellationToken cancellation)
    {
        var random = new SplitMix64(seed, tree);
        nodes.Clear();
        open.Clear();
        values.Clear();
        gains = new double[features.Length];
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = i;
        }

        var count = Draw(ref random);
        var leaves = 1;
        nodes.Add(default);
        Visit(new Node(0, 0, count, 0), ref random);
        while (open.TryDequeue(out var next, out _))
        {
            cancellation.ThrowIfCancellationRequested();
            if (leaves == parameters.MaxLeaves)
            {
                histogram.Begin(Of(next.Node));
                nodes[next.Node.Position] = Leaf();
                continue;
            }

            leaves++;
            Divide(next.Node, next.Split, ref random);
        }

        return new GrownTree(ByLevel(), values.ToArray(), gains);
    }

    private Span<SampledRow> Of(Node node) => sample.AsSpan(node.From, node.To - node.From);

    /// <summary>Draws the rows of the tree; returns how many different ones there are.</summary>
    private int Draw(ref SplitMix64 random)
    {
        Array.Fill(times, parameters.Bootstrap ? 0 : 1);
        for (var i = 0; parameters.Bootstrap && i < times.Length; i++)
        {
            times[random.Below(times.Length)]++;
        }

        var count = 0;
        for (var row = 0; row < times.Length; row++)
        {
            if (times[row] > 0)
            {
                var weight = weights is null ? times[row] : (float)(times[row] * weights[row]);
                sample[count++] = new SampledRow(row, weight, targets[row]);
            }
        }

        return count;
    }

    /// <summary>Looks for the best split of a node; without one it is a leaf.</summary>
    private void Visit(Node node, ref SplitMix64 random)
    {
        var own = Of(node);
        histogram.Begin(own);
        var found = histogram.IsPure || node.Depth >= parameters.MaxDepth || own.Length / 2 < parameters.MinLeaf
            ? null
            : search.Run(rows, features, own, ref random);
        if (found is { } split)
        {
            // Where a tree may become too large, the most valuable split comes next, else the last one: its rows are still in the cache.
            open.Enqueue(new Open(node, split), sample.Length > parameters.MaxLeaves ? -split.Gain : -nodes.Count);
        }
        else
        {
            nodes[node.Position] = Leaf();
        }
    }

    /// <summary>The node that the histogram has begun with, as a leaf; rows with weights are counted, each once.</summary>
    private GrownNode Leaf() =>
        new(GrownNode.Leaf, values.Add(histogram), weights is null ? (int)histogram.Weight : histogram.Rows, 0);

    private void Divide(Node node, FoundSplit split, ref SplitMix64 random)
    {
        var first = nodes.Count;
        nodes[node.Position] = new GrownNode(split.Feature, split.Cut.Value, 0, first);
        gains[split.Feature] += split.Gain;
        nodes.Add(default);
        nodes.Add(default);

        var lowFirst = rows.Features[split.Feature].Codes is null || !split.Cut.MissingLow;
        var middle = node.From + Partition(Of(node), rows.Columns[split.Feature], split.Cut, lowFirst);
        Visit(new Node(first, node.From, middle, node.Depth + 1), ref random);
        Visit(new Node(first + 1, middle, node.To, node.Depth + 1), ref random);
    }

    /// <summary>Brings the rows of the first child to the front; returns how many there are.</summary>
    private static int Partition(Span<SampledRow> node, ushort[] column, Split cut, bool lowFirst)
    {
        var (first, last) = (0, node.Length - 1);
        while (first <= last)
        {
            if (cut.IsLow(column[node[first].Row]) == lowFirst)
            {
                first++;
            }
            else
            {
                (node[first], node[last]) = (node[last], node[first]);
                last--;
            }
        }

        return first;
    }

    /// <summary>The nodes level by level, as scoring and the saved form have them.</summary>
    private GrownNode[] ByLevel()
    {
        var ordered = new GrownNode[nodes.Count];
        ordered[0] = nodes[0];
        var end = 1;
        for (var position = 0; position < ordered.Length; position++)
        {
            var node = ordered[position];
            if (node.Feature != GrownNode.Leaf)
            {
                (ordered[end], ordered[end + 1]) = (nodes[node.First], nodes[node.First + 1]);
                ordered[position] = node with { First = end };
                end += 2;
            }
        }

        return ordered;
    }

    private readonly record struct Node(int Position, int From, int To, int Depth);

    private readonly record struct Open(Node Node, FoundSplit Split);
}
