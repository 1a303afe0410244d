using System.Text;
using System.Text.Json.Nodes;

using CsCheck;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Ensemble;
using Trestle.Learners.Explanations;
using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Testing;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Learners.Ensemble;

public sealed class EnsembleModelTests
{
    private static double[] Explain(IExplainableModel model, RowBlock block)
    {
        var contributions = new double[block.Rows * model.Outputs * model.Features.Count];
        model.Explain(block, contributions);
        return contributions;
    }

    private static readonly TrainingSets Sets = new(new LearnerNeeds(false, false, true), rows: 120);

    [Fact]
    public void Scores_are_the_weighted_mean_of_the_members_each_with_its_own_features()
    {
        var set = Sets.Make(TaskKind.Regression);
        var (linear, mean) = (Fit("linear", set), Fit("mean", set));
        var ensemble = new EnsembleModel(
            TaskKind.Regression, [new EnsembleMember("linear", "l/", 3, linear), new EnsembleMember("mean", "m/", 1, mean)]);
        ensemble.Features.ShouldBe(["l/a", "l/b", "l/c", "l/kind", "m/a", "m/b", "m/c", "m/kind"]);
        ensemble.Outputs.ShouldBe(1);

        // The copies for the second member hold other values, which it does not look at.
        var block = set.Blocks[0];
        var both = new RowBlock(
            new RowSchema(ensemble.Features.Select(name => new Column(name, ColumnKind.Number))),
            block.Rows,
            [.. Enumerable.Range(0, 4).Select(block.Raw), .. Enumerable.Range(0, 4).Select(_ => new double[block.Rows])]);
        var (one, other, mixed) = (Score(linear, block), Score(mean, block), Score(ensemble, both));
        mixed.ShouldBe([.. one.Zip(other, (l, m) => ((3 * l) + (1 * m)) / 4)]);
    }

    [Fact]
    public void Importance_is_the_weighted_mean_of_that_of_the_members()
    {
        var set = Sets.Make(TaskKind.Regression);
        var linear = Fit("linear", set);
        var trees = Fit("lightgbm", set);
        var ensemble = new EnsembleModel(
            TaskKind.Regression, [new EnsembleMember("linear", "", 1, linear), new EnsembleMember("lightgbm", "", 3, trees)]);
        ensemble.Features.ShouldBe(["a", "b", "c", "kind"]);
        var expected = linear.Importance().Zip(trees.Importance(), (l, t) => (l + (3 * t)) / 4).ToArray();
        ensemble.Importance().Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
    }

