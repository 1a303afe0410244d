using System.Globalization;
using System.Text;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Lifecycle;
using Trestle.Storage.Records;

namespace Trestle.Bench;

/// <summary>
/// How often a run ends with a champion on tables in which nothing predicts the target, and on tables with a small effect; and what
/// other gates would have said of the models of the first round. Each table is run up to the choice of the model, in this process.
/// <code>selection FILE noise|effect FROM TO   runs these tables and appends a line for each
/// selection FILE                        prints the table of all lines</code>
/// </summary>
internal static class SelectionBench
{
    private static readonly int[] Sizes = [200, 500, 1000, 2000, 5000];
    private static readonly TaskKind[] Tasks = [TaskKind.Binary, TaskKind.Multiclass, TaskKind.Regression];

    public static void Run(string[] args)
    {
        if (args.Length == 1)
        {
            Print(File.ReadAllLines(args[0]).Select(Line.Read).ToArray());
            return;
        }

        var (from, to) = (int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
        for (var table = from; table < to; table++)
        {
            File.AppendAllText(args[0], TryAsync(table, args[1] == "effect").GetAwaiter().GetResult() + "\n");
        }
    }

    private static async Task<Line> TryAsync(int table, bool effect)
    {
        var (task, rows) = (Tasks[table % Tasks.Length], Sizes[table / Tasks.Length % Sizes.Length]);
        var folder = Directory.CreateTempSubdirectory("trestle-bench-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "t.csv"), Table(table, task, rows, effect));
            File.WriteAllText(
                Path.Combine(folder, Project.FileName),
                $"name: t\nsource: t.csv\ntarget: y\ntask: {task.ToString().ToLowerInvariant()}\nseed: {table}\n"
                    + "train: {trials: 6}\nrevisit-candidates: {rounds: 2}\nevaluate: {resamples: 200}\n"
                    + "validate-model: {generalisation: refuse}\n");
            var project = Project.Open(folder);
            var records = await RecordStore.OpenAsync(project.DatabaseFile, TimeProvider.System, CancellationToken.None);
            var stages = StageCatalog.All(new ProcessScoringHost("unused", TimeProvider.System));
            var engine = new RunEngine(project, records, stages, new Silent(), new Resources(1, 4L << 30), TimeProvider.System);
            var first = await engine.RunAsync(new RunSelection(To: Stage.Train), "bench", CancellationToken.None);
            var gates = Gates(project, first.Artifacts, task, rows, table);
            var refused = "";
            try
            {
                await engine.RunAsync(new RunSelection(To: Stage.SelectBest), "bench", CancellationToken.None);
            }
            catch (TrestleException e) when (e.ExitCode == ExitCode.Refused)
            {
                refused = e.Problems[0].Code;
            }

            return gates with { Table = table, Effect = effect, Task = task, Rows = rows, Refused = refused };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What gates say of the models of the first round; each with a probability of 2.5 % for an error.</summary>
    private static Line Gates(Project project, ArtifactReader artifacts, TaskKind task, int rows, int seed)
    {
        using var tables = new Resources(1, 1L << 30).Tables(project);
        var set = artifacts.Read(Artifact.CandidateSet);
        var metric = MetricCatalog.Get(set.Metric);
        var models = artifacts.ReadAll(Artifact.FittedModels);
        var trials = artifacts.ReadAll(Artifact.Trials);
        Outcome Read(Trestle.Core.Artifacts.ContentHash hash) =>
            PredictionTable.Read(tables.Open(project.Store.PathOf(hash), CancellationToken.None), task, CancellationToken.None).Outcome;
        var baselines = set.Candidates.Where(candidate => candidate.Baseline).Select(candidate => models[candidate.Id])
            .Select(model => (Model: model, Outcome: Read(model.OutOfFold))).ToArray();
        var baseline = metric.HigherIsBetter
            ? baselines.MaxBy(entry => metric.Measure(entry.Outcome))
            : baselines.MinBy(entry => metric.Measure(entry.Outcome));
        var others = set.Candidates.Where(candidate => !candidate.Baseline).Select(candidate => candidate.Id).ToArray();
        var alone = others.Any(id => Better(metric, Read(models[id].OutOfFold), baseline.Outcome, seed));
        var names = others.SelectMany(id => trials[id].Ran.Select(trial => (id, trial.Number))).ToList();
        var all = others.SelectMany(id => trials[id].Ran).Select(trial => Read(trial.OutOfFold!.Value)).ToArray();
        var folds = baseline.Outcome.Folds!.CountBy(fold => fold).Select(fold => fold.Value).ToArray();
        SearchResult Search(double inflation) =>
            SearchBootstrap.Of(metric, all, baseline.Outcome, inflation, 250, 0.95, seed, CancellationToken.None);
        var (rowsAlone, corrected) = (Search(1), Search(SearchBootstrap.Inflation(folds, false)));
        bool Passes(SearchResult search) => others.Any(id => search.PValues[names.IndexOf((id, models[id].Trial.Number))] <= 0.025);
        var best = others.OrderByDescending(id => (metric.HigherIsBetter ? 1 : -1) * models[id].Trial.Score).First();
        return new Line
        {
            Alone = alone,
            StepDown = Passes(rowsAlone),
            Corrected = Passes(corrected),
            Test = Better(metric, Test(models[best]), Test(baseline.Model), seed),
            Average = corrected.Plain.Average(),
            Plain = corrected.Plain[corrected.Best],
            Published = rowsAlone.Corrected.Value,
            BiasCorrected = corrected.Corrected.Value,
            OnTest = metric.Measure(Test(models[best])),
        };

        Outcome Test(FittedModel fitted)
        {
            var model = LearnerCatalog.Get(fitted.Learner).Load(project.Store.Get(fitted.Model));
            var table = tables.Open(project.Store.PathOf(artifacts.Read(Artifact.CuratedTable).Table), CancellationToken.None);
            var path = PlanJson.Read(project.Store.Get(fitted.Plan)).Bind(table.Schema);
            var features = new RowSchema(model.Features.Select(name => new Column(name, ColumnKind.Number)));
            var (labels, scores) = (new List<double>(), new List<double>());
            foreach (var block in table.Scan(null, CuratedRows.TestFold, CancellationToken.None))
            {
                var part = new double[block.Rows * model.Outputs];
                model.Score(path.Apply(block).Project(features, "bench"), part);
                scores.AddRange(part);
                labels.AddRange(block.Numbers(block.Schema.Find(ReservedColumns.Label)));
            }

            return new Outcome(task, [.. labels], [.. scores], model.Outputs);
        }
    }

    private static bool Better(IMetric metric, Outcome model, Outcome baseline, int seed)
    {
        var difference = Bootstrap.Difference(metric, model, baseline, 500, 0.95, seed, CancellationToken.None);
        return metric.HigherIsBetter ? difference.Low > 0 : difference.High < 0;
    }

    /// <summary>Eight numbers and two categories; with an effect, the first number says a little about the target.</summary>
    private static string Table(int seed, TaskKind task, int rows, bool effect)
    {
        var random = new Random(9000 + seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var size = effect ? 8 / Math.Sqrt(rows) : 0;
        var text = new StringBuilder("a,b,c,d,e,f,g,h,p,q,y\n");
        for (var row = 0; row < rows; row++)
        {
            var x = Enumerable.Range(0, 8).Select(_ => Normal()).ToArray();
            var pull = size * x[0];
            var y = task switch
            {
                TaskKind.Binary => random.NextDouble() < 1 / (1 + Math.Exp(-1.25 * pull)) ? "yes" : "no",
                TaskKind.Multiclass => Drawn(random.NextDouble(), pull * 1.25),
                _ => (pull * 0.75 + Normal()).ToString("0.####", CultureInfo.InvariantCulture),
            };
            text.AppendJoin(',', x.Select(value => value.ToString("0.####", CultureInfo.InvariantCulture)));
            text.Append(CultureInfo.InvariantCulture, $",{"uvw"[random.Next(3)]},k{random.Next(12)},{y}\n");
        }

        return text.ToString();
    }

    private static string Drawn(double share, double pull)
    {
        var (low, high) = (Math.Exp(-pull), Math.Exp(pull));
        return (share * (low + 1 + high)) switch
        {
            var at when at < low => "low",
            var at when at < low + 1 => "middle",
            _ => "high",
        };
    }

    private static void Print(Line[] lines)
    {
        Console.WriteLine(
            "| tables | task | number | best trial alone | step-down | step-down, folds | test part alone | champions "
                + "| refused by the test part |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var kind in lines.GroupBy(line => line.Effect))
        {
            foreach (var group in kind.GroupBy(line => line.Task.ToString()).Append(kind.GroupBy(_ => "all").Single()))
            {
                string Share(Func<Line, bool> counts) =>
                    ((double)group.Count(counts) / group.Count()).ToString("0.0 %", CultureInfo.InvariantCulture);
                Console.WriteLine(
                    $"| {(kind.Key ? "effect" : "noise")} | {group.Key} | {group.Count()} | {Share(line => line.Alone)} | "
                        + $"{Share(line => line.StepDown)} | "
                        + $"{Share(line => line.Corrected)} | {Share(line => line.Test)} | {Share(line => line.Refused.Length == 0)} | "
                        + $"{Share(line => line.Refused == "TR1403")} |");
            }
        }

        Console.WriteLine();
        Console.WriteLine("| tables | task | average trial | plain figure of the best trial | BBC-CV | BBC-CV, folds | on the test part |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|");
        foreach (var group in lines.GroupBy(line => (line.Effect, line.Task)))
        {
            Console.WriteLine(
                $"| {(group.Key.Effect ? "effect" : "noise")} | {group.Key.Task} | {group.Average(line => line.Average):0.0000} | "
                    + $"{group.Average(line => line.Plain):0.0000} | "
                    + $"{group.Average(line => line.Published):0.0000} | {group.Average(line => line.BiasCorrected):0.0000} | "
                    + $"{group.Average(line => line.OnTest):0.0000} |");
        }
    }

    private sealed record Line
    {
        public int Table { get; init; }
        public bool Effect { get; init; }
        public TaskKind Task { get; init; }
        public int Rows { get; init; }
        public bool Alone { get; init; }
        public bool StepDown { get; init; }
        public bool Corrected { get; init; }
        public bool Test { get; init; }
        public double Average { get; init; }
        public double Plain { get; init; }
        public double Published { get; init; }
        public double BiasCorrected { get; init; }
        public double OnTest { get; init; }
        public string Refused { get; init; } = "";

        public static Line Read(string text) => System.Text.Json.JsonSerializer.Deserialize<Line>(text)!;

        public override string ToString() => System.Text.Json.JsonSerializer.Serialize(this);
    }
}
