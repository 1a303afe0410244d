using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Baseline;
using Trestle.Learners.Explanations;
using Trestle.Learners.LightGbm;
using Trestle.Learners.Metrics;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Learners.LightGbm;

/// <summary>What the metric says is what is learned, and where learning stops.</summary>
public sealed class ObjectiveTests
{
    private static readonly LightGbmLearner Learner = new();
    private static readonly TrainingSets Sets = new(Learner.Needs);

    [Theory]
    [InlineData(TaskKind.Regression, "rmse")]
    [InlineData(TaskKind.Regression, "mae")]
    [InlineData(TaskKind.Regression, "quantile-0.8")]
    [InlineData(TaskKind.Regression, "poisson-deviance")]
    [InlineData(TaskKind.Regression, "tweedie-1.3")]
    [InlineData(TaskKind.Binary, "auc")]
    [InlineData(TaskKind.Binary, "average-precision")]
    [InlineData(TaskKind.Binary, "brier")]
    [InlineData(TaskKind.Binary, "log-loss")]
    [InlineData(TaskKind.Multiclass, "log-loss")]
    [InlineData(TaskKind.Multiclass, "accuracy")]
    public void Learning_stops_after_the_round_that_is_best_by_the_metric(TaskKind task, string name)
    {
        var metric = MetricCatalog.Get(name);
        var (train, validate) = (Positive(Sets.Make(task), metric), Positive(Sets.Make(task, seed: 2), metric));
        var stopped = Fit(train, validate, metric.Objective, new Parameters([KeyValuePair.Create("learning_rate", 0.2)]));
        var whole = Fit(train, null, metric.Objective, new Parameters(
        [
            KeyValuePair.Create("learning_rate", 0.2), KeyValuePair.Create("num_iterations", (double)stopped.Rounds + 50),
        ])).Model;
        var figures = Enumerable.Range(1, stopped.Rounds + 50)
            .Select(rounds => metric.Measure(Outcome(validate, Score(whole.AtRounds(rounds), validate)))).ToArray();
        var best = metric.HigherIsBetter ? figures.Max() : figures.Min();

        // LightGBM sums 32-bit labels and weights in its own order, so ranks of equal figures may differ in the last digits.
        figures[stopped.Rounds - 1].ShouldBe(best, 1e-6 * Math.Max(1, Math.Abs(best)));
    }

    [Theory]
    [InlineData("mae", "regression_l1")]
    [InlineData("quantile-0.8", "quantile")]
    [InlineData("poisson-deviance", "poisson")]
    [InlineData("tweedie-1.3", "tweedie")]
    public void The_model_is_better_by_the_metric_than_one_of_squared_error(string name, string objective)
    {
        var metric = MetricCatalog.Get(name);
        var (train, test) = (Skewed(1), Skewed(2));
        var own = Fit(train, null, metric.Objective, Parameters.None).Model;
        var usual = Fit(train, null, Objective.Usual, Parameters.None).Model;
        System.Text.Encoding.ASCII.GetString(own.Save()).ShouldContain($"\nobjective={objective}");
        var loaded = Learner.Load(own.Save());
        Score(loaded, test).ShouldBe(Score(own, test));
        var (mine, theirs) = (metric.Measure(Outcome(test, Score(own, test))), metric.Measure(Outcome(test, Score(usual, test))));
        (double.IsNaN(theirs) || mine < theirs).ShouldBeTrue($"{mine} and {theirs}");
        ((IExplainableModel)own).Scale.ShouldBe(
            objective is "poisson" or "tweedie" ? ContributionScale.Logarithm : ContributionScale.Score);
    }

    [Fact]
    public void A_quantile_is_above_its_share_of_the_rows()
    {
        var metric = MetricCatalog.Get("quantile-0.9");
        var (train, test) = (Skewed(1, 4000), Skewed(2, 4000));
        var scores = Score(Fit(train, null, metric.Objective, new Parameters([KeyValuePair.Create("num_iterations", 100.0)])).Model, test);
        test.Labels.Zip(scores).Average(row => row.First <= row.Second ? 1.0 : 0).ShouldBe(0.9, 0.03);
    }

    [Fact]
    public void Deviances_of_counts_need_values_of_0_or_more()
    {
        var train = Sets.Make(TaskKind.Regression);
        var problem = Should.Throw<TrestleException>(
            () => Fit(train, null, MetricCatalog.Get("poisson-deviance").Objective, Parameters.None)).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Expected).ShouldBe(("TR0067", "a number, 0 or more, that a 32-bit float can hold"));
    }

    [Theory]
    [InlineData("rmse", 3.8)]
    [InlineData("mae", 2)]
    [InlineData("quantile-0.9", 12)]
    [InlineData("quantile-0.2", 1)]
    [InlineData("tweedie-1.5", 3.8)]
    public void The_baseline_is_the_best_constant(string metric, double answer)
    {
        var train = Sets.Make(TaskKind.Regression) with { Labels = [1, 1, 2, 3, 12] };
        var options = new LearningOptions(1, 1) { Objective = MetricCatalog.Get(metric).Objective };
        using var learning = new MeanLearner().Begin(train, null, options);
        learning.Fit(Parameters.None, TestContext.Current.CancellationToken).Model.ShouldBeAssignableTo<IExplainableModel>()!
            .BaseValues.ShouldBe([answer]);
    }

    private static Learned Fit(TrainingSet train, TrainingSet? validate, Objective objective, Parameters parameters)
    {
        using var learning = Learner.Begin(train, validate, new LearningOptions(1, 1) { Objective = objective });
        return learning.Fit(parameters, TestContext.Current.CancellationToken);
    }

    private static double[] Score(IModel model, TrainingSet set)
    {
        var scores = new List<double>();
        foreach (var block in set.Blocks)
        {
            var own = new double[block.Rows * model.Outputs];
            model.Score(block, own);
            scores.AddRange(own);
        }

        return [.. scores];
    }

    private static Outcome Outcome(TrainingSet set, double[] scores) => new(set.Task, set.Labels, scores, scores.Length / set.Rows);

    /// <summary>Values above 0, which a 32-bit float holds exactly, where the loss wants them.</summary>
    private static TrainingSet Positive(TrainingSet set, IMetric metric) => set.Task != TaskKind.Regression ? set : set with
    {
        Labels = Array.ConvertAll(set.Labels, label => (double)(float)(metric.Objective.Loss is LossKind.Poisson or LossKind.Tweedie
            ? Math.Exp(label / 3)
            : label)),
    };

    /// <summary>Values with a long tail: mean, median and quantiles are far apart.</summary>
    private static TrainingSet Skewed(int seed, int rows = 1500)
    {
        var set = new TrainingSets(Learner.Needs, rows).Make(TaskKind.Regression, seed);
        var random = new Random(seed);
        return set with
        {
            Labels = Array.ConvertAll(set.Labels, label => (double)(float)(Math.Exp(label / 3) * -Math.Log(1 - random.NextDouble()))),
        };
    }
}
