using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Rows.Blocks;

namespace Trestle.Testing.Contracts;

/// <summary>
/// Small synthetic training sets: features a, b, c (standard normal; c is noise) and kind (codes 0 to 3, a category where the
/// learner takes categories). The target depends on a + 2 b + (kind = 2), with a little noise.
/// </summary>
public sealed class TrainingSets(LearnerNeeds needs, int rows = 400)
{
    private const int Classes = 3;

    /// <summary>The features.</summary>
    public RowSchema Features { get; } = new(new[] { "a", "b", "c", "kind" }.Select(name => new Column(name, ColumnKind.Number)));

    /// <summary>Number of rows.</summary>
    public int Rows => rows;

    /// <summary>The rows for a task; other seeds give other rows of the same kind.</summary>
    public TrainingSet Make(TaskKind task, int seed = 1)
    {
        var random = new Random(seed);
        var columns = Enumerable.Range(0, Features.Count).Select(_ => new double[rows]).ToArray();
        var labels = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            for (var c = 0; c < 3; c++)
            {
                columns[c][row] = Normal(random);
            }

            columns[3][row] = random.Next(4);
            var signal = columns[0][row] + (2 * columns[1][row]) + (columns[3][row] == 2 ? 1 : 0) + (0.3 * Normal(random));
            labels[row] = task switch
            {
                TaskKind.Regression => signal,
                TaskKind.Binary => signal > 0 ? 1 : 0,
                _ => signal < -1 ? 0 : signal < 1 ? 1 : 2,
            };
            if (needs.TakesMissing && random.Next(10) == 0)
            {
                columns[random.Next(4)][row] = double.NaN;
            }
        }

        var whole = new RowBlock(Features, rows, columns);
        int[] cuts = [0, rows / 3, (rows / 3) + 1, rows];
        return new TrainingSet
        {
            Features = Features,
            Blocks = [.. cuts.Zip(cuts.Skip(1), (from, to) => whole.Take([.. Enumerable.Range(from, to - from)]))],
            Labels = labels,
            Task = task,
            Classes = task switch { TaskKind.Binary => 2, TaskKind.Multiclass => Classes, _ => 0 },
            Categories = needs.TakesCategories ? ["kind"] : [],
        };
    }

    /// <summary>The block with one column set to one value in all rows.</summary>
    public static RowBlock With(RowBlock block, int column, double value)
    {
        var columns = Enumerable.Range(0, block.Schema.Count).Select(block.Raw).ToArray();
        columns[column] = Enumerable.Repeat(value, block.Rows).ToArray();
        return new RowBlock(block.Schema, block.Rows, columns);
    }

    /// <summary>Mean squared error (regression), else mean negative log likelihood.</summary>
    public static double Loss(TrainingSet set, double[] scores)
    {
        var outputs = scores.Length / set.Rows;
        return set.Labels.Select((label, row) => set.Task switch
        {
            TaskKind.Regression => (label - scores[row]) * (label - scores[row]),
            TaskKind.Binary => -Math.Log(Math.Max(label == 1 ? scores[row] : 1 - scores[row], 1e-15)),
            _ => -Math.Log(Math.Max(scores[(row * outputs) + (int)label], 1e-15)),
        }).Average();
    }

    /// <summary>The loss of the best prediction that does not look at the features.</summary>
    public static double ConstantLoss(TrainingSet set)
    {
        if (set.Task == TaskKind.Regression)
        {
            return Loss(set, [.. set.Labels.Select(_ => set.Labels.Average())]);
        }

        var shares = Enumerable.Range(0, set.Classes).Select(c => set.Labels.Count(label => label == c) / (double)set.Rows).ToArray();
        var row = set.Task == TaskKind.Binary ? shares[1..] : shares;
        return Loss(set, [.. set.Labels.SelectMany(_ => row)]);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
