using System.Globalization;
using System.Text;
using Trestle.Rows.Blocks;
using Trestle.Stages.Monitor.Monitors;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Signals;
using Trestle.Stages.Monitor.Windows;

namespace Trestle.Bench;

/// <summary>
/// How often the monitors alarm when nothing has changed, and how often they see a change of a known size. Every monitor of the
/// catalogue is on, with the default settings; labels come for every row. Writes its tables into the page of stage 21.
/// </summary>
internal static class MonitorAlarms
{
    private const int Horizon = 30;
    private const int Few = 5;
    private const int PowerReferences = 20;
    private const int MostReferenceRows = 6000;
    private const string Page = "docs/stages/21-monitor.md";
    private const string Result = "bench/results/20261123-monitor-alarms.md";
    private const string Begin = "<!-- made by: Trestle.Bench monitor-alarms -->";
    private const string End = "<!-- end -->";

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly MonitorSettings Settings = new();

    public static void Run(string[] arguments)
    {
        var replays = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1000;
        MonitorPopulation churn = MonitorPopulation.Churn(), adult = MonitorPopulation.Adult(), bike = MonitorPopulation.Bike();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"False alarms in {replays:N0} replays of a horizon (or of its first windows) ")
            .AppendLine("in which nothing changes, at the default level of 1 % a horizon:").AppendLine();
        text.AppendLine("| data | windows | rows a window | tests a window | windows with an alarm | replays with an alarm |")
            .AppendLine("|---|---|---:|---:|---:|---:|");
        Quiet(text, churn, "drawn row by row", 500, Horizon, replays, Independent);
        Quiet(text, adult, "drawn row by row", 500, Horizon, replays, Independent);
        Quiet(text, churn, "drawn row by row", 2000, Few, replays, Independent);
        Quiet(text, adult, "drawn row by row", 2000, Few, replays, Independent);
        Quiet(text, churn, "in file order", 300, Few, replays, InOrder);
        Quiet(text, adult, "in file order", 500, Horizon / 2, replays, InOrder);
        Quiet(text, bike, "whole weeks, hour by hour", 168, Horizon, replays, Weeks);
        text.AppendLine()
            .Append(CultureInfo.InvariantCulture, $"Share of {Powered(replays)} windows, the first of a horizon, ")
            .AppendLine("in which a change was seen by the monitor that should see it:").AppendLine();
        text.AppendLine("| change | size | churn, 500 rows | churn, 2,000 | adult, 500 | adult, 2,000 |")
            .AppendLine("|---|---|---:|---:|---:|---:|");
        var references = new[] { churn, adult }.ToDictionary(
            population => population,
            population => Enumerable.Range(0, PowerReferences)
                .Select(i => Independent(population, 1, 0, 2_000_000 + i).Reference)
                .Select(rows => population.Reference(rows, ordered: false)).ToArray());
        foreach (var (name, size, shift) in Shifts())
        {
            Power(text, name, size, [(churn, 500), (churn, 2000), (adult, 500), (adult, 2000)], references, shift, Powered(replays));
        }

