using System.Globalization;
using System.Text;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;
using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Stages.Train;

/// <summary>Rows and classes that count differently (train.weights, train.class-weights), from the file to the scorecard.</summary>
public sealed class RowWeightsTests
{
    private const string Weighted = "train: {trials: 1, calibrate: false, weights: w}";

    [Fact]
    public async Task Weights_are_no_feature_and_weigh_metrics_in_and_out_of_fold()
    {
        using var project = new TestProject(Yaml(Weighted), Csv(300, i => i % 4));
        var result = await project.RunAsync(Stage.Evaluate);
        result.Artifacts.Read(Artifact.CuratedTable).Weights.ShouldBe("w");
        result.Artifacts.Read(Artifact.FeatureList).Kept().ShouldBe(["x", "z"], ignoreOrder: true);
        result.Artifacts.Read(Artifact.CandidateSet).Notes[0].ShouldBe(
            "rows count by 'w': 240 training rows tell as much as 154 that count the same; 59 of them count nothing and are not learned "
                + "from");
        var card = result.Artifacts.Read(Artifact.Scorecard);
        foreach (var (id, model) in result.Artifacts.ReadAll(Artifact.FittedModels))
        {
            var (numbers, rows) = Numbered(project, model);
            rows.Weights!.ShouldBe(numbers.Select(row => (row - 1) % 4), id);
            var own = card.Candidates.Single(entry => entry.Candidate == id).OutOfFold;
            foreach (var name in new[] { "auc", "log-loss", "accuracy" })
            {
                var metric = MetricCatalog.Get(name);
                var decision = card.Candidates.Single(entry => entry.Candidate == id).Decision!;
                var outcome = decision.OutOfFold(rows);
                own.Single(figure => figure.Metric == name).Value.ShouldBe(metric.Measure(outcome), 1e-12, $"{id} {name}");
            }
        }
    }

    /// <summary>Whatever the labels of rows that count nothing are, the model is the same; rows are split by their order.</summary>
    [Fact]
    public async Task A_row_of_weight_0_is_not_learned_from()
    {
        const string yaml = "time: k\npropose-candidates: {learners: [linear, lightgbm, naive-bayes]}";
        using var one = new TestProject(Yaml($"{Weighted}\n{yaml}"), Keyed(flip: 0));
        using var other = new TestProject(Yaml($"{Weighted}\n{yaml}"), Keyed(flip: 3));
        using var third = new TestProject(Yaml($"{Weighted}\n{yaml}"), Keyed(flip: 2));
        var (models, same, different) = (await Models(one), await Models(other), await Models(third));
        same.ShouldBe(models);
        different["linear"].ShouldNotBe(models["linear"]);

        static async Task<Dictionary<string, string>> Models(TestProject project) =>
            (await project.RunAsync(Stage.Train)).Artifacts.ReadAll(Artifact.FittedModels)
                .ToDictionary(entry => entry.Key, entry => entry.Value.Model.ToString());

        // Every third row counts nothing; the labels of every nth are turned.
        static string Keyed(int flip) => string.Join('\n', Csv(300, i => i % 3).Split('\n').Select((line, at) =>
            at == 0 ? $"k,{line}"
            : line.Length == 0 ? line
            : flip > 0 && (at - 1) % flip == 0
                ? $"{at},{(line.EndsWith("yes", StringComparison.Ordinal) ? line.Replace("yes", "no") : line.Replace("no", "yes"))}"
                : $"{at},{line}"));
    }

    [Theory]
    [InlineData("-1", "w is outside 0 to 1000000000000")]
    [InlineData("", "w is missing")]
    [InlineData("many", "w is not a number with a decimal '.'")]
    [InlineData("inf", "w is not a finite number")]
    public async Task A_row_whose_weight_is_none_goes_into_quarantine(string weight, string reason)
    {
        using var project = new TestProject(
            Yaml(Weighted), $"{Csv(300, i => 1 + (i % 3))}0.5,a,{weight},no\n");
        var quarantine = await project.ReadAsync(Stage.ValidateData, Artifact.Quarantine);
        quarantine.Reasons.Select(entry => (entry.Value, entry.Rows)).ShouldBe([(reason, 1L)]);
        quarantine.RowNumbers.ShouldBe([301]);
    }

    [Theory]
    [InlineData("train: {weights: W}", "TR0203", "there is no column 'W'")]
    [InlineData("train: {weights: y}", "TR1005", "the column 'y' as weights of rows, and as target")]
    [InlineData("train: {weights: w}\nkey: [w]", "TR1005", "the column 'w' as weights of rows, and as key")]
    [InlineData("train: {weights: z}\ncolumns: {z: {type: text}}", "TR1006",
        "the weights of rows in the column 'z', which is declared as text")]
    [InlineData("train: {class-weights: {Yes: 2}}", "TR0817", "there is no class 'Yes'")]
    [InlineData("train: {class-weights: {yes: 0}}", "TR0818", "the class 'yes' counts 0")]
    [InlineData("train: {weights: w}\npropose-candidates: {learners: [nearest]}", "TR0820",
        "the learner 'nearest' does not use weights of rows")]
    public async Task What_cannot_be_is_refused(string settings, string code, string found)
    {
        var problem = await TestProject.ProblemAsync(Stage.ProposeCandidates, settings, Csv(120, i => 1 + (i % 3)));
        (problem.Code, problem.Found).ShouldBe((code, found));
    }

