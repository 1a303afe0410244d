using System.Globalization;

using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.LightGbm;
using Trestle.Learners.Metrics;
using Trestle.Rows.Blocks;
using Trestle.Stages.Monitor.Reference;

namespace Trestle.Bench;

/// <summary>
/// Rows of a real table that a model, trained on other rows of it, has scored: what references and windows are drawn from. What is
/// drawn from one population cannot have drifted.
/// </summary>
internal sealed class MonitorPopulation
{
    private readonly IModel model;
    private readonly string[] texts;
    private readonly Dictionary<string, double>[] codes;

    private MonitorPopulation(string name, TaskKind task, RowBlock all, double[] labels, Func<int, bool> trains)
    {
        (Name, Task) = (name, task);
        texts = [.. all.Schema.Names(ColumnKind.Text)];
        codes = [.. texts.Select(text => all.Texts(all.Schema.Find(text)).ToArray()
            .OfType<string>().Distinct().Order(StringComparer.Ordinal)
            .Select((value, code) => (value, code)).ToDictionary(entry => entry.value, entry => (double)entry.code))];
        int[] learned = [.. Enumerable.Range(0, all.Rows).Where(trains)];
        int[] kept = [.. Enumerable.Range(0, all.Rows).Where(row => !trains(row))];
        model = Learn(all.Take(learned), [.. learned.Select(row => labels[row])]);
        Rows = all.Take(kept);
        Labels = [.. kept.Select(row => labels[row])];
        Scores = Score(Rows);
    }

    public string Name { get; }

    public TaskKind Task { get; }

    public RowBlock Rows { get; }

    public double[] Labels { get; }

    public double[] Scores { get; }

    /// <summary>A third of the customers trains.</summary>
    public static MonitorPopulation Churn() => Read(
        "churn", "examples/churn/data/wa_churn.csv", null, "churn", "Yes", [], row => row % 3 == 0);

    /// <summary>A third of the persons trains.</summary>
    public static MonitorPopulation Adult() => Read(
        "adult",
        "../shared/data/adult_raw/adult-train.csv",
        [
            "age", "workclass", "fnlwgt", "education", "education_num", "marital", "occupation", "relationship", "race", "sex", "gain",
            "loss", "hours", "country", "income",
        ],
        "income",
        ">50K",
        [],
        row => row % 3 == 0);

    /// <summary>Hours of two years; every third week trains.</summary>
    public static MonitorPopulation Bike() => Read(
        "bike",
        "../shared/data/bike_sharing/hour.csv",
        null,
        "cnt",
        null,
        ["instant", "dteday", "yr", "casual", "registered"],
        row => row / 168 % 3 == 0);

    /// <summary>The scores of rows of the same columns.</summary>
    public double[] Score(RowBlock rows)
    {
        var scores = new double[rows.Rows];
        model.Score(Encode(rows), scores);
        return scores;
    }

    /// <summary>The reference of some rows; their order is that of time, or means nothing.</summary>
    public MonitorReference Reference(int[] rows, bool ordered)
    {
        var block = Rows.Take(rows);
        return ReferenceBuilder.Make(
            new ReferenceSource
            {
                Columns = [.. Rows.Schema.Columns.Select(column => new WatchedColumn(column.Name, column.Kind))],
                Rows = () => [block],
                Ordered = ordered,
                OutOfFold = new Outcome(Task, [.. rows.Select(row => Labels[row])], [.. rows.Select(row => Scores[row])], 1),
                Scores = ["score"],
                Metrics = [MetricCatalog.Default(Task).Name],
            },
            CancellationToken.None);
    }

    private static MonitorPopulation Read(
        string name, string path, string[]? header, string target, string? positive, string[] without, Func<int, bool> trains)
    {
        var lines = File.ReadLines(path).Where(line => line.Length > 0).Select(line => line.Split(',').Select(Value).ToArray()).ToList();
        header ??= [.. lines[0].Select(cell => cell!)];
        var rows = lines.Where(cells => cells.Length == header.Length && !cells.SequenceEqual(header)).ToArray();
        var columns = new List<Column>();
        var values = new List<Array>();
        var features = header.Select((column, c) => (column, c)).Where(entry => entry.column != target && !without.Contains(entry.column));
        foreach (var (column, c) in features)
        {
            var cells = rows.Select(row => row[c]).ToArray();
            var numbers = cells.Select(cell => cell is null ? double.NaN : Number(cell)).ToArray();
            var isText = numbers.Zip(cells).Any(pair => double.IsNaN(pair.First) && pair.Second is not null);
            columns.Add(new Column(column, isText ? ColumnKind.Text : ColumnKind.Number));
            values.Add(isText ? cells : numbers);
        }

        var labels = rows.Select(row => row[Array.IndexOf(header, target)]!)
            .Select(label => positive is null ? Number(label) : label == positive ? 1 : 0).ToArray();
        var task = positive is null ? TaskKind.Regression : TaskKind.Binary;
        return new MonitorPopulation(name, task, new RowBlock(new RowSchema(columns), rows.Length, values), labels, trains);
    }

    private static string? Value(string cell) => cell.Trim().Trim('"') is { Length: > 0 } value and not ("?" or "NA") ? value : null;

    private static double Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;

    private IModel Learn(RowBlock rows, double[] labels)
    {
        var features = Encode(rows);
        var set = new TrainingSet
        {
            Features = features.Schema,
            Blocks = [features],
            Labels = labels,
            Task = Task,
            Classes = Task == TaskKind.Binary ? 2 : 0,
        };
        using var learning = new LightGbmLearner().Begin(set, null, new LearningOptions(Seed: 1, Threads: 2));
        var parameters = new Dictionary<string, double> { ["num_leaves"] = 15, ["learning_rate"] = 0.1, ["num_iterations"] = 60 };
        return learning.Fit(new Parameters(parameters), CancellationToken.None).Model;
    }

    private RowBlock Encode(RowBlock rows) => new(
        new RowSchema(rows.Schema.Columns.Select(column => new Column(column.Name, ColumnKind.Number))),
        rows.Rows,
        [.. Enumerable.Range(0, rows.Schema.Count)
            .Select(c => rows.Schema[c].Kind == ColumnKind.Number ? rows.Raw(c) : Coded(rows, c))]);

    private double[] Coded(RowBlock rows, int c)
    {
        var known = codes[Array.IndexOf(texts, rows.Schema[c].Name)];
        return rows.Texts(c).ToArray()
            .Select(text => text is not null && known.TryGetValue(text, out var code) ? code : double.NaN).ToArray();
    }
}