        Write(text.ToString(), replays);
    }

    private static int Powered(int replays) => Math.Max(10, replays / 5);

    /// <summary>Replays whole horizons, each with the history that it makes.</summary>
    private static void Quiet(
        StringBuilder text, MonitorPopulation population, string how, int rows, int windows, int replays,
        Func<MonitorPopulation, int, int, int, (int[] Reference, int[][] Windows)> draw)
    {
        var (alarmed, horizons, tests) = (0, 0, 0);
        var causes = new Dictionary<string, int>();
        Parallel.For(0, replays, replay =>
        {
            var drawn = draw(population, rows, windows, replay);
            var reference = population.Reference(drawn.Reference, ordered: draw == Weeks);
            var reports = new List<SignalReport>();
            foreach (var window in drawn.Windows)
            {
                var (scores, labels) = (Take(population.Scores, window), Take(population.Labels, window));
                var history = MonitorHistory.Of(reports);
                reports.Add(Judge(population, reference, population.Rows.Take(window), scores, labels, history, reports.Count));
            }

            lock (causes)
            {
                var alarms = reports.Where(report => report.Signals.Any(signal => signal.Alarm)).ToArray();
                alarmed += alarms.Length;
                horizons += alarms.Length > 0 ? 1 : 0;
                tests = reports[0].Signals.Count(signal => signal.PValue is not null);
                foreach (var signal in alarms.SelectMany(report => report.Signals).Where(signal => signal.Alarm))
                {
                    var cause = $"{signal.Monitor} {signal.Subject}";
                    causes[cause] = causes.GetValueOrDefault(cause) + 1;
                }
            }
        });
        Add(
            text,
            $"| {population.Name} | {windows}, {how} | {rows:N0} | {tests} | "
                + $"{alarmed} of {windows * replays:N0} ({(double)alarmed / windows / replays:0.000%}) | "
                + $"{horizons} of {replays:N0} ({(double)horizons / replays:0.0%}) |");
        foreach (var (cause, times) in causes.OrderByDescending(entry => entry.Value))
        {
            Console.WriteLine($"    {cause}: {times}");
        }
    }

    private static void Power(
        StringBuilder text, string name, string size, (MonitorPopulation Population, int Rows)[] cases,
        IReadOnlyDictionary<MonitorPopulation, MonitorReference[]> known, Shift shift, int replays)
    {
        var shares = cases.Select(entry =>
        {
            var seen = 0;
            var references = known[entry.Population];
            Parallel.For(0, replays, replay =>
            {
                var (population, rows) = entry;
                var drawn = Independent(population, rows, 1, 1_000_000 + replay);
                var reference = references[replay % PowerReferences];
                var block = population.Rows.Take(drawn.Windows[0]);
                Array[] columns = [.. Enumerable.Range(0, block.Schema.Count).Select(block.Raw)];
                var labels = Take(population.Labels, drawn.Windows[0]);
                var (monitor, subject) = shift(population, columns, labels, new Random(replay));
                var changed = new RowBlock(block.Schema, block.Rows, columns);
                var report = Judge(population, reference, changed, population.Score(changed), labels, MonitorHistory.None, 0);
                if (report.Signals.Single(signal => signal.Monitor == monitor && signal.Subject == subject).Alarm)
                {
                    Interlocked.Increment(ref seen);
                }
            });
            return $"{(double)seen / replays:0%}";
        });
        Add(text, $"| {name} | {size} | {string.Join(" | ", shares)} |");
    }

    /// <summary>Five kinds of change in three sizes: each changes the columns or labels in place, and says who should see it.</summary>
    private static IEnumerable<(string Name, string Size, Shift Shift)> Shifts()
    {
        foreach (var by in new[] { 0.15, 0.3, 0.5 })
        {
            yield return ("mean of a number", $"+{by:0.##} deviations", (population, columns, _, _) =>
                Numbers(population, columns, (value, _, deviation) => value + (by * deviation)));
        }

        foreach (var by in new[] { 1.2, 1.5, 2 })
        {
            yield return ("scale of a number", $"× {by:0.#} about its mean", (population, columns, _, _) =>
                Numbers(population, columns, (value, mean, _) => mean + ((value - mean) * by)));
        }

        foreach (var share in new[] { 0.05, 0.15, 0.3 })
        {
            yield return ("mix of categories", $"{share:0%} of the rows become one", (population, columns, _, random) =>
            {
                var subject = population.Name == "churn" ? "contract" : "workclass";
                var texts = (string?[])columns[population.Rows.Schema.Find(subject)];
                Some(texts.Length, share, random, row => texts[row] = population.Name == "churn" ? "Two year" : "State-gov");
                return ("feature-drift", subject);
            }
            );
        }

        foreach (var share in new[] { 0.01, 0.05, 0.15 })
        {
            yield return ("burst of missing values", $"{share:0%} of the rows", (population, columns, _, random) =>
            {
                var (subject, values) = Number(population, columns);
                Some(values.Length, share, random, row => values[row] = double.NaN);
                return ("missing-rate", subject);
            }
            );
        }

        foreach (var share in new[] { 0.05, 0.1, 0.2 })
        {
            yield return ("concept", $"{share:0%} of the labels turn", (_, _, labels, random) =>
            {
                Some(labels.Length, share, random, row => labels[row] = 1 - labels[row]);
                return ("performance", "auc");
            }
            );
        }
    }

    private static (string, string) Numbers(MonitorPopulation population, Array[] columns, Func<double, double, double, double> change)
    {
        var (subject, values) = Number(population, columns);
        var all = population.Rows.Numbers(population.Rows.Schema.Find(subject)).ToArray();
        var mean = all.Average();
        var deviation = Math.Sqrt(all.Average(value => (value - mean) * (value - mean)));
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = change(values[row], mean, deviation);
        }

        return ("feature-drift", subject);
    }

    private static (string, double[]) Number(MonitorPopulation population, Array[] columns)
    {
        var subject = population.Name == "churn" ? "monthly_charges" : "age";
        return (subject, (double[])columns[population.Rows.Schema.Find(subject)]);
    }

    private static void Some(int rows, double share, Random random, Action<int> change)
    {
        for (var row = 0; row < rows; row++)
        {
            if (random.NextDouble() < share)
            {
                change(row);
            }
        }
    }

    /// <summary>Reference and windows are bootstrap samples of the same rows: independent draws of one distribution, a real one.</summary>
    private static (int[] Reference, int[][] Windows) Independent(MonitorPopulation population, int rows, int windows, int replay)
    {
        var random = new Random(replay);
        int[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(population.Rows.Rows))];
        return (Draw(Math.Min(population.Rows.Rows, MostReferenceRows)), [.. Enumerable.Range(0, windows).Select(_ => Draw(rows))]);
    }

    /// <summary>
    /// From a random place on, in the order of the file: first the reference, then the windows; the end is followed by the beginning.
    /// </summary>
    private static (int[] Reference, int[][] Windows) InOrder(MonitorPopulation population, int rows, int windows, int replay)
    {
        var all = population.Rows.Rows;
        var start = new Random(replay).Next(all);
        var first = all - (rows * windows);
        int[] Part(int from, int count) => [.. Enumerable.Range(from, count).Select(row => (start + row) % all)];
        return (Part(0, first), [.. Enumerable.Range(0, windows).Select(window => Part(first + (window * rows), rows))]);
    }

    /// <summary>
    /// A block bootstrap: weeks in any order, and within a week its hours as they came. What a week holds depends on the season.
    /// </summary>
    private static (int[] Reference, int[][] Windows) Weeks(MonitorPopulation population, int rows, int windows, int replay)
    {
        var random = new Random(replay);
        var weeks = population.Rows.Rows / rows;
        int[] Week() => random.Next(weeks) is var week ? [.. Enumerable.Range(week * rows, rows)] : [];
        return ([.. Enumerable.Range(0, weeks).SelectMany(_ => Week())], [.. Enumerable.Range(0, windows).Select(_ => Week())]);
    }

    private static SignalReport Judge(
        MonitorPopulation population, MonitorReference reference, RowBlock rows, double[] scores, double[] labels, MonitorHistory history,
        int day)
    {
        var window = new MonitorWindow(reference, Start.AddDays(day), Start.AddDays(day + 1));
        window.Add(rows, scores, Start.AddDays(day).AddHours(23));
        window.AddDue(rows.Rows);
        window.AddRequests(Enumerable.Repeat(0.001, rows.Rows).ToArray(), errors: 0);
        for (var row = 0; row < labels.Length; row++)
        {
            window.AddLabel((ulong)row, [scores[row]], labels[row], TimeSpan.FromDays(1));
        }

        return WindowJudge.Judge(population.Name, 1, new MonitorView(reference, window, Settings, history), CancellationToken.None);
    }

    private static double[] Take(double[] values, int[] rows) => [.. rows.Select(row => values[row])];

    private static void Add(StringBuilder text, string line)
    {
        text.Append(line).Append('\n');
        Console.WriteLine(line);
    }

    private static void Write(string tables, int replays)
    {
        var page = File.ReadAllText(Page);
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        File.WriteAllText(Page, $"{page[..from]}\n{tables}{page[to..]}");
        var head = "# Monitors: false alarms and power\n"
            + $"2026-11-23 · `dotnet run -c Release --project bench/Trestle.Bench -- monitor-alarms {replays}` · Debian 12, "
            + ".NET SDK 10.0.401. Seeds are fixed: the\nsame command gives the same tables.\n\n"
            + "A LightGBM model is trained on a third of each table; references and windows are drawn from the other rows, "
            + "which it has scored. All\nmonitors are on with default settings, and every row has its label.\n";
        File.WriteAllText(Result, $"{head}\n{tables}".Replace("\r\n", "\n"));
    }

    private delegate (string Monitor, string Subject) Shift(MonitorPopulation population, Array[] columns, double[] labels, Random random);
}
