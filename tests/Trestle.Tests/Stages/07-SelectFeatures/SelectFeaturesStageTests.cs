using System.Globalization;
using System.Text;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.SelectFeatures;

/// <summary>Which features stage 7 keeps, and why the others go.</summary>
public sealed class SelectFeaturesStageTests
{
    private static readonly string Csv = "x,same,code,answer,y\n" + string.Concat(Enumerable.Range(0, 120).Select(i =>
        $"{i % 7},1,id-{i},{i * 5 % 13},{((i % 7) + (i * 5 % 13) > 8 ? "yes" : "no")}\n"));

    [Fact]
    public async Task A_column_without_a_value_becomes_no_feature()
    {
        using var project = new TestProject(
            TestProject.Small,
            "x,n,y\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"{i % 7},NA,{(i % 7 > i % 5 ? "yes" : "no")}\n")));
        var list = await project.ReadAsync(Stage.SelectFeatures, Artifact.FeatureList);
        list.Kept().ShouldBe(["x"]);
        list.Features.Single(feature => feature.Feature == "n").Reason.ShouldContain("missing");
    }

    [Fact]
    public async Task Every_feature_that_is_left_out_has_its_reason()
    {
        using var project = new TestProject(TestProject.Small, Csv);
        var list = await project.ReadAsync(Stage.SelectFeatures, Artifact.FeatureList);
        list.Kept().ShouldBe(["x", "answer"]);
        Reason("x").ShouldMatch(@"^mutual information 0\.\d{4}; correlation 0\.\d{4} at most, with 'answer'$");
        list.Features.Single(decision => decision.Feature == "x").Stability.ShouldBe(1);
        Reason("same").ShouldBe("it is the same in every row");
        Reason("code").ShouldBe("100 % of its values are different: it identifies rows");

        string Reason(string feature) => list.Features.Single(decision => decision.Feature == feature).Reason;
    }

    [Fact]
    public async Task The_configuration_has_the_last_word()
    {
        using var project = new TestProject(TestProject.Small + "select-features: {keep: [answer], drop: [x]}\n", Csv);
        var list = await project.ReadAsync(Stage.SelectFeatures, Artifact.FeatureList);
        list.Kept().ShouldBe(["answer"]);
        list.Features.Single(decision => decision.Feature == "answer").Reason.ShouldBe("the configuration keeps it");
        list.Features.Single(decision => decision.Feature == "x").Reason.ShouldBe("the configuration drops it");
    }

    [Fact]
    public async Task Methods_choose_within_the_training_rows_of_each_round()
    {
        // Which of the noise is among the best depends on the rows.
        var random = new Random(3);
        var text = new StringBuilder("x,a,b,c,d,e,f,g,y\n");
        for (var i = 0; i < 240; i++)
        {
            var x = random.NextDouble();
            text.Append(CultureInfo.InvariantCulture, $"{x:0.000}");
            for (var noise = 0; noise < 7; noise++)
            {
                text.Append(CultureInfo.InvariantCulture, $",{random.NextDouble():0.000}");
            }

            text.Append(x + random.NextDouble() > 1 ? ",yes\n" : ",no\n");
        }

        using var project = new TestProject(
            TestProject.Small + "select-features: {methods: [{gain: {keep: 3}}]}\n", text.ToString());
        var run = await project.RunAsync(Stage.Train);
        var list = run.Artifacts.Read(Artifact.FeatureList);
        list.Features.Single(decision => decision.Feature == "x").Kept.ShouldBeTrue();
        list.Features.ShouldAllBe(decision => decision.Stability >= 0 && decision.Stability <= 1 && decision.Reason.Any(char.IsDigit));
        list.Rounds!.Count.ShouldBe(3);
        list.Rounds.ShouldAllBe(round => round.Kept.Count <= 3 && round.Train.Count == 2);
        list.Rounds.SelectMany(round => round.Kept).Distinct().Count().ShouldBeGreaterThan(list.Kept().Count);

        // Each model has the features of its rows; that of all rows has those that all rows speak for.
        foreach (var (_, model) in run.Artifacts.ReadAll(Artifact.FittedModels).Where(entry => entry.Key is "linear" or "lightgbm"))
        {
            PlanJson.Read(project.Store.Get(model.Plan)).Bind().Output.Names(ColumnKind.Number)
                .Where(name => !name.EndsWith(".missing", StringComparison.Ordinal)).ShouldBe(list.Kept(), ignoreOrder: true);
        }
    }

    [Fact]
    public async Task A_method_that_has_nothing_to_judge_by_is_refused()
    {
        var problem = await TestProject.ProblemAsync(Stage.SelectFeatures, "select-features: {methods: [{drift: {}}]}");
        (problem.Code, problem.Found).ShouldBe(
            ("TR0704", "the method 'drift' has nothing to judge by: the configuration names no time of the rows"));
    }

    [Fact]
    public async Task Where_nothing_would_stay_the_best_does()
    {
        var random = new Random(9);
        using var project = new TestProject(
            TestProject.Small + "select-features: {methods: [{univariate: {rate: 0.0001}}], keep: [a]}\n",
            "a,b,c,y\n" + string.Concat(Enumerable.Range(0, 150).Select(i =>
                $"{random.Next(1000)},{random.Next(1000)},{random.Next(1000)},{(random.Next(2) == 0 ? "yes" : "no")}\n")));
        var list = await project.ReadAsync(Stage.SelectFeatures, Artifact.FeatureList);
        list.Kept().Count.ShouldBeInRange(1, 2);
        list.Kept().ShouldContain("a");
    }

    [Fact]
    public async Task No_methods_choose_nothing()
    {
        using var project = new TestProject(TestProject.Small + "select-features: {methods: []}\n", Csv);
        var list = await project.ReadAsync(Stage.SelectFeatures, Artifact.FeatureList);
        list.Features.Single(decision => decision.Feature == "x").Reason.ShouldBe("no rule drops it");
        list.Features.ShouldAllBe(decision => decision.Stability == null);
    }

    [Fact]
    public async Task A_tried_step_stays_where_it_pays_and_is_gone_where_it_does_not()
    {
        // The target is that two columns are nearly equal, in proportion: a stripe that trees find hard to cut out.
        var random = new Random(4);
        using var project = new TestProject(
            TestProject.Small,
            "debt,income,noise,y\n" + string.Concat(Enumerable.Range(0, 1500).Select(_ =>
            {
                var (debt, income) = (Math.Exp(7 * random.NextDouble()), Math.Exp(7 * random.NextDouble()));
                return FormattableString.Invariant($"{debt:0.00},{income:0.00},{random.NextDouble():0.000},")
                    + FormattableString.Invariant($"{(debt / income is > 0.4 and < 2.5 || random.Next(30) == 0 ? "yes" : "no")}\n");
            })));
        var run = await project.RunAsync(Stage.Train);
        var list = run.Artifacts.Read(Artifact.FeatureList);
        var tried = list.Tried.ShouldNotBeNull();
        tried.Count.ShouldBe(3);
        tried[0].What.ShouldBe("ratios of the 3 numbers with the most values");
        tried.Count(step => step.Kept).ShouldBeGreaterThan(0, string.Join('\n', tried));
        tried.ShouldAllBe(step => step.Features == 3 && step.Loss == "log loss" && step.Without > 0 && step.With > 0);
        tried.Where(step => step.Kept).ShouldContain(step => step.With < step.Without && step.PValue < 0.05);
        list.Kept().ShouldContain(
            name => name.Contains(".per.", StringComparison.Ordinal) || name.Contains(".minus.", StringComparison.Ordinal));

        var (plan, vain) = (run.Artifacts.Read(Artifact.FeaturePlan), tried.Count(step => !step.Kept));
        list.Used(plan).Count.ShouldBe(plan.Steps.Count - vain);
        var made = PlanJson.Read(project.Store.Get(run.Artifacts.ReadAll(Artifact.FittedModels)["lightgbm"].Plan));
        made.Steps.OfType<FittedPairs>().Count().ShouldBe(plan.Steps.Count(planned => planned.Tried) - vain);
        made.Bind().Output.Columns.Select(column => column.Name).ShouldBe(list.Kept(), ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_tried_in_vain_leaves_no_feature_and_its_figures()
    {
        var random = new Random(5);
        using var project = new TestProject(
            TestProject.Small,
            "a,b,y\n" + string.Concat(Enumerable.Range(0, 800).Select(_ => FormattableString.Invariant(
                $"{random.NextDouble():0.000},{random.NextDouble():0.000},{(random.Next(2) == 0 ? "yes" : "no")}\n"))));
        var list = await project.ReadAsync(Stage.SelectFeatures, Artifact.FeatureList);
        list.Kept().ShouldBe(["a", "b"]);
        list.Features.Count.ShouldBe(2);
        list.Tried!.ShouldAllBe(step => !step.Kept && step.PValue > 0.05);
        list.Rounds.ShouldBeNull();
    }

    [Fact]
    public async Task A_misspelt_feature_is_refused_with_the_nearest_one()
    {
        using var project = new TestProject(TestProject.Small + "select-features: {keep: [answr]}\n", Csv);
        var problem = (await project.FailsAsync(Stage.SelectFeatures)).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Fix).ShouldBe(("TR0701", "did you mean 'answer'?"));
    }
}
