using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Ensemble;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.Curate;

/// <summary>Learning from fewer rows: what is left out, and what becomes of the probabilities.</summary>
public sealed class SamplingTests
{
    private const string Yaml = "name: small\nsource: data.csv\ntarget: y\nsplit: {folds: 3}\ntrain: {trials: 1, calibrate: false}\n"
        + "revisit-candidates: {ensemble: false}\npropose-candidates: {learners: [linear]}\n";

    [Theory]
    [InlineData("balance: 2", 1, 2)]
    [InlineData("sample: 50%", 0.5, 100)]
    [InlineData("{sample: 50%, balance: 1}", 0.5, 1)]
    public async Task The_share_of_each_class_that_is_learned_from_follows_from_its_rows(string settings, double sample, double ratio)
    {
        using var project = new TestProject($"{Yaml}curate: {(settings[0] == '{' ? settings : $"{{{settings}}}")}\n", Rows(3000));
        var run = await project.RunAsync(Stage.Curate);
        var curated = run.Artifacts.Read(Artifact.CuratedTable);
        var thinning = curated.Thinning!;
        thinning.Rows.Sum().ShouldBe(2400);
        thinning.Rates.ShouldBe([sample * Math.Min(1, ratio * thinning.Rows[1] / thinning.Rows[0]), sample]);
        curated.Rows.ShouldBe(3000);
        RunLosses.Of(run.Artifacts).ShouldContain(
            line => line.Contains("training rows of class 'no' not learned from", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Models_of_balanced_classes_give_the_probabilities_of_the_classes_as_they_are()
    {
        using var plain = new TestProject(Yaml, Rows(3000));
        using var balanced = new TestProject($"{Yaml}curate: {{balance: 1}}\n", Rows(3000));
        var (one, other) = (await FittedAsync(plain), await FittedAsync(balanced));
        one.Model.ShouldNotBeOfType<EnsembleModel>();
        var corrected = other.Model.ShouldBeOfType<EnsembleModel>();
        corrected.Rates!.Count.ShouldBe(2);

        var features = new RowSchema(one.Model.Features.Select(name => new Column(name, ColumnKind.Number)));
        var rows = new RowBlock(features, 200, [.. features.Columns.Select((_, c) => Grid(c, features.Count))]);
        var (as_is, learned) = (new double[200], new double[200]);
        one.Model.Score(rows, as_is);
        other.Model.Score(rows, learned);

        // One in ten is yes. Uncorrected, a balanced model would say five in ten.
        learned.Average().ShouldBe(as_is.Average(), 0.1);
        other.Trial.FoldScores.Average().ShouldBe(one.Trial.FoldScores.Average(), 0.05);
        other.Learner.ShouldBe(EnsembleLearner.LearnerName);
    }

    [Fact]
    public void Rows_are_drawn_by_their_number_alone_and_in_the_share_that_is_wanted()
    {
        var thinning = new Thinning([0.25, 1], [750, 250]);
        var kept = Enumerable.Range(0, 100_000).Where(row => thinning.Keeps(row, 0, seed: 7)).ToArray();
        kept.Length.ShouldBeInRange(24_500, 25_500);
        kept.ShouldBe(Enumerable.Range(0, 100_000).Where(row => thinning.Keeps(row, 0, seed: 7)));
        Enumerable.Range(0, 100_000).Where(row => thinning.Keeps(row, 0, seed: 8)).ShouldNotBe(kept);
        Enumerable.Range(0, 1000).ShouldAllBe(row => thinning.Keeps(row, 1, 7));

        // Independent of the place: no stretch has many more than others.
        kept.GroupBy(row => row / 10_000).ShouldAllBe(part => part.Count() > 2300 && part.Count() < 2700);
    }

    [Theory]
    [InlineData("TR0550", "curate: {balance: 1}\n", "number")]
    [InlineData("TR0551", "curate: {sample: 1%}\n", "class")]
    public async Task What_cannot_be_thinned_is_refused(string code, string settings, string target)
    {
        using var project = new TestProject(Yaml + settings, target == "number" ? Rows(300, i => $"{i}.5") : Rows(3000));
        (await Should.ThrowAsync<TrestleException>(() => project.RunAsync(Stage.Curate))).Problems.Single().Code.ShouldBe(code);
    }

    [Fact]
    public void Probabilities_of_several_classes_are_corrected_and_the_model_is_read_again()
    {
        var even = LearnerCatalog.Get("majority").Begin(
            new TrainingSet
            {
                Features = new RowSchema([]),
                Blocks = [new RowBlock(new RowSchema([]), 6, [])],
                Labels = [0, 0, 1, 1, 2, 2],
                Task = TaskKind.Multiclass,
                Classes = 3,
            },
            null, new LearningOptions(1, 1)).Fit(new Parameters([]), CancellationToken.None).Model;
        var model = new EnsembleModel(TaskKind.Multiclass, [new EnsembleMember("majority", "", 1, even)], rates: [0.1, 0.5, 1]);
        var read = (EnsembleModel)LearnerCatalog.Get(EnsembleLearner.LearnerName).Load(model.Save());
        var (scores, own) = (new double[3], new double[3]);
        even.Score(new RowBlock(new RowSchema([]), 1, []), own);
        read.Score(new RowBlock(new RowSchema([]), 1, []), scores);
        double[] expected = [own[0] / 0.1, own[1] / 0.5, own[2]];
        for (var i = 0; i < 3; i++)
        {
            scores[i].ShouldBe(expected[i] / expected.Sum(), 1e-12);
        }

        foreach (var rates in new double[][] { [0.5, 1], [0, 1, 1], [2, 1, 1] })
        {
            Should.Throw<ArgumentException>(
                () => new EnsembleModel(TaskKind.Multiclass, [new EnsembleMember("majority", "", 1, even)], rates: rates));
        }
    }

    private static double[] Grid(int column, int columns) =>
        [.. Enumerable.Range(0, 200).Select(row => (((row * 17) + (column * 31)) % 100 / 50.0) - 1)];

    private static async Task<(FittedModel Fitted, IModel Model, Trial Trial, string Learner)> FittedAsync(TestProject project)
    {
        var run = await project.RunAsync(Stage.Train);
        var fitted = run.Artifacts.ReadAll(Artifact.FittedModels)
            .Single(model => model.Key.StartsWith("linear", StringComparison.Ordinal)).Value;
        return (fitted, LearnerCatalog.Get(fitted.Learner).Load(project.Store.Get(fitted.Model)), fitted.Trial, fitted.Learner);
    }

    /// <summary>One in ten is yes, more often where x is large.</summary>
    private static string Rows(int count, Func<int, string>? target = null)
    {
        var random = new Random(3);
        return "x,z,y\n" + string.Concat(Enumerable.Range(0, count).Select(i =>
        {
            var x = random.NextDouble();
            return $"{x:0.0000},{random.NextDouble():0.0000},{target?.Invoke(i) ?? (random.NextDouble() < 0.2 * x ? "yes" : "no")}\n";
        }));
    }
}
