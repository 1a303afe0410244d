using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Rows.Blocks;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Windows;

namespace Trestle.Testing.Contracts;

/// <summary>
/// A model of two numbers and two categories (one of them private), its training rows, and windows of traffic for it, drawn from
/// the same distribution unless they are changed.
/// </summary>
public static class SampleTraffic
{
    /// <summary>When windows begin.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The columns.</summary>
    public static IReadOnlyList<WatchedColumn> Columns { get; } =
    [
        new("age", ColumnKind.Number),
        new("flag", ColumnKind.Number),
        new("plan", ColumnKind.Text),
        new("street", ColumnKind.Text, Private: true),
        new("day", ColumnKind.Number, Compared: false),
    ];

    /// <summary>A reference of 4,000 rows.</summary>
    public static MonitorReference Reference(int rows = 4000, int seed = 1)
    {
        var (block, outcome) = Draw(rows, seed);
        return ReferenceBuilder.Make(
            new ReferenceSource
            {
                Columns = Columns,
                Rows = () => [block],
                OutOfFold = outcome,
                Scores = ["score"],
                Metrics = ["auc", "brier"],
            },
            CancellationToken.None);
    }

    /// <summary>A window of rows with labels, all answered in 2 ms.</summary>
    /// <param name="reference">What it is counted against.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="seed">Which rows.</param>
    /// <param name="change">What has changed; gets and gives the columns in their order.</param>
    /// <param name="label">What became of a label; nothing by default.</param>
    public static MonitorWindow Window(
        MonitorReference reference, int rows, int seed, Action<Array[]>? change = null, Func<double, double>? label = null)
    {
        var window = new MonitorWindow(reference, Start, Start.AddDays(1));
        var (block, outcome) = Draw(rows, seed);
        Array[] columns = [.. Enumerable.Range(0, block.Schema.Count).Select(block.Raw)];
        change?.Invoke(columns);
        window.Add(new RowBlock(block.Schema, rows, columns), outcome.Scores, Start.AddHours(20));
        window.AddRequests([.. Enumerable.Repeat(0.002, rows)], errors: 0);
        window.AddDue(rows);
        for (var row = 0; row < rows; row++)
        {
            window.AddLabel(
                (ulong)row, [outcome.Scores[row]], label?.Invoke(outcome.Labels[row]) ?? outcome.Labels[row], TimeSpan.FromDays(2));
        }

        return window;
    }

    /// <summary>Rows with their labels and scores.</summary>
    public static (RowBlock Rows, Outcome Outcome) Draw(int rows, int seed)
    {
        var random = new Random(seed);
        var (age, flag, plan, street, day) = (new double[rows], new double[rows], new string?[rows], new string?[rows], new double[rows]);
        var (labels, scores) = (new double[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            age[row] = random.NextDouble() < 0.05 ? double.NaN : 45 + (15 * Normal(random));
            flag[row] = random.NextDouble() < 0.2 ? 1 : 0;
            plan[row] = random.NextDouble() switch { < 0.5 => "basic", < 0.85 => "plus", < 0.97 => "pro", < 0.99 => null, _ => "trial" };
            street[row] = $"secret {random.Next(40)}";
            day[row] = row;
            var signal = (double.IsNaN(age[row]) ? 0 : (age[row] - 45) / 10) + (2 * flag[row]) + (plan[row] == "pro" ? 1 : 0) - 1;
            scores[row] = 1 / (1 + Math.Exp(-signal));
            labels[row] = random.NextDouble() < scores[row] ? 1 : 0;
        }

        var block = new TableBuilder().Numbers("age", age).Numbers("flag", flag).Texts("plan", plan).Texts("street", street)
            .Numbers("day", day).Block();
        return (block, new Outcome(TaskKind.Binary, labels, scores, 1));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
