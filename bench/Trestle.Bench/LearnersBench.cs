using System.Diagnostics;
using System.Globalization;

using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Metrics;

namespace Trestle.Bench;

/// <summary>
/// One learner with given parameters on folds that a peer has written (<see cref="FoldTable"/>): the mean of the metric over the folds of
/// each table, and the time of a fit. A parameter <c>table=vehicle</c> takes the tables whose names begin so.
/// </summary>
internal static class LearnersBench
{
    public static void Run(string[] arguments)
    {
        var learner = LearnerCatalog.Get(arguments[1]);
        var pairs = arguments.Skip(2).Select(text => text.Split('=')).ToLookup(pair => pair[0], pair => pair[1]);
        var parameters = new Parameters(pairs.Where(pair => pair.Key != "table").Select(
            pair => KeyValuePair.Create(pair.Key, double.Parse(pair.First(), CultureInfo.InvariantCulture))));
        foreach (var table in (pairs["table"].Any() ? pairs["table"] : [""]).SelectMany(begin => FoldTable.Tables(arguments[0], begin)))
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
        var (raw, held) = FoldTable.Read(file);
        var (train, test) = (FoldTable.For(learner.Needs, raw, raw), FoldTable.For(learner.Needs, raw, held));
        var watch = Stopwatch.StartNew();
        using var learning = learner.Begin(train, null, new LearningOptions(1, Environment.ProcessorCount));
        var model = learning.Fit(parameters, CancellationToken.None).Model;
        var fit = watch.Elapsed.TotalSeconds;
        watch.Restart();
        var scores = new double[test.Rows * model.Outputs];
        model.Score(test.Blocks[0], scores);
        var score = watch.Elapsed.TotalSeconds;
        var outcome = new Outcome(test.Task, test.Labels, scores, model.Outputs);
        var (name, second) = Metrics(test.Task);
        return new Figures(
            name, MetricCatalog.Get(name).Measure(outcome), MetricCatalog.Get(second).Measure(outcome), fit, score, model.Save().Length);
    }

    /// <summary>The metric by which tables of a task are compared, and another one.</summary>
    internal static (string First, string Second) Metrics(TaskKind task) => task switch
    {
        TaskKind.Binary => ("auc", "log-loss"),
        TaskKind.Multiclass => ("log-loss", "accuracy"),
        _ => ("rmse", "mae"),
    };

    private sealed record Figures(string Name, double Metric, double Second, double Fit, double Score, double Bytes);
}
