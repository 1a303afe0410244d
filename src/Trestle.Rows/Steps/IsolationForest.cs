using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>What an isolation forest adds.</summary>
public enum IsolationOutput
{
    /// <summary>A column with the score: about 0.5 for usual rows, near 1 for rows that are easily told from all others.</summary>
    Score,

    /// <summary>A column with 1 for outliers, which have a higher score than all but a share of the learned rows, else 0.</summary>
    Flag,
}

/// <summary>
/// Finds rows whose numbers are unusual together though each may be usual alone: an isolation forest (Liu, Ting and Zhou, ICDM 2008).
/// Random splits of a sample tell an unusual row from all others after few of them. A gap counts as the median.
/// </summary>
public sealed record IsolationForest : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "isolation-forest";

    private const int LearnedRows = 4096;

    /// <inheritdoc/>
    [Setting("Number columns to look at together (default: all).", Example = "[income, age]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>What is added.</summary>
    [Setting("What is added: score (a column isolation.score, 0 to 1) or flag (a column isolation.outlier, 1 or 0).", Example = "flag")]
    public IsolationOutput Output { get; init; }

    /// <summary>Share of the learned rows that are flagged.</summary>
    [Setting("With flag: about which share of the rows is flagged.", Example = "0.02")]
    [Range(0.0001, 0.5)]
    public double Share { get; init; } = 0.01;

    /// <summary>Number of trees.</summary>
    [Setting("Number of trees.", Example = "50")]
    [Range(1, 1000)]
    public int Trees { get; init; } = 100;

    /// <summary>Rows of a tree.</summary>
    [Setting("Number of rows that each tree tells from each other.", Example = "128")]
    [Range(2, LearnedRows)]
    public int Sample { get; init; } = 256;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) =>
        Chosen(input) is { Count: > 0 } columns
            ? [new RowSketch(columns, LearnedRows), .. columns.Select(column => new Quantiles(column))] : [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        var columns = Chosen(input);
        double[] middles = [.. columns.Select(column => values.Of(new Quantiles(column)).Quantile(0.5))
            .Select(middle => double.IsNaN(middle) ? 0 : middle)];
        (double[] Row, long Rows)[] rows = columns.Count == 0 ? []
            : [.. values.Of(new RowSketch(columns, LearnedRows)).Rows().Select(row => (Filled(row.Row, middles), row.Rows))];
        var all = new WeightedRows(rows);
        var forest = new FittedIsolationForest(columns, middles, [], (int)Math.Min(Sample, all.Total), Output, double.NaN);
        if (rows.Length < 2)
        {
            return forest;
        }

        forest = forest with { Trees = [.. Enumerable.Range(0, Trees).Select(tree => Grow(all, forest.Sample, (ulong)tree))] };
        var prepared = forest.Prepared();
        return forest with { Limit = all.Quantile(row => forest.Score(row, prepared), 1 - Share) };
    }

    private IReadOnlyList<string> Chosen(RowSchema input) => ColumnChoice.Of(ColumnKind.Number, Columns, input, Name);

    private static double[] Filled(double[] row, double[] middles) =>
        [.. row.Select((value, i) => double.IsNaN(value) ? middles[i] : value)];

    private static IsolationTree Grow(WeightedRows learned, int count, ulong tree)
    {
        var random = new Draws(tree);
        var all = learned.Rows;
        var deepest = (int)Math.Ceiling(Math.Log2(count));
        var (features, splits, nexts) = (new List<int>(), new List<double>(), new List<int>());
        var open = new Queue<(int Node, int[] Rows, int Depth)>();
        Add(learned.Draw(count, random), 0);
        while (open.TryDequeue(out var node))
        {
            if (node.Depth == deepest || node.Rows.Length < 2 || Split(node.Rows) is not { } split)
            {
                // A leaf: its number of rows stands in place of the next node.
                nexts[node.Node] = node.Rows.Length;
                continue;
            }

            (features[node.Node], splits[node.Node], nexts[node.Node]) = (split.Feature, split.At, features.Count);
            Add([.. node.Rows.Where(row => all[row][split.Feature] < split.At)], node.Depth + 1);
            Add([.. node.Rows.Where(row => !(all[row][split.Feature] < split.At))], node.Depth + 1);
        }

        return new IsolationTree(features, splits, nexts);

        void Add(int[] own, int depth)
        {
            open.Enqueue((features.Count, own, depth));
            features.Add(-1);
            splits.Add(0);
            nexts.Add(0);
        }

        (int Feature, double At)? Split(int[] own)
        {
            int[] varying =
                [.. Enumerable.Range(0, all[0].Length).Where(column => own.Any(row => all[row][column] != all[own[0]][column]))];
            if (varying.Length == 0)
            {
                return null;
            }

            var feature = varying[(int)random.Next(varying.Length)];
            var (low, high) = (own.Min(row => all[row][feature]), own.Max(row => all[row][feature]));
            var at = low + ((high - low) * random.Share());
            return (feature, at > low ? at : high);
        }
    }

    /// <summary>Different rows, and how often each occurs.</summary>
    private sealed class WeightedRows
    {
        private readonly long[] ends;

        public WeightedRows((double[] Row, long Rows)[] rows)
        {
            (Rows, ends) = ([.. rows.Select(row => row.Row)], [.. rows.Select(row => row.Rows)]);
            for (var i = 1; i < ends.Length; i++)
            {
                ends[i] += ends[i - 1];
            }
        }

        public double[][] Rows { get; }

        public long Total => ends.Length == 0 ? 0 : ends[^1];

        /// <summary>Draws rows of the table without replacement: a row that occurs often can be drawn as often.</summary>
        public int[] Draw(int count, Draws random)
        {
            var drawn = new HashSet<long>(count);

            // Floyd's algorithm (Bentley and Floyd 1987).
            for (var last = Total - count; last < Total; last++)
            {
                if (random.Next(last + 1) is var row && !drawn.Add(row))
                {
                    drawn.Add(last);
                }
            }

            return [.. drawn.Order().Select(RowAt)];
        }

        /// <summary>The value of a row below which a share of all rows is.</summary>
        public double Quantile(Func<double[], double> value, double share)
        {
            var at = (long)Math.Floor(share * (Total - 1));
            return Rows.Select((row, i) => (Value: value(row), Count: ends[i] - (i == 0 ? 0 : ends[i - 1])))
                .OrderBy(row => row.Value).First(row => (at -= row.Count) < 0).Value;
        }

        private int RowAt(long place)
        {
            var found = Array.BinarySearch(ends, place + 1);
            return found < 0 ? ~found : found;
        }
    }

    /// <summary>Random numbers of a tree; the same on every machine.</summary>
    private sealed class Draws(ulong seed)
    {
        private ulong state = SplitMix.Mix((seed + 1) * SplitMix.Step);

        public long Next(long below) => (long)(Share() * below);

        public double Share() => SplitMix.Unit(SplitMix.Mix(state += SplitMix.Step));
    }
}

