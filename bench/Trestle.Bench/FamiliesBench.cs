using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Ensemble;
using Trestle.Learners.Metrics;

namespace Trestle.Bench;

/// <summary>
/// What a learner adds to an ensemble: in each fold of a table (<see cref="FoldTable"/>) the first configurations of the usual learners,
/// and of the given ones, are scored out of fold in five inner folds, weights are chosen by those scores as in a search, and
/// the ensemble is measured on the rows outside.
/// </summary>
internal static class FamiliesBench
{
    private const int Inner = 5;
    private const int MostTaken = 25;

    private static readonly string[] Usual = ["linear", "forest", "extra-trees", "lightgbm"];

    /// <summary>Folder, beginning of the tables' names, number of configurations of a learner, and the learners to add.</summary>
    public static void Run(string[] arguments)
    {
        var configurations = int.Parse(arguments[2], System.Globalization.CultureInfo.InvariantCulture);
        foreach (var table in FoldTable.Tables(arguments[0], arguments[1]))
        {
            var rows = table.Select(file => Measure(file, configurations, arguments[3..])).ToArray();
            foreach (var name in rows[0].Keys)
            {
                Console.WriteLine(
                    $"{table.Key,-26} {name,-30} {rows.Average(row => row[name]):0.0000}  "
                        + string.Join(' ', rows.Select(row => $"{row[name]:0.0000}")));
            }
        }
    }

    private static Dictionary<string, double> Measure(string file, int configurations, string[] added)
    {
        var (train, test) = FoldTable.Read(file);
        var metric = MetricCatalog.Get(LearnersBench.Metrics(train.Task).First);
        Member[] members =
        [
            .. Usual.Concat(added).Select(LearnerCatalog.Get).SelectMany(learner => learner
                .Portfolio(new DataShape(train.Task, train.Rows, train.Features.Count, train.Classes)).Take(configurations)
                .Select(parameters => Score(learner, parameters, train, test))),
        ];
        var figures = new Dictionary<string, double>();
        foreach (var learner in members.GroupBy(member => member.Learner))
        {
            var best = learner.MinBy(member => metric.HigherIsBetter ? -metric.Measure(member.Inside) : metric.Measure(member.Inside));
            figures[$"best {learner.Key}"] = metric.Measure(best!.Outside);
        }

        figures["ensemble of the usual"] = Ensemble([.. members.Where(member => Usual.Contains(member.Learner))]);
        foreach (var learner in added)
        {
            figures[$"with {learner}"] = Ensemble(
                [.. members.Where(member => Usual.Contains(member.Learner) || member.Learner == learner)]);
        }

        if (added.Length > 1)
        {
            figures["with all"] = Ensemble(members);
        }

        return figures;

        double Ensemble(Member[] library)
        {
            var weights = EnsembleSelection.Choose(
                metric, [.. library.Select(member => member.Inside)], MostTaken, CancellationToken.None);
            var scores = EnsembleSelection.Mean([.. library.Select(member => member.Outside.Scores)], weights);
            return metric.Measure(new Outcome(test.Task, test.Labels, scores, library[0].Outside.Outputs));
        }
    }

    private static Member Score(ILearner learner, Parameters parameters, TrainingSet raw, TrainingSet held)
    {
        var (train, test) = (FoldTable.For(learner.Needs, raw, raw), FoldTable.For(learner.Needs, raw, held));
        var outputs = train.Task == TaskKind.Multiclass ? train.Classes : 1;
        var scores = new double[train.Rows * outputs];
        var fold = Folds(train);
        var learned = new Learned[Inner];
        Parallel.For(0, Inner, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, own =>
        {
            int[] inside = [.. Enumerable.Range(0, train.Rows).Where(row => fold[row] != own)];
            int[] outside = [.. Enumerable.Range(0, train.Rows).Where(row => fold[row] == own)];
            using var learning = learner.Begin(train.Take(inside), train.Take(outside), new LearningOptions(1, 1));
            learned[own] = learning.Fit(parameters, CancellationToken.None);
        });
        for (var own = 0; own < Inner; own++)
        {
            var rounds = Median([.. learned.Where((_, other) => other != own).Select(other => other.Rounds)]);
            int[] outside = [.. Enumerable.Range(0, train.Rows).Where(row => fold[row] == own)];
            var part = new double[outside.Length * outputs];
            learned[own].Model.AtRounds(rounds).Score(train.Take(outside).Blocks[0], part);
            for (var i = 0; i < part.Length; i++)
            {
                scores[(outside[i / outputs] * outputs) + (i % outputs)] = part[i];
            }
        }

        using var whole = learner.Begin(train, null, new LearningOptions(1, Environment.ProcessorCount));
        var length = Median([.. learned.Select(one => one.Rounds)]);
        var model = whole.Fit(learner.WithRounds(parameters, length), CancellationToken.None).Model.AtRounds(length);
        var outer = new double[test.Rows * outputs];
        model.Score(test.Blocks[0], outer);
        return new Member(
            learner.Name, new Outcome(train.Task, train.Labels, scores, outputs), new Outcome(train.Task, test.Labels, outer, outputs));
    }

    /// <summary>The inner fold of each row: rows of a class in turn, in an order that is drawn.</summary>
    private static int[] Folds(TrainingSet set)
    {
        var random = new Random(1);
        var folds = new int[set.Rows];
        var order = Enumerable.Range(0, set.Rows).OrderBy(_ => random.NextDouble())
            .OrderBy(row => set.Task == TaskKind.Regression ? 0 : set.Labels[row]).ToArray();
        for (var i = 0; i < order.Length; i++)
        {
            folds[order[i]] = i % Inner;
        }

        return folds;
    }

    private static int Median(int[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private sealed record Member(string Learner, Outcome Inside, Outcome Outside);
}
