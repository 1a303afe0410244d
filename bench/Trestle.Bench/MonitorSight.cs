using System.Globalization;
using System.Text;
using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Rows.Blocks;
using Trestle.Stages.Monitor.Monitors;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Signals;
using Trestle.Stages.Monitor.Windows;

namespace Trestle.Bench;

/// <summary>
/// What monitors see: shifts of the column by which a file is sorted, changes of the size that a signal says it sees, false alarms in a
/// week, and models at the ends of a metric.
/// </summary>
internal static class MonitorSight
{
    private const string Result = "bench/results/20261128-monitor-sight.md";
    private const int ReferenceRows = 6000;
    private const int Week = 7;

    private static readonly MonitorSettings Settings = new();
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Run(string[] arguments)
    {
        var replays = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 200;
        var text = new StringBuilder();
        MonitorPopulation[] populations = [MonitorPopulation.Churn(), MonitorPopulation.Adult()];
        Sorted(text, populations, replays);
        Promised(text, populations, replays);
        Ends(text);
        var head = "# Monitors: what they see\n"
            + $"2026-11-28 · `dotnet run -c Release --project bench/Trestle.Bench -- monitor-sight {replays}` · 2 cores, Debian 12, "
            + ".NET SDK 10.0.401. Seeds are fixed: the\nsame command gives the same tables.\n\n"
            + "References of 6,000 rows and windows are drawn from the same rows of a real table (as in monitor-alarms); the reference "
            + "is then sorted by one column, as\n"
            + "files often are. *File order*: segments of the reference are contiguous rows, as before. *Random*: as they are now "
            + "without a time column.\n";
        File.WriteAllText(Result, $"{head}\n{text}".Replace("\r\n", "\n"));
    }

    /// <summary>The column that the reference is sorted by is shifted.</summary>
    private static void Sorted(StringBuilder text, MonitorPopulation[] populations, int replays)
    {
        Add(
            text,
            $"Share of {replays} windows with an alarm for the column by which the file is sorted, "
                + "and of weeks (7 windows) in which nothing changes with any alarm:\n");
        Add(
            text,
            "| data | rows a window | segments | threshold | +0.5 deviations | +1 | +3 | false alarms a week |\n"
                + "|---|---:|---|---:|---:|---:|---:|---:|");
        var cases = populations.SelectMany(one => new[] { 500, 2000 }.SelectMany(rows => new[] { (one, rows, true), (one, rows, false) }));
        foreach (var (population, rows, ordered) in cases)
        {
            var subject = Subject(population);
            var references = Enumerable.Range(0, 5).Select(i => Reference(population, subject, ordered, i)).ToArray();
            var shares = new[] { 0.5, 1, 3 }.Select(by => Share(replays, replay =>
                Drift(Window(population, references[replay % 5], rows, replay, by), subject).Alarm));
            var quiet = Share(replays, replay =>
            {
                var reports = new List<SignalReport>();
                for (var day = 0; day < Week; day++)
                {
                    var seed = 1_000_000 + (replay * Week) + day;
                    reports.Add(Window(population, references[replay % 5], rows, seed, 0, MonitorHistory.Of(reports)));
                }

                return reports.Any(report => report.Signals.Any(signal => signal.Alarm));
            });
            var threshold = Drift(Window(population, references[0], rows, 1, 0), subject).Threshold;
            Add(text, string.Create(
                CultureInfo.InvariantCulture,
                $"| {population.Name}, {subject} | {rows:N0} | {(ordered ? "file order" : "random")} | {threshold:0.00} | "
                    + $"{string.Join(" | ", shares)} | {quiet} |"));
        }

        Add(text, "");
    }

    /// <summary>A change of exactly the size that the signal promises to see with 80 %, and half of it.</summary>
    private static void Promised(StringBuilder text, MonitorPopulation[] populations, int replays)
    {
        Add(
            text,
            $"Share of {replays} windows with an alarm when the column is shifted by what its signal says it sees "
                + "with a probability of 80 %, and by half of that:\n");
        Add(text, "| data | rows a window | says it sees from | shifted by that | by half |\n|---|---:|---:|---:|---:|");
        foreach (var (population, rows) in populations.SelectMany(one => new[] { 200, 500, 2000 }.Select(rows => (one, rows))))
        {
            var subject = Subject(population);
            var reference = Reference(population, subject, false, 0);
            var smallest = Drift(Window(population, reference, rows, 0, 0), subject).Detectable!.Value;
            string Seen(double by) => Share(replays, replay =>
                Drift(Window(population, reference, rows, replay, by), subject).Alarm);
            Add(text, string.Create(
                CultureInfo.InvariantCulture,
                $"| {population.Name}, {subject} | {rows:N0} | {smallest:0.00} deviations | {Seen(smallest)} | {Seen(smallest / 2)} |"));
        }

        Add(text, "");
    }