/// <summary>A tree of random splits.</summary>
/// <param name="Features">For each node the place of the column; -1 for leaves.</param>
/// <param name="Splits">For each node the number below which a row goes to the first of the next nodes.</param>
/// <param name="Nexts">For each node the first of the two next ones; for a leaf its number of rows.</param>
public sealed record IsolationTree(IReadOnlyList<int> Features, IReadOnlyList<double> Splits, IReadOnlyList<int> Nexts);

/// <summary>A fitted <see cref="IsolationForest"/>.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Middles">What a gap counts as.</param>
/// <param name="Trees">The trees; none where there was too little to learn from.</param>
/// <param name="Sample">Rows of a tree.</param>
/// <param name="Output">What is added.</param>
/// <param name="Limit">The score above which a row is an outlier.</param>
public sealed record FittedIsolationForest(
    IReadOnlyList<string> Columns, IReadOnlyList<double> Middles, IReadOnlyList<IsolationTree> Trees, int Sample, IsolationOutput Output,
    double Limit) : IFittedStep
{
    private const double Euler = 0.57721566490153286;

    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) => Columns.Count > 0 && Columns.All(has) ? this : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, IsolationForest.Name);
        int[] positions = [.. Columns.Select(column => binder.Find(column, ColumnKind.Number))];
        if (positions.Length == 0)
        {
            return binder.Done();
        }

        var (name, prepared) = (Output == IsolationOutput.Flag ? "isolation.outlier" : "isolation.score", Prepared());
        return binder.AddFromAll(positions, [new Column(name, ColumnKind.Number)], block => [Scores(block, positions, prepared)]).Done();
    }

    /// <summary>The mean path of a search without success in a binary tree of some rows.</summary>
    private static double MeanPath(int rows) => rows switch
    {
        <= 1 => 0,
        2 => 1,
        _ => (2 * (Math.Log(rows - 1) + Euler)) - (2.0 * (rows - 1) / rows),
    };

    private double[] Scores(RowBlock block, int[] positions, (int[] Features, double[] Splits, int[] Nexts)[] prepared)
    {
        var scores = new double[block.Rows];
        var row = new double[positions.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            for (var column = 0; column < row.Length; column++)
            {
                var value = block.Numbers(positions[column])[i];
                row[column] = double.IsFinite(value) ? value : Middles[column];
            }

            var score = Score(row, prepared);
            scores[i] = Output == IsolationOutput.Score ? score : score > Limit ? 1 : 0;
        }

        return scores;
    }

    /// <summary>The trees as arrays.</summary>
    internal (int[] Features, double[] Splits, int[] Nexts)[] Prepared() =>
        [.. Trees.Select(tree => (tree.Features.ToArray(), tree.Splits.ToArray(), tree.Nexts.ToArray()))];

    /// <summary>The score of a row without gaps: 2 to the power of minus its mean path, as a share of that in a random tree.</summary>
    internal double Score(double[] row, (int[] Features, double[] Splits, int[] Nexts)[] prepared)
    {
        if (prepared.Length == 0)
        {
            return double.NaN;
        }

        var sum = 0.0;
        foreach (var (features, splits, nexts) in prepared)
        {
            var (node, depth) = (0, 0);
            for (; features[node] >= 0; depth++)
            {
                node = nexts[node] + (row[features[node]] < splits[node] ? 0 : 1);
            }

            sum += depth + MeanPath(nexts[node]);
        }

        return Math.Pow(2, -sum / prepared.Length / MeanPath(Sample));
    }
}
