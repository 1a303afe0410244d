using Trestle.Learners.LightGbm;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>Learns trees from rows under selection, to see which features they use and how well they predict.</summary>
internal static class Boosting
{
    private const int Rounds = 100;
    private const int Leaves = 15;
    private const int ManyFeatures = 100;

    /// <summary>Of fewer rows, threads would wait for each other longer than they work.</summary>
    private const int FewRows = 100_000;
    private const int VeryManyFeatures = 1000;
    private const int FewBins = 63;
    private const double Clipped = 1e-15;

    /// <summary>Learns boosted trees from rows: 100 rounds of small trees, which cost little and need no tuning.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="threads">Threads to use; of few rows, several would wait for each other.</param>
    /// <param name="cancellation">Ends the learning early.</param>
    public static IModel Learn(SelectionRows rows, int threads, CancellationToken cancellation)
    {
        var learner = new LightGbmLearner();
        var parameters = learner.Space(rows.Task, rows.Count, rows.Columns.Count).With(
            KeyValuePair.Create("num_leaves", (double)Leaves),
            KeyValuePair.Create("learning_rate", 0.1),
            KeyValuePair.Create("feature_fraction", Math.Clamp((double)ManyFeatures / rows.Columns.Count, 0.1, 1)));
        using var learning = learner.Begin(Set(rows), null, new LearningOptions(rows.Seed, threads)
        {
            MostBins = rows.Columns.Count > VeryManyFeatures ? FewBins : null,
        });
        return learning.Fit(learner.WithRounds(parameters, Rounds), cancellation).Model.AtRounds(Rounds);
    }

    /// <summary>The share of each column in what all splits gain, in the order of the columns.</summary>
    public static double[] Gains(SelectionRows rows, CancellationToken cancellation) =>
        rows.Count == 0 || rows.Columns.Count == 0 ? new double[rows.Columns.Count]
            : InOrder(Learn(rows, rows.Count < FewRows ? 1 : rows.Cores, cancellation), rows);

    /// <summary>
    /// Learns from all parts of the rows but one, for each: the loss of each row under trees that did not learn from it, and the gains of
    /// the columns over all trees.
    /// </summary>
    public static (double[] Losses, double[] Gains) CrossFit(SelectionRows rows, CancellationToken cancellation)
    {
        var parts = rows.Parts();
        var (losses, gains) = (new double[rows.Count], new double[parts.Count][]);
        var options = new ParallelOptions { MaxDegreeOfParallelism = rows.Cores, CancellationToken = cancellation };
        Parallel.For(0, parts.Count, options, at =>
        {
            var own = parts[at].ToHashSet();
            var others = rows.Take([.. Enumerable.Range(0, rows.Count).Where(row => !own.Contains(row))]);
            var model = Learn(others, 1, cancellation);
            foreach (var (row, loss) in parts[at].Zip(Losses(model, rows.Take(parts[at]))))
            {
                losses[row] = loss;
            }

            gains[at] = InOrder(model, rows);
        });
        return (losses, [.. Enumerable.Range(0, rows.Columns.Count).Select(column => gains.Sum(part => part[column]))]);
    }

    /// <summary>The weights of a model's features in the order of the columns.</summary>
    public static double[] InOrder(IModel model, SelectionRows rows)
    {
        var weights = model.Features.Zip(model.Importance()).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        return [.. rows.Columns.Select(column => weights.GetValueOrDefault(column.Name))];
    }

    /// <summary>The loss of a model on each row: the negative logarithm of the probability of its class, or the squared error.</summary>
    public static double[] Losses(IModel model, SelectionRows rows)
    {
        var wanted = new RowSchema(model.Features.Select(name => new Column(name, ColumnKind.Number)));
        var block = Block(rows).Project(wanted, "select-features");
        var scores = new double[rows.Count * model.Outputs];
        model.Score(block, scores);
        return [.. rows.Labels.Select((label, row) => rows.Task switch
        {
            TaskKind.Regression => (scores[row] - label) * (scores[row] - label),
            TaskKind.Binary => -Math.Log(Math.Max(Clipped, label == 1 ? scores[row] : 1 - scores[row])),
            _ => -Math.Log(Math.Max(Clipped, scores[(row * model.Outputs) + (int)label])),
        })];
    }

    /// <summary>Rows as learners take them.</summary>
    public static TrainingSet Set(SelectionRows rows) => new()
    {
        Features = new RowSchema(rows.Columns.Select(column => new Column(column.Name, ColumnKind.Number))),
        Blocks = [Block(rows)],
        Labels = rows.Labels,
        Task = rows.Task,
        Classes = rows.Classes,
        Categories = [.. rows.Columns.Where(column => column.IsCategory).Select(column => column.Name)],
    };

    /// <summary>The name of the loss.</summary>
    public static string LossName(TaskKind task) => task == TaskKind.Regression ? "squared error" : "log loss";

    private static RowBlock Block(SelectionRows rows) => new(
        new RowSchema(rows.Columns.Select(column => new Column(column.Name, ColumnKind.Number))), rows.Count,
        [.. rows.Columns.Select(column => column.Values)]);
}