    /// <summary>A model that was perfect becomes wholly wrong, or stays as it was.</summary>
    private static void Ends(StringBuilder text)
    {
        Add(
            text,
            "A model that was perfect on 1,000 rows, on 300 labels that it gets all wrong (regression: off by three deviations), "
                + "and on 300 that it gets right:\n");
        Add(text, "| metric | effect | p, corrected | alarm | alarm when it stays perfect |\n|---|---:|---:|---|---|");
        (TaskKind, string)[] metrics =
        [
            (TaskKind.Binary, "auc"),
            (TaskKind.Binary, "accuracy"),
            (TaskKind.Binary, "f1"),
            (TaskKind.Binary, "brier"),
            (TaskKind.Binary, "log-loss"),
            (TaskKind.Regression, "rmse"),
            (TaskKind.Regression, "mae"),
            (TaskKind.Regression, "median-ae"),
            (TaskKind.Regression, "r2"),
        ];
        foreach (var (task, name) in metrics)
        {
            double[] Labels(int rows) =>
                [.. Enumerable.Range(0, rows).Select(i => task == TaskKind.Binary ? i * 7 % 11 % 2 : (double)(i * 37 % 101))];
            var labels = Labels(1000);
            var reference = ReferenceBuilder.Make(
                new ReferenceSource
                {
                    Columns = [],
                    Rows = () => [new RowBlock(new RowSchema([new Column("x", ColumnKind.Number)]), 1, [new double[1]])],
                    OutOfFold = new Outcome(task, labels, labels, 1),
                    Scores = ["score"],
                    Metrics = [name],
                },
                CancellationToken.None);
            var window = Labels(300);
            var wrong = Judge(reference, window, [.. window.Select(label => task == TaskKind.Binary ? 1 - label : label + 87)]);
            var right = Judge(reference, window, window);
            Add(text, string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {wrong.Effect:0.00} | {wrong.PValue:0.0E0} | {(wrong.Alarm ? "yes" : "no")} | "
                    + $"{(right.Alarm ? "yes" : "no")} |"));
        }
    }

    private static Signal Judge(MonitorReference reference, double[] labels, double[] scores)
    {
        var window = new MonitorWindow(reference, Start, Start.AddDays(1));
        for (var row = 0; row < labels.Length; row++)
        {
            window.AddLabel((ulong)row, [scores[row]], labels[row], TimeSpan.FromHours(1));
        }

        return WindowJudge.Judge("ends", 1, new MonitorView(reference, window, Settings, MonitorHistory.None), CancellationToken.None)
            .Signals.Single(signal => signal.Monitor == "performance");
    }

    private static string Subject(MonitorPopulation population) => population.Name == "churn" ? "monthly_charges" : "age";

    private static MonitorReference Reference(MonitorPopulation population, string subject, bool ordered, int seed)
    {
        var random = new Random(seed);
        var values = population.Rows.Numbers(population.Rows.Schema.Find(subject)).ToArray();
        int[] rows = [.. Enumerable.Range(0, ReferenceRows).Select(_ => random.Next(values.Length)).OrderBy(row => values[row])];
        return population.Reference(rows, ordered);
    }

    private static Signal Drift(SignalReport report, string subject) =>
        report.Signals.Single(signal => signal.Monitor == "feature-drift" && signal.Subject == subject);

    private static SignalReport Window(
        MonitorPopulation population, MonitorReference reference, int rows, int seed, double shift, MonitorHistory? history = null)
    {
        var random = new Random(1000 + seed);
        int[] drawn = [.. Enumerable.Range(0, rows).Select(_ => random.Next(population.Rows.Rows))];
        var block = population.Rows.Take(drawn);
        Array[] columns = [.. Enumerable.Range(0, block.Schema.Count).Select(block.Raw)];
        var values = (double[])columns[block.Schema.Find(Subject(population))];
        var deviation = reference.Features.First(column => column.Name == Subject(population)).Numbers!.Deviation;
        for (var row = 0; row < rows; row++)
        {
            values[row] += shift * deviation;
        }

        var window = new MonitorWindow(reference, Start, Start.AddDays(1));
        window.Add(new RowBlock(block.Schema, rows, columns), [.. drawn.Select(row => population.Scores[row])], Start);
        window.AddRequests(Enumerable.Repeat(0.001, rows).ToArray(), errors: 0);
        var view = new MonitorView(reference, window, Settings, history ?? MonitorHistory.None);
        return WindowJudge.Judge(population.Name, 1, view, CancellationToken.None);
    }

    private static string Share(int replays, Func<int, bool> happens)
    {
        var count = 0;
        Parallel.For(0, replays, replay =>
        {
            if (happens(replay))
            {
                Interlocked.Increment(ref count);
            }
        });
        return string.Create(CultureInfo.InvariantCulture, $"{(double)count / replays:0.0%}");
    }

    private static void Add(StringBuilder text, string line)
    {
        text.Append(line).Append('\n');
        Console.WriteLine(line);
    }
}
