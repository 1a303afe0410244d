using System.Globalization;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;
using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Stages.ProposeCandidates;

/// <summary>With task: count no prediction is below 0, by whatever metric models are compared.</summary>
public sealed class CountCandidatesTests
{
    [Theory]
    [InlineData("", "poisson-deviance", LossKind.Poisson)]
    [InlineData("train: {trials: 2, metric: rmse}\n", "rmse", LossKind.Poisson)]
    [InlineData("train: {trials: 2, metric: mae}\n", "mae", LossKind.Poisson)]
    [InlineData("train: {trials: 2, metric: tweedie-1.5}\n", "tweedie-1.5", LossKind.Tweedie)]
    public async Task No_prediction_is_below_zero(string train, string metric, LossKind loss)
    {
        using var project = new TestProject(Yaml(train.Length > 0 ? train : "train: {trials: 2}\n") + "preset: fast\n", Csv());
        var result = await project.RunAsync(Stage.Train);
        result.Artifacts.Read(Artifact.Contract).TaskName.ShouldBe("count");
        var set = result.Artifacts.Read(Artifact.CandidateSet);
        (set.Metric, set.Objective.Loss).ShouldBe((metric, loss));
        using var tables = new TableEngine(new TableEngineSettings(1, 1L << 28, Path.Combine(project.Path_, "tmp")));
        var models = result.Artifacts.ReadAll(Artifact.FittedModels);
        models.Count.ShouldBeGreaterThan(1);
        foreach (var (id, model) in models)
        {
            var cancellation = TestContext.Current.CancellationToken;
            var scores = PredictionTable.Read(
                tables.Open(project.Store.PathOf(model.OutOfFold), cancellation), TaskKind.Regression, cancellation).Outcome.Scores;
            scores.ShouldAllBe(score => score >= 0, id);
        }
    }

    [Theory]
    [InlineData("train: {metric: quantile-0.9}\n", "TR0821", "the metric 'quantile-0.9' for task: count")]
    [InlineData("select-best: {value: {over: -1, under: -3}}\n", "TR0821", "prices of errors for task: count")]
    [InlineData("propose-candidates: {learners: [additive]}\n", "TR0822", "the learner 'additive' can predict counts below 0")]
    public async Task What_could_be_below_zero_is_refused(string settings, string code, string found)
    {
        using var project = new TestProject(Yaml(settings), Csv());
        var problem = (await project.FailsAsync(Stage.ProposeCandidates)).Problems[0];
        (problem.Code, problem.Found).ShouldBe((code, found));
    }

    /// <summary>Least squares would say less than nothing here: most counts are 0, and few are large.</summary>
    private static string Csv()
    {
        var random = new Random(2);
        return "x,z,y\n" + string.Concat(Enumerable.Range(0, 300).Select(_ =>
        {
            var (x, z) = (random.NextDouble(), random.Next(3));
            var y = x > 0.8 ? random.Next(5, 30) : random.Next(10) == 0 ? 1 : 0;
            return string.Create(CultureInfo.InvariantCulture, $"{x:0.0000},{"abc"[z]},{y}\n");
        }));
    }

    private static string Yaml(string more) =>
        $"name: small\nsource: data.csv\ntarget: y\ntask: count\nsplit: {{folds: 3}}\nrevisit-candidates: {{ensemble: false}}\n{more}";
}