    [Fact]
    public async Task Advice_names_the_class_that_was_meant_and_a_private_target_names_none()
    {
        const string setting = "train: {class-weights: {yess: 2}}";
        (await TestProject.ProblemAsync(Stage.ProposeCandidates, setting)).Fix.ShouldContain("'yes'");
        var problem = await TestProject.ProblemAsync(Stage.ProposeCandidates, $"{setting}\nprivate: [y]");
        $"{problem.Expected} {problem.Fix}".ShouldNotContain("yes");
    }

    [Fact]
    public async Task Class_weights_of_a_value_and_parts_that_count_nothing_are_refused()
    {
        var value = await TestProject.ProblemAsync(
            Stage.ProposeCandidates, "train: {class-weights: balanced}",
            TestProject.Rows(120, i => (i * 0.37).ToString(CultureInfo.InvariantCulture)));
        (value.Code, value.Found).ShouldBe(("TR0816", "class weights for a target that is a value"));
        var nothing = await TestProject.ProblemAsync(Stage.ProposeCandidates, "train: {weights: w}", Csv(120, _ => 0));
        (nothing.Code, nothing.Found).ShouldBe(("TR0819", "no row of fold 0 counts: 'w' is 0 in all of them"));
    }

    /// <summary>About one row in ten is 'yes'; balanced classes are learned as if it were every second.</summary>
    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData(", weights: w", true)]
    public async Task Probabilities_are_brought_back_to_the_classes_own_shares(string more, bool calibrate)
    {
        var word = calibrate ? "true" : "false";
        using var project = new TestProject(
            Yaml($"train: {{trials: 1, calibrate: {word}, class-weights: balanced{more}}}\npropose-candidates: "
                + "{learners: [linear, lightgbm, forest, mlp, additive, naive-bayes]}"),
            Csv(1200, i => 1 + (i % 3), rare: true));
        var result = await project.RunAsync(Stage.Train);
        result.Artifacts.Read(Artifact.CandidateSet).ClassWeights!.Zip([0.55, 5.0]).ShouldAllBe(
            pair => Math.Abs(pair.First / pair.Second - 1) < 0.3);
        foreach (var (id, model) in result.Artifacts.ReadAll(Artifact.FittedModels))
        {
            var rows = Rows(project, model);
            var total = rows.Weights?.Sum() ?? rows.Labels.Length;
            var mean = rows.Scores.Select((score, row) => (rows.Weights?[row] ?? 1) * score).Sum() / total;
            var share = rows.Labels.Select((label, row) => (rows.Weights?[row] ?? 1) * label).Sum() / total;
            mean.ShouldBe(share, id is "naive-bayes" or "forest" && !calibrate ? 0.08 : 0.03, id);
        }
    }

    [Fact]
    public async Task Three_classes_are_weighed_too_and_the_baseline_is_not()
    {
        using var project = new TestProject(
            Yaml("train: {trials: 1, calibrate: false, class-weights: {c: 6}}"),
            TestProject.Rows(400, i => i % 8 == 0 ? "c" : i % 2 == 0 ? "a" : "b"));
        var result = await project.RunAsync(Stage.Train);
        result.Artifacts.Read(Artifact.CandidateSet).ClassWeights.ShouldBe([1, 1, 6]);
        foreach (var (id, model) in result.Artifacts.ReadAll(Artifact.FittedModels))
        {
            var rows = Rows(project, model);
            var mean = Enumerable.Range(0, rows.Labels.Length).Average(row => rows.Scores[(3 * row) + 2]);
            mean.ShouldBe(rows.Labels.Count(label => label == 2) / (double)rows.Labels.Length, 0.03, id);
        }
    }

    [Fact]
    public async Task Balanced_classes_count_the_same_together_also_where_rows_are_thinned()
    {
        using var project = new TestProject(
            Yaml("curate: {balance: 1}\ntrain: {trials: 1, class-weights: balanced}"),
            TestProject.Rows(600, i => i % 6 == 0 ? "yes" : "no"));
        var weights = (await project.RunAsync(Stage.ProposeCandidates)).Artifacts.Read(Artifact.CandidateSet).ClassWeights!;
        weights.ShouldAllBe(weight => Math.Abs(weight - 1) < 0.05);
    }

    private static string Yaml(string train) =>
        $"name: small\nsource: data.csv\ntarget: y\nsplit: {{folds: 3}}\nrevisit-candidates: {{ensemble: false}}\n{train}\n";

    private static Outcome Rows(TestProject project, FittedModel model) => Numbered(project, model).Rows;

    private static (double[] Numbers, Outcome Rows) Numbered(TestProject project, FittedModel model)
    {
        using var tables = new TableEngine(new TableEngineSettings(1, 1L << 28, Path.Combine(project.Path_, "tmp")));
        var cancellation = TestContext.Current.CancellationToken;
        var (numbers, _, rows) = PredictionTable.Read(
            tables.Open(project.Store.PathOf(model.OutOfFold), cancellation), TaskKind.Binary, cancellation);
        return (numbers, rows);
    }

    /// <summary>Rows with a number, a category, a weight and a target.</summary>
    private static string Csv(int count, Func<int, int> weight, bool rare = false)
    {
        var random = new Random(5);
        var text = new StringBuilder("x,z,w,y\n");
        for (var i = 0; i < count; i++)
        {
            var (x, z) = (random.NextDouble(), random.Next(3));
            var yes = x + (z * 0.2) + (random.NextDouble() * 0.3) > (rare ? 1.25 : 0.85);
            text.Append(CultureInfo.InvariantCulture, $"{x:0.0000},{"abc"[z]},{weight(i)},{(yes ? "yes" : "no")}\n");
        }

        return text.ToString();
    }
}
