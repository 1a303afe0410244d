using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Packages;
using Trestle.Rows.Plans;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Package;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.SelectBest;

/// <summary>Models and decisions by what they are worth, for each task.</summary>
public sealed class ValueTests
{
    private const string Linear = TestProject.Small + "propose-candidates: {learners: [linear]}\nevaluate: {resamples: 100}\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_expression_that_is_the_same_for_all_rows_decides_as_the_number_does()
    {
        var (number, expression) = (
            await ScoresAsync("threshold: expected-value, value: {true-positive: 10, false-positive: -4}"),
            await ScoresAsync("value: {true-positive: x * 0 + 10, false-positive: 2 - 6}"));
        (number.Decision!.ByValue, expression.Decision!.ByValue).ShouldBe((true, true));
        expression.Decision.Values!.Expressions.Select(amount => amount.Text).ShouldBe(["x * 0 + 10"]);
        expression.Plots!.Confusion.ShouldBe(number.Plots!.Confusion);
        expression.Worth!.Value.ShouldBe(number.Worth!.Value);
        Of(expression.Test, "value").Value.ShouldBe(Of(number.Test, "value").Value, 1e-12);

        // By hand from the confusion matrix.
        var counts = number.Plots.Confusion;
        Of(number.Test, "value").Value.ShouldBe(((10.0 * counts[1][1]) - (4 * counts[0][1])) / counts.Sum(row => row.Sum()), 1e-12);
        number.Worth.Value.Value.ShouldBe(1000 * Of(number.Test, "value").Value, 1e-9);
        number.Worth.Alike.Select(alike => alike.Decision).ShouldBe(["no", "yes"]);
        DecisionWords.Of(number).ShouldContain(line => line.StartsWith("1,000 rows are worth ", StringComparison.Ordinal));
        Format.Decision(number.Decision).ShouldBe("decided: each row by its expected value");
    }

