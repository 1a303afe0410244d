using System.Text;

using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Rows.Keyed;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;

namespace Trestle.Testing;

/// <summary>
/// Packages of small models with a column of every type: age (number, always there), income (number), city (text, private),
/// member (truth), joined (date), plan (text, always there). The model is learned once a task and test run.
/// </summary>
public static class SamplePackages
{
    private static readonly string[] Cities = ["Bern", " Zürich", "Genève", "東京", "a,\"b\""];
    private static readonly Dictionary<TaskKind, Lazy<PackageContents>> Made =
        Enum.GetValues<TaskKind>().ToDictionary(task => task, task => new Lazy<PackageContents>(() => Learn(task)));

    /// <summary>The contents of the package for a task: boosted trees for classes, a linear model for a value.</summary>
    public static PackageContents Contents(TaskKind task) => Made[task].Value;

    /// <summary>Raw rows as a CSV brings them: text, with white space, words for "no value", and gaps.</summary>
    public static RowBlock Rows(int rows, int seed)
    {
        var random = new Random(seed);
        string? Maybe(string text) => random.Next(8) switch { 0 => null, 1 => "n/a", _ => text };
        string[] Column(Func<string?> value) => [.. Enumerable.Range(0, rows).Select(_ => value()!)];
        return new TableBuilder()
            .Texts("age", Column(() => $"{random.Next(17, 90)}"))
            .Texts("income", Column(() => Maybe(FormattableString.Invariant($"{random.NextDouble() * 100_000:R}"))))
            .Texts("city", Column(() => Maybe(Cities[random.Next(Cities.Length)])))
            .Texts("member", Column(() => Maybe(random.Next(2) == 0 ? "yes" : "No")))
            .Texts("joined", Column(() => Maybe($"20{random.Next(10, 26)}-0{random.Next(1, 10)}-1{random.Next(10)}")))
            .Texts("plan", Column(() => random.Next(3) == 0 ? "basic" : "plus"))
            .Block();
    }

    /// <summary>The contract of the rows.</summary>
    public static Contract Contract(TaskKind task) => new()
    {
        Task = task,
        Target = "churn",
        Classes = task switch { TaskKind.Binary => ["No", "Yes"], TaskKind.Multiclass => ["low", "mid\"dle", "höch"], _ => [] },
        Columns =
        [
            new ColumnContract { Name = "age", Type = ColumnType.Number, Whole = true, Min = 17, Max = 89 },
            new ColumnContract { Name = "income", Type = ColumnType.Number, Nullable = true },
            new ColumnContract { Name = "city", Type = ColumnType.Text, Nullable = true, Private = true },
            new ColumnContract { Name = "member", Type = ColumnType.Boolean, Nullable = true },
            new ColumnContract { Name = "joined", Type = ColumnType.Date, Nullable = true, Formats = ["yyyy-MM-dd"] },
            new ColumnContract { Name = "plan", Type = ColumnType.Text, Values = ["basic", "plus"] },
            new ColumnContract { Name = "churn", Type = ColumnType.Text },
        ],
    };

    /// <summary>Contents whose column <c>plan</c> is looked up in a keyed table that only knows "plus".</summary>
    public static PackageContents LookingUp(PackageContents contents, bool required)
    {
        var look = new FittedLookUp("plans", ["plan"], []) { Outcome = $"{ReservedColumns.Found}plans", Required = required };

        // After the steps that trim texts and empty those that mean nothing.
        return contents with
        {
            Plan = contents.Plan with { Steps = [.. contents.Plan.Steps.Take(2), look, .. contents.Plan.Steps.Skip(2)] },
            Tables = new Dictionary<string, byte[]> { ["plans"] = Plans("plan", "plus") },
        };
    }

    /// <summary>The file of a table of plans, with these keys in a column of this name.</summary>
    public static byte[] Plans(string key, params string[] plans)
    {
        var builder = new KeyedTableBuilder(
            new KeyedSchema { Table = "plans", Keys = [new Column(key, ColumnKind.Text)], Columns = [] });
        builder.Add(new TableBuilder().Texts(key, plans).Block());
        return builder.Build(CancellationToken.None).File;
    }

    private static PackageContents Learn(TaskKind task)
    {
        const int Count = 400;
        var raw = Rows(Count, seed: 1);
        var labels = Labels(task, raw);
        var source = new RowSchema([.. raw.Schema.Columns, new Column(ReservedColumns.Label, ColumnKind.Number)]);
        var block = new RowBlock(source, Count, [.. Enumerable.Range(0, raw.Schema.Count).Select(raw.Raw), labels]);
        var plan = Plan(raw.Schema).Fit(TableBuilder.Source(block, folds: 2), [FoldSet.Of([0, 1])], CancellationToken.None)[0].Plan;
        plan = plan with { Input = raw.Schema };
        var features = plan.Bind().Apply(raw);
        var learner = LearnerCatalog.Get(task == TaskKind.Regression ? "linear" : "lightgbm");
        var train = new TrainingSet
        {
            Features = features.Schema,
            Blocks = [features],
            Labels = labels,
            Task = task,
            Classes = task switch { TaskKind.Binary => 2, TaskKind.Multiclass => 3, _ => 0 },
        };
        using var learning = learner.Begin(train, null, new LearningOptions(Seed: 1, Threads: 1));
        return new PackageContents
        {
            Name = $"sample-{task.ToString().ToLowerInvariant()}",
            Code = "0.1.0",
            Contract = Contract(task),
            Plan = plan,
            Learner = learner.Name,
            Model = learning.Fit(learner.Space(task, Count, features.Schema.Count).Defaults, CancellationToken.None).Model.Save(),
            Threshold = task == TaskKind.Binary ? 0.4 : null,
            Documents = new Dictionary<string, byte[]>
            {
                ["README.md"] = Encoding.UTF8.GetBytes("# A sample\n"),
                ["metrics.json"] = Encoding.UTF8.GetBytes("{\"auc\":0.9}"),
            },
        };
    }

    private static RowPlan Plan(RowSchema raw)
    {
        string[] all = [.. raw.Columns.Select(column => column.Name)];
        return new RowPlan(
        [
            new Trim { Columns = all },
            new NullTokens { Columns = all },
            new ParseNumber { Columns = ["age", "income"] },
            new ParseBoolean { Columns = ["member"] },
            new ParseDate { Columns = ["joined"], Formats = ["yyyy-MM-dd"] },
            new Impute { Columns = ["income", "member", "joined"] },
            new OneHot { Columns = ["city", "plan"] },
            new StandardScale { Columns = ["age", "income", "joined"] },
        ]);
    }

    private static double[] Labels(TaskKind task, RowBlock raw)
    {
        var labels = new double[raw.Rows];
        for (var row = 0; row < labels.Length; row++)
        {
            var signal = double.Parse(raw.Texts(0)[row]!) + (raw.Texts(5)[row] == "plus" ? 20 : 0) + (row % 7);
            labels[row] = task switch
            {
                TaskKind.Regression => signal,
                TaskKind.Binary => signal > 70 ? 1 : 0,
                _ => signal < 50 ? 0 : signal < 90 ? 1 : 2,
            };
        }

        return labels;
    }
}
