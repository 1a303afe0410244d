using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.RetrainOrRetire;
using Trestle.Storage.Records;
using Trestle.Storage.Tables;

namespace Trestle.Bench;

/// <summary>
/// How often the paired test promotes a challenger that is no better (500 A/A replays), and how often one that is. Scores are the
/// out-of-fold ones of two real models on the examples; in an A/A replay the two scores of a block of rows change places by a coin, so
/// that neither side is better by construction, while rows stay as they are, and where one model is better than the other for a while, it
/// stays so for the whole block.
/// </summary>
internal static class ChallengeBench
{
    private const int Replays = 500;
    private const int PowerReplays = 100;
    private static readonly ChallengeSettings Settings = new();
    private static readonly int[] Blocks = [1, 30, 60, 90];

    /// <summary>Arguments: the folder of the examples, the seed, an example (default: both).</summary>
    public static void Run(string[] args)
    {
        var seed = args.Length > 1 ? int.Parse(args[1]) : 11;
        Console.WriteLine(
            $"{Replays} A/A replays, {PowerReplays} others; {Settings.Looks} looks at {Settings.Rows} rows each, "
                + $"confidence {Settings.Confidence}, margin 0, seed {seed}");
        Console.WriteLine("| data | metric | challenger | promoted |");
        Console.WriteLine("|---|---|---|---:|");
        foreach (var (example, metrics) in new[] { ("churn", new[] { "auc", "log-loss", "accuracy" }), ("ridership", ["rmse", "mae"]) }
            .Where(entry => args.Length < 3 || entry.Item1 == args[2]))
        {
            var folder = Path.GetFullPath(Path.Combine(args.FirstOrDefault() ?? "examples", example));
            var (task, labels, a, b) = ScoresAsync(folder).GetAwaiter().GetResult();
            foreach (var metric in metrics.Select(MetricCatalog.Get))
            {
                foreach (var block in Blocks)
                {
                    Report(
                        example, metric, $"no better (A/A), a coin for {block} rows", Replays,
                        Replay(Replays, seed, metric, task, labels, block, (row, coin) => coin ? (a[row], b[row]) : (b[row], a[row])));
                }

                foreach (var gain in new[] { 0.02, 0.1, 0.2 })
                {
                    var promoted = Replay(PowerReplays, seed, metric, task, labels, 1, (row, coin) =>
                    {
                        var (champion, challenger) = coin ? (a[row], b[row]) : (b[row], a[row]);
                        return (champion, challenger + (gain * (labels[row] - challenger)));
                    });
                    Report(example, metric, $"errors {gain:0 %} smaller", PowerReplays, promoted);
                }
            }
        }
    }

    private static void Report(string data, IMetric metric, string challenger, int replays, int promoted) =>
        Console.WriteLine($"| {data} | {metric.Name} | {challenger} | {(double)promoted / replays:0.0 %} |");

    private static int Replay(
        int replays, int seed, IMetric metric, TaskKind task, double[] labels, int block,
        Func<int, bool, (double Champion, double Challenger)> score)
    {
        var most = Settings.Rows * Settings.Looks;
        var random = new Random(seed);
        return Enumerable.Range(0, replays).Count(replay =>
        {
            var start = random.Next(labels.Length - most);
            bool[] coins = [.. Enumerable.Range(0, most).Select(_ => random.Next(2) == 0)];
            var pairs = Enumerable.Range(0, most).Select(row => score(start + row, coins[row / block])).ToArray();
            Outcome Of(IEnumerable<double> scores) =>
                new(task, labels[start..(start + most)], [.. scores], 1) { Dependence = ChallengeDependence.InTime(most) };
            return ChallengeDependence.Promotes(
                metric, Of(pairs.Select(pair => pair.Champion)), Of(pairs.Select(pair => pair.Challenger)), Settings, replay);
        });
    }

    /// <summary>Labels and the out-of-fold scores of the linear model and of the trees, in the order of the rows.</summary>
    private static async Task<(TaskKind Task, double[] Labels, double[] A, double[] B)> ScoresAsync(string example)
    {
        var folder = Directory.CreateTempSubdirectory("trestle-bench-").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(example, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/.trestle/")))
            {
                var target = Path.Combine(folder, Path.GetRelativePath(example, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }

            var project = Project.Open(folder);
            var records = await RecordStore.OpenAsync(project.DatabaseFile, TimeProvider.System, CancellationToken.None);
            var stages = StageCatalog.All(new ProcessScoringHost("unused", TimeProvider.System));
            var engine = new RunEngine(
                project, records, stages, new Silent(), new Resources(Environment.ProcessorCount, 4L << 30), TimeProvider.System);
            var result = await engine.RunAsync(new RunSelection(To: Stage.Train), "bench", CancellationToken.None);
            using var tables = new TableEngine(new TableEngineSettings(Environment.ProcessorCount, 1L << 30, Path.Combine(folder, "tmp")));
            var models = result.Artifacts.ReadAll(Artifact.FittedModels);
            SortedDictionary<double, (double Label, double Score)> Read(string candidate)
            {
                var rows = new SortedDictionary<double, (double, double)>();
                var table = tables.Open(project.Store.PathOf(models[candidate].OutOfFold), CancellationToken.None);
                foreach (var block in table.Scan(null, null, CancellationToken.None))
                {
                    for (var i = 0; i < block.Rows; i++)
                    {
                        rows[block.Numbers(0)[i]] = (block.Numbers(2)[i], block.Numbers(block.Schema.Find("score0"))[i]);
                    }
                }

                return rows;
            }

            var (a, b) = (Read("linear"), Read("lightgbm"));
            var shared = a.Keys.Where(b.ContainsKey).ToArray();
            return (
                result.Artifacts.Read(Artifact.Contract).Task,
                [.. shared.Select(row => a[row].Label)],
                [.. shared.Select(row => a[row].Score)],
                [.. shared.Select(row => b[row].Score)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