    [Fact]
    public async Task One_threshold_can_be_wanted_for_rows_of_different_amounts()
    {
        var scores = await ScoresAsync("threshold: value, value: {true-positive: x * 20, false-positive: -4}");
        scores.Decision!.ByValue.ShouldBeFalse();
        scores.Decision.Threshold.ShouldBeInRange(0.01, 0.99);
        scores.Worth!.Value.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Requests_bring_the_columns_of_an_expression_only_where_each_row_needs_them()
    {
        var settings = Linear.Replace("target: y\n", "target: y\nselect-features: {drop: [bill]}\n", StringComparison.Ordinal);
        (await InputsAsync("")).ShouldBe(["x", "z"], ignoreOrder: true);
        (await InputsAsync("select-best: {threshold: value, value: {true-positive: bill, false-positive: -4}}\n"))
            .ShouldBe(["x", "z"], ignoreOrder: true);
        (await InputsAsync("select-best: {value: {true-positive: bill, false-positive: -4}}\n"))
            .ShouldBe(["x", "z", "bill"], ignoreOrder: true);

        Task<string[]> InputsAsync(string own) => StageProbe.LookAsync(Stage.Package, settings + own, Bills(), (context, cancellation) =>
        {
            var choice = context.Read(Artifact.SelectedModel);
            var fitted = context.ReadAll(Artifact.FittedModels)[choice.Candidate];
            var (learned, model) = (
                PlanJson.Read(context.Store.Get(fitted.Plan)), LearnerCatalog.Get(fitted.Learner).Load(context.Store.Get(fitted.Model)));
            var raw = RawRows.Open(context, context.Read(Artifact.RawTable), cancellation);
            var values = choice.Decision is { ByValue: true } decision ? decision.Values : null;
            var (plan, asked) = RequestPlan.Make(
                context, learned, model.Features, raw.Schema, new Dictionary<string, Trestle.Rows.Keyed.KeyedTable>(), values);
            Proves(context, learned, model, plan, asked, raw, (choice, fitted.Learner), cancellation);
            return plan.Input.Columns.Select(column => column.Name).ToArray();
        }, Cancellation);
    }

    [Fact]
    public async Task Of_several_classes_the_least_expected_cost_is_decided_and_measured()
    {
        using var project = new TestProject(
            Linear.Replace("target: y", "target: z", StringComparison.Ordinal)
                + "select-best: {value: {classes: {a: {b: -1, c: -1}, b: {a: -1, c: -1}, c: {a: -30, b: -30}}}}\n", Classes());
        var result = await project.RunAsync(Stage.SelectBest);
        var scores = result.Artifacts.Read(Artifact.Scorecard).Candidates.Single(scores => scores.Candidate == "linear");
        var counts = scores.Plots!.Confusion;
        int[][] cost = [[0, -1, -1], [-1, 0, -1], [-30, -30, 0]];
        var sum = Enumerable.Range(0, 9).Sum(cell => (double)cost[cell / 3][cell % 3] * counts[cell / 3][cell % 3]);
        Of(scores.Test, "value").Value.ShouldBe(sum / counts.Sum(row => row.Sum()), 1e-12);
        scores.Worth!.Value.Value.ShouldBeGreaterThan(scores.Worth.Plain);
        counts[2][2].ShouldBeGreaterThan(counts[2][0] + counts[2][1]);
        var selected = result.Artifacts.Read(Artifact.SelectedModel);
        selected.Threshold.ShouldBeNull();
        selected.Evidence.ShouldContain(line => line.Contains("for 1,000 rows more than the best single decision for all"));
    }

    [Fact]
    public async Task A_value_is_predicted_as_the_prices_of_too_much_and_too_little_want_it()
    {
        using var project = new TestProject(
            TestProject.Small.Replace("trials: 1", "trials: 2", StringComparison.Ordinal)
                + "propose-candidates: {learners: [linear, lightgbm]}\nevaluate: {resamples: 100}\n"
                + "select-best: {value: {over: -1, under: -9}}\n", Amounts());
        var result = await project.RunAsync(Stage.SelectBest);
        var card = result.Artifacts.Read(Artifact.Scorecard);
        card.Metric.ShouldBe("value");
        var selected = result.Artifacts.Read(Artifact.SelectedModel);
        var decision = selected.Decision.ShouldNotBeNull();
        decision.IsShift.ShouldBeTrue();
        decision.ByFold.Count.ShouldBe(3);

        // The answers out of fold: nine of ten true values are below, as the prices want it (newsvendor: 9 / (9 + 1)).
        var fitted = result.Artifacts.ReadAll(Artifact.FittedModels)[selected.Candidate];
        using var tables = new Trestle.Storage.Tables.TableEngine(
            new Trestle.Storage.Tables.TableEngineSettings(1, 1L << 30, Path.GetTempPath()));
        var outcome = PredictionTable.Read(
            tables.Open(project.Store.PathOf(fitted.OutOfFold), Cancellation), TaskKind.Regression, Cancellation).Outcome;
        var answered = decision.Answered(outcome);
        var below = Enumerable.Range(0, answered.Rows).Count(row => answered.Labels[row] <= answered.Scores[row]);
        ((double)below / answered.Rows).ShouldBeInRange(0.85, 0.95);
        var scores = card.Candidates.Single(scores => scores.Candidate == selected.Candidate);
        scores.Worth!.Value.Value.ShouldBeGreaterThan(scores.Worth.Alike[0].Value);
        selected.Evidence.ShouldContain(line => line.Contains("the best single value for all"));
    }

    [Theory]
    [InlineData("select-best: {value: {true-positive: z}}", "TR1422", "value.true-positive is 'z', which gives no number")]
    [InlineData("select-best: {value: {true-positive: 1 / 0}}", "TR1422", "value.true-positive is '1 / 0', which gives no number")]
    [InlineData("select-best: {value: {over: -1}}", "TR1423", "value.over says nothing for the task binary")]
    [InlineData("select-best: {value: {}}", "TR1424", "no value is given")]
    [InlineData("select-best: {value: {classes: {yess: {no: 1}}}}", "TR1425", "there is no class 'yess'")]
    [InlineData("select-best: {value: {true-positive: xx + 1}}", "TR2371", null)]
    [InlineData("select-best: {value: {true-positive: 1 / (x - x)}}", "TR1428", null)]
    [InlineData("select-best: {threshold: expected-value}", "TR1402", "threshold: expected-value without values")]
    public async Task What_cannot_be_a_value_is_named(string settings, string number, string? found)
    {
        var problem = await TestProject.ProblemAsync(Stage.Train, settings);
        problem.Code.ShouldBe(number);
        problem.Found.ShouldBe(found ?? problem.Found);
        if (number == "TR1425")
        {
            problem.Fix.ShouldBe("did you mean 'yes'?");
            problem.Where.ShouldContain("trestle.yaml:");
        }
    }

    [Theory]
    [InlineData("{over: -1}", "TR1426")]
    [InlineData("{tolerance: 3}", "TR1426")]
    [InlineData("{over: 1, under: -1}", "TR1427")]
    [InlineData("{tolerance: -3, within: 2}", "TR1427")]
    [InlineData("{tolerance: 3, within: 2, outside: 4}", "TR1427")]
    [InlineData("{true-positive: 3}", "TR1423")]
    [InlineData("{over: -xx, under: -1}", "TR2371")]
    public async Task Values_of_errors_that_make_no_best_prediction_are_refused(string value, string number) =>
        (await TestProject.ProblemAsync(Stage.ProposeCandidates, $"select-best: {{value: {value}}}", Amounts())).Code.ShouldBe(number);

    [Fact]
    public async Task An_amount_that_cannot_be_read_is_not_called_0_as_well()
    {
        using var project = new TestProject(TestProject.Small + "select-best: {value: {over: -xx, under: -1}}\n", Amounts());
        (await project.FailsAsync(Stage.ProposeCandidates)).Problems.Select(problem => problem.Code).ShouldBe(["TR2371"]);
    }

    /// <summary>The package decides rows one by one as training does in blocks; earlier versions refuse its format.</summary>
    private static void Proves(
        UnitContext context, FittedPlan learned, IModel model, FittedPlan plan,
        Contract asked, RawRows raw, (SelectedModel Model, string Learner) selected,
        CancellationToken cancellation)
    {
        var choice = selected.Model;
        var replay = Replay.Take(context, raw, learned, model, plan, asked, cancellation, choice.Decision);
        var values = choice.Decision is { ByValue: true } decision ? decision.Values : null;
        using var folder = new TempFolder();
        var file = folder.At("sample.trestle");
        PackageWriter.WriteFile(
            new PackageContents
            {
                Name = "sample",
                Code = "1",
                Contract = asked,
                Plan = plan,
                Learner = selected.Learner,
                Model = model.Save(),
                Threshold = choice.Threshold,
                Values = values,
                Documents = new Dictionary<string, byte[]>(),
            },
            file);
        var package = ModelPackage.Open(file);
        package.Manifest.Format.ShouldBe(values is null ? Manifest.CurrentFormat : Manifest.ValueFormat);
        var scorer = new Scorer(package);
        var one = Enumerable.Range(0, replay.Rows).Select(row => scorer.Label(scorer.Score(replay.Raw.Take([row])), 0)!).ToArray();
        if (values is not null)
        {
            replay.Decided.ShouldBe(one);
            one.Distinct().Count().ShouldBe(2);

            // Some rows are decided otherwise than by probability alone.
            var scores = scorer.Score(replay.Raw);
            Enumerable.Range(0, replay.Rows).Count(row => (scores.Values[row] >= 0.5) != (one[row] == "yes")).ShouldBeGreaterThan(0);
        }
    }

    private static async Task<CandidateScores> ScoresAsync(string settings)
    {
        using var project = new TestProject($"{Linear}select-best: {{{settings}}}\n", TestProject.Rows(300));
        return (await project.ReadAsync(Stage.Evaluate, Artifact.Scorecard)).Candidates.Single(scores => scores.Candidate == "linear");
    }

    private static MetricValue Of(IReadOnlyList<MetricValue> metrics, string name) => metrics.Single(metric => metric.Metric == name);

    private static string Bills()
    {
        var random = new Random(5);
        return "x,z,bill,y\n" + string.Concat(Enumerable.Range(0, 400).Select(_ =>
        {
            var x = random.NextDouble();
            return $"{x:0.0000},{"abc"[random.Next(3)]},{random.Next(1, 40)},{(random.NextDouble() < x ? "yes" : "no")}\n";
        }));
    }

    private static string Classes()
    {
        var random = new Random(6);
        return "x,w,z\n" + string.Concat(Enumerable.Range(0, 600).Select(_ =>
        {
            var (x, w) = (random.NextDouble(), random.NextDouble());
            var noisy = x + (random.NextDouble() * 0.5);
            return $"{x:0.0000},{w:0.0000},{(noisy < 0.5 ? "a" : noisy < 1 ? "b" : "c")}\n";
        }));
    }

    private static string Amounts()
    {
        var random = new Random(7);
        return "x,z,y\n" + string.Concat(Enumerable.Range(0, 400).Select(_ =>
        {
            var x = random.NextDouble();
            return $"{x:0.0000},{"abc"[random.Next(3)]},{(x * 50) + (random.NextDouble() * 20):0.00}\n";
        }));
    }
}