    [Theory]
    [InlineData(TaskKind.Regression, ContributionScale.Score)]
    [InlineData(TaskKind.Binary, ContributionScale.MeanLogOdds)]
    [InlineData(TaskKind.Multiclass, ContributionScale.MeanMargins)]
    public void Contributions_are_the_weighted_mean_of_the_members_and_summed_where_they_share_a_feature(
        TaskKind task, ContributionScale scale)
    {
        var set = Sets.Make(task);
        IExplainableModel[] members = [(IExplainableModel)Fit("linear", set), (IExplainableModel)Fit("lightgbm", set)];
        var ensemble = new EnsembleModel(
            task, [new EnsembleMember("linear", "", 1, members[0]), new EnsembleMember("lightgbm", "", 3, members[1])]);
        ensemble.Scale.ShouldBe(scale);
        ensemble.BaseValues.ShouldBe(members[0].BaseValues.Zip(members[1].BaseValues, (a, b) => (a + (3 * b)) / 4), 1e-12);
        var block = set.Blocks[0];
        var (linear, trees, both) = (Explain(members[0], block), Explain(members[1], block), Explain(ensemble, block));
        both.ShouldBe(linear.Zip(trees, (a, b) => (a + (3 * b)) / 4), 1e-12);
        if (task == TaskKind.Regression)
        {
            both.Chunk(4).Select(own => own.Sum() + ensemble.BaseValues[0]).ShouldBe(Score(ensemble, block), 1e-9);
        }
    }

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    public void Contributions_to_probabilities_are_brought_to_the_scale_of_the_others_in_proportion(TaskKind task)
    {
        var set = Sets.Make(task);
        var forest = (IExplainableModel)Fit("forest", set);
        var ensemble = new EnsembleModel(task, [new EnsembleMember("forest", "", 1, forest)]);
        var (block, outputs) = (set.Blocks[0], forest.Outputs);
        var (own, brought, scores) = (Explain(forest, block), Explain(ensemble, block), Score(forest, block));
        for (var vector = 0; vector < scores.Length; vector++)
        {
            var (from, to) = (own.AsSpan(vector * 4, 4).ToArray(), brought.AsSpan(vector * 4, 4).ToArray());
            var margin = task == TaskKind.Binary ? Math.Log(scores[vector] / (1 - scores[vector])) : Math.Log(scores[vector]);
            (ensemble.BaseValues[vector % outputs] + to.Sum()).ShouldBe(margin, 1e-9);
            to.ShouldBe(from.Select(value => value * (to[0] / from[0])), 1e-9);
            (to[0] * from[0]).ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void A_model_with_one_answer_contributes_nothing()
    {
        var set = Sets.Make(TaskKind.Binary);
        var (linear, majority) = ((IExplainableModel)Fit("linear", set), (IExplainableModel)Fit("majority", set));
        var ensemble = new EnsembleModel(
            TaskKind.Binary, [new EnsembleMember("linear", "", 1, linear), new EnsembleMember("majority", "", 1, majority)]);
        Explain(ensemble, set.Blocks[0]).ShouldBe(Explain(linear, set.Blocks[0]).Select(value => value / 2), 1e-12);
        var share = majority.BaseValues[0];
        ensemble.BaseValues[0].ShouldBe((linear.BaseValues[0] + Math.Log(share / (1 - share))) / 2, 1e-12);
    }

    [Fact]
    public void A_member_on_another_scale_leaves_an_ensemble_without_contributions()
    {
        var set = Sets.Make(TaskKind.Regression);
        var counts = set with { Labels = [.. set.Labels.Select(label => Math.Round(Math.Exp(label / 2)))] };
        using var learning = LearnerCatalog.Get("lightgbm").Begin(
            counts, null, new LearningOptions(1, 1) { Objective = new Objective("", LossKind.Poisson) });
        var logarithms = learning.Fit(Parameters.None, CancellationToken.None).Model;
        var ensemble = new EnsembleModel(
            TaskKind.Regression,
            [new EnsembleMember("linear", "", 1, Fit("linear", set)), new EnsembleMember("lightgbm", "", 1, logarithms)]);
        Should.Throw<TrestleException>(() => Explain(ensemble, set.Blocks[0])).Problems[0].Code.ShouldBe("TR2050");
        Should.Throw<TrestleException>(() => ensemble.BaseValues).Problems[0].Found.ShouldBe(
            "the model of the learner 'lightgbm' cannot be explained");
    }

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    public void Probabilities_stay_between_0_and_1(TaskKind task)
    {
        var set = Sets.Make(task);
        var model = Fit("lightgbm", set);
        var ensemble = new EnsembleModel(
            task, [.. Enumerable.Range(1, 7).Select(weight => new EnsembleMember("lightgbm", "", weight, model))]);
        Score(ensemble, set.Blocks[0]).ShouldAllBe(score => score >= 0 && score <= 1);
    }

    [Fact]
    public void Members_that_do_not_fit_each_other_are_refused()
    {
        var binary = Fit("linear", Sets.Make(TaskKind.Binary));
        var three = Fit("linear", Sets.Make(TaskKind.Multiclass));
        Should.Throw<ArgumentException>(() => new EnsembleModel(TaskKind.Binary, []));
        Should.Throw<ArgumentException>(() => new EnsembleModel(TaskKind.Binary, [new EnsembleMember("linear", "", 0, binary)]));
        Should.Throw<ArgumentException>(() => new EnsembleModel(TaskKind.Binary, [new EnsembleMember("linear", "", 1, three)]));
        Should.Throw<ArgumentException>(
            () => new EnsembleModel(
                TaskKind.Binary, [new EnsembleMember("linear", "", 1, binary), new EnsembleMember("linear", "", 1, three)]));
    }

    [Theory]
    [InlineData("format", "\"other\"", "format")]
    [InlineData("task", "\"Multiclass\"", "outputs")]
    [InlineData("task", "0", "JSON")]
    [InlineData("members", "null", "JSON")]
    [InlineData("members", "[]", "no member")]
    [InlineData("members", "[null]", "null")]
    [InlineData("members/0/weight", "0", "weight")]
    [InlineData("members/0/weight", "-1", "weight")]
    [InlineData("members/0/weight", "2000000000", "weight")]
    [InlineData("members/0/weight", "1.5", "JSON")]
    [InlineData("members/0/prefix", "null", "JSON")]
    [InlineData("members/0/model", "\"!\"", "JSON")]
    [InlineData("members/0/model", "\"AAAA\"", "JSON")]
    [InlineData("members/0/learner", "\"lightgbm\"", "cannot be read")]
    [InlineData("members/0/learner", "\"ensemble\"", "ensemble itself")]
    [InlineData("members/0/learner", "\"../linear\"", "no learner")]
    [InlineData("members/0/more", "1", "JSON")]
    public void A_changed_document_is_refused(string place, string value, string reason)
    {
        var document = JsonNode.Parse(Saved())!;
        var path = place.Split('/');
        var at = path[..^1].Aggregate(document, (node, part) => int.TryParse(part, out var index) ? node[index]! : node[part]!);
        at[path[^1]] = JsonNode.Parse(value);
        var problem = Should.Throw<TrestleException>(
            () => LearnerCatalog.Get("ensemble").Load(Encoding.UTF8.GetBytes(document.ToJsonString()))).Problems[0];
        problem.Code.ShouldBeOneOf("TR0068", "TR0070", "TR0073");
        problem.Found.ShouldContain(reason);
    }

    [Fact]
    public void More_members_than_there_may_be_are_refused_before_any_is_read()
    {
        var document = JsonNode.Parse(Saved())!;
        var member = document["members"]![0]!;
        document["members"] = new JsonArray([.. Enumerable.Range(0, 101).Select(_ => member.DeepClone())]);
        Should.Throw<TrestleException>(
            () => LearnerCatalog.Get("ensemble").Load(
                Encoding.UTF8.GetBytes(document.ToJsonString()))).Problems[0].Found.ShouldContain("101 members");
    }

    [Fact]
    public void No_change_of_a_byte_gets_past_with_anything_but_a_problem()
    {
        var saved = Saved();
        Gen.Select(Gen.Int[0, saved.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var changed = (byte[])saved.Clone();
            changed[at] = value;
            try
            {
                LearnerCatalog.Get("ensemble").Load(changed).Save().ShouldNotBeEmpty();
            }
            catch (TrestleException refused)
            {
                refused.Problems.ShouldNotBeEmpty();
            }
        });
    }

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    [InlineData(TaskKind.Regression)]
    public void An_ensemble_of_two_row_paths_is_a_package_that_scores_as_the_mean_of_its_members(TaskKind task)
    {
        var contents = SamplePackages.Contents(task);
        var model = LearnerCatalog.Get(contents.Learner).Load(contents.Model);
        var ensemble = new EnsembleModel(
            task, [new EnsembleMember(contents.Learner, "one/", 1, model), new EnsembleMember(contents.Learner, "two/", 2, model)]);
        var package = contents with
        {
            Learner = "ensemble",
            Model = ensemble.Save(),
            Plan = new FittedPlan(contents.Plan.Input, [FittedBranch.Of("one/", contents.Plan), FittedBranch.Of("two/", contents.Plan)]),
        };
        using var folder = new TempFolder();
        var raw = SamplePackages.Rows(60, seed: 9);
        var scores = new Scorer(Open(package)).Score(raw);
        var alone = new Scorer(Open(contents)).Score(raw);
        scores.Values.Zip(alone.Values)
            .ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 1e-12 * Math.Max(1, Math.Abs(pair.Second)));
        BlockAssert.Singles(raw).SelectMany(row => new Scorer(Open(package)).Score(row).Values).ShouldBe(scores.Values);

        ModelPackage Open(PackageContents written)
        {
            var file = Path.Combine(folder.Path, $"{written.Learner}.trestle");
            if (!File.Exists(file))
            {
                PackageWriter.WriteFile(written, file);
            }

            return ModelPackage.Open(file);
        }
    }

    private static byte[] Saved() =>
        new EnsembleModel(TaskKind.Binary, [new EnsembleMember("linear", "l/", 2, Fit("linear", Sets.Make(TaskKind.Binary)))]).Save();

    private static IModel Fit(string learner, TrainingSet set)
    {
        using var learning = LearnerCatalog.Get(learner).Begin(set, null, new LearningOptions(1, 1));
        return learning.Fit(LearnerCatalog.Get(learner).WithRounds(Parameters.None, 10), CancellationToken.None).Model;
    }

    private static double[] Score(IModel model, RowBlock block)
    {
        var scores = new double[block.Rows * model.Outputs];
        model.Score(block, scores);
        return scores;
    }
}
