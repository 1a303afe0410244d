using System.Diagnostics;
using System.Globalization;

using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Metrics;
using Trestle.Rows.Blocks;

namespace Trestle.Bench;

/// <summary>
/// One learner with given parameters on folds that a peer has written (bench/peers/learners_sklearn.py): the mean of the metric over the
/// folds of each table, and the time of a fit. Files are called <c>TABLE.TASK.FOLD.train.csv</c> and <c>.test.csv</c>; columns whose
/// name begins with '#' are codes of categories, the last one is the label.
/// </summary>
internal static class LearnersBench
{
    public static void Run(string[] arguments)
    {
        var learner = LearnerCatalog.Get(arguments[1]);
        var parameters = new Parameters(arguments.Skip(2).Select(text => text.Split('=')).Select(
            pair => KeyValuePair.Create(pair[0], double.Parse(pair[1], CultureInfo.InvariantCulture))));
        var folds = Directory.GetFiles(arguments[0], "*.train.csv").Order(StringComparer.Ordinal)
            .GroupBy(file => string.Join('.', Path.GetFileName(file).Split('.')[..2]));
        foreach (var table in folds)
        {
            List<Figures> figures = [.. table.Select(file => Measure(learner, parameters, file))];
            Console.WriteLine(
                $"{table.Key,-28} {learner.Name,-12} {figures.Average(one => one.Metric):0.0000} {figures[0].Name,-9}"
                    + $" {figures.Average(one => one.Second):0.0000} fit {figures.Average(one => one.Fit):0.00} s,"
                    + $" score {figures.Average(one => one.Score):0.000} s, {figures.Average(one => one.Bytes) / 1e6:0.0} MB");
        }
    }

    private static Figures Measure(ILearner learner, Parameters parameters, string file)
    {
        var task = Enum.Parse<TaskKind>(Path.GetFileName(file).Split('.')[1], ignoreCase: true);
        var (train, test) = (Read(file, task), Read(file.Replace(".train.", ".test.", StringComparison.Ordinal), task));
        train = train with { Classes = Math.Max(train.Classes, test.Classes) };
        var watch = Stopwatch.StartNew();
        using var learning = learner.Begin(train, null, new LearningOptions(1, Environment.ProcessorCount));
        var model = learning.Fit(parameters, CancellationToken.None).Model;
        var fit = watch.Elapsed.TotalSeconds;
        watch.Restart();
        var scores = new double[test.Rows * model.Outputs];
        model.Score(test.Blocks[0], scores);
        var score = watch.Elapsed.TotalSeconds;
        var outcome = new Outcome(task, test.Labels, scores, model.Outputs);
        var (name, second) = task switch
        {
            TaskKind.Binary => ("auc", "log-loss"),
            TaskKind.Multiclass => ("log-loss", "accuracy"),
            _ => ("rmse", "mae"),
        };
        return new Figures(
            name, MetricCatalog.Get(name).Measure(outcome), MetricCatalog.Get(second).Measure(outcome), fit, score, model.Save().Length);
    }

    private static TrainingSet Read(string file, TaskKind task)
    {
        var lines = File.ReadLines(file).Select(line => line.Split(','));
        var header = lines.First();
        var rows = lines.Skip(1).Select(
            cells => Array.ConvertAll(cells, cell => cell.Length == 0 ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture))).ToArray();
        var names = header[..^1];
        var schema = new RowSchema(names.Select(name => new Column(name, ColumnKind.Number)));
        double[] labels = [.. rows.Select(row => row[^1])];
        return new TrainingSet
        {
            Features = schema,
            Blocks = [new RowBlock(schema, rows.Length, [.. names.Select((_, column) => rows.Select(row => row[column]).ToArray())])],
            Labels = labels,
            Task = task,
            Classes = task == TaskKind.Regression ? 0 : task == TaskKind.Binary ? 2 : 1 + (int)labels.Max(),
            Categories = [.. names.Where(name => name.StartsWith('#'))],
        };
    }

    private sealed record Figures(string Name, double Metric, double Second, double Fit, double Score, double Bytes);
}
