using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Baseline;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners;

/// <summary>A weight of 3 is the same as three rows, and only the ratios of weights matter to metrics: no reference but the rows.</summary>
public sealed class RepeatedRowsTests
{
    private const int Rows = 120;

    private static readonly int[] Times = [.. Enumerable.Range(0, Rows).Select(i => 1 + (i * 7 % 3))];

    public static TheoryData<string, TaskKind, double> Learners => new()
    {
        { "linear", TaskKind.Regression, 1e-8 }, { "linear", TaskKind.Binary, 1e-8 }, { "linear", TaskKind.Multiclass, 1e-8 },
        { "naive-bayes", TaskKind.Binary, 1e-9 }, { "naive-bayes", TaskKind.Multiclass, 1e-9 },
        { "additive", TaskKind.Regression, 1e-9 }, { "additive", TaskKind.Binary, 1e-9 }, { "additive", TaskKind.Multiclass, 1e-9 },
        { "extra-trees", TaskKind.Binary, 1e-12 }, { "extra-trees", TaskKind.Multiclass, 1e-12 },
        { "lightgbm", TaskKind.Regression, 1e-4 }, { "lightgbm", TaskKind.Binary, 1e-4 }, { "lightgbm", TaskKind.Multiclass, 1e-4 },
        { "majority", TaskKind.Binary, 1e-12 }, { "majority", TaskKind.Multiclass, 1e-12 }, { "mean", TaskKind.Regression, 1e-12 },
    };

    [Theory]
    [MemberData(nameof(Learners))]
    public void A_learner_gives_the_same(string name, TaskKind task, double tolerance)
    {
        var learner = LearnerCatalog.Get(name);
        var set = name is "extra-trees" or "lightgbm" ? FamilyData.Codes(task) with { Categories = [] } : FamilyData.Numbers(task);
        (string, double)[] parameters = name switch
        {
            "lightgbm" =>
            [
                // It guesses the rows of a side by their weight, which matters where few are left: stumps have many.
                ("min_data_in_leaf", 1), ("min_sum_hessian_in_leaf", 0), ("num_iterations", 20), ("num_leaves", 2), ("learning_rate", 0.2),
            ],
            "additive" => [("min_samples_leaf", 1), ("rounds", 5), ("interactions", 0)],
            "extra-trees" => [("n_estimators", 20)],
            _ => [],
        };
        var weighted = FamilyData.Fit(learner, set with { Weights = [.. Times.Select(times => (double)times)] }, parameters);
        var repeated = FamilyData.Fit(learner, Repeated(set), parameters);
        var (mine, theirs) = (FamilyData.Every(weighted, set), FamilyData.Every(repeated, set));
        mine.ShouldBe(theirs, tolerance);
        FamilyData.Every(FamilyData.Fit(learner, set, parameters), set).ShouldNotBe(mine, "weights change something");
    }

    [Fact]
    public void The_best_constant_of_other_losses_is_the_same()
    {
        var set = FamilyData.Numbers(TaskKind.Regression);
        foreach (var objective in new[] { new Objective("", LossKind.Absolute), new Objective("", LossKind.Quantile, 0.9) })
        {
            Of(set with { Weights = [.. Times.Select(times => (double)times)] }).ShouldBe(Of(Repeated(set)));

            double Of(TrainingSet rows)
            {
                using var learning = new MeanLearner().Begin(rows, null, new LearningOptions(1, 1) { Objective = objective });
                return FamilyData.Score(learning.Fit(new Parameters([]), CancellationToken.None).Model, [0, 0, 0, 0])[0];
            }
        }
    }

    /// <summary>Equal weights change nothing where a learner draws rows at random, so that repeated rows are drawn otherwise.</summary>
    [Theory]
    [InlineData("forest", TaskKind.Regression)]
    [InlineData("forest", TaskKind.Multiclass)]
    [InlineData("mlp", TaskKind.Binary)]
    [InlineData("mlp", TaskKind.Regression)]
    public void Equal_weights_change_nothing(string name, TaskKind task)
    {
        var (learner, set) = (LearnerCatalog.Get(name), FamilyData.Numbers(task));
        var plain = FamilyData.Every(FamilyData.Fit(learner, set), set);
        FamilyData.Every(FamilyData.Fit(learner, set with { Weights = Weights(_ => 1) }), set).ShouldBe(plain);
        FamilyData.Every(FamilyData.Fit(learner, set with { Weights = Weights(i => i % 2 == 0 ? 5 : 0.2) }), set).ShouldNotBe(plain);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_weight_that_is_none_is_refused_by_every_learner(double weight)
    {
        foreach (var learner in LearnerCatalog.All.Where(learner => learner is { TakesWeights: true, Name: not "ensemble" }))
        {
            var task = learner.Can(TaskKind.Binary) ? TaskKind.Binary : TaskKind.Regression;
            var bad = FamilyData.Numbers(task) with { Weights = Weights(i => i == 4 ? weight : 1) };
            Should.Throw<TrestleException>(() => learner.Begin(bad, null, new LearningOptions(1, 1)))
                .Problems[0].Found.ShouldBe("the weight of training row 5 is not above 0, or too large", learner.Name);
        }
    }

    [Fact]
    public void Every_metric_gives_the_same()
    {
        foreach (var task in Enum.GetValues<TaskKind>())
        {
            var plain = Outcome(task);
            var weighted = plain with { Weights = [.. Times.Select(times => (double)times)] };
            var repeated = plain.Take([.. Times.SelectMany((times, row) => Enumerable.Repeat(row, times))]);
            IMetric[] all = [.. MetricCatalog.All.Where(metric => metric.Can(task))];
            all.Count(metric => metric.Measure(weighted) != metric.Measure(plain)).ShouldBeGreaterThan(all.Length / 2);
            foreach (var metric in all)
            {
                var expected = metric.Measure(repeated);
                metric.Measure(weighted).ShouldBe(expected, 1e-12, metric.Name);
                metric.Measure(plain with { Weights = Weights(_ => 3) }).ShouldBe(metric.Measure(plain), 1e-12, metric.Name);
                metric.Measure(weighted with { Weights = Weights(_ => 0) }).ShouldBe(double.NaN, metric.Name);
            }
        }
    }

    [Fact]
    public void Intervals_and_what_is_learned_from_scores_use_weights()
    {
        var weighted = Outcome(TaskKind.Binary) with { Weights = [.. Times.Select(times => (double)times)], Folds = null };
        var doubled = weighted with { Weights = [.. Times.Select(times => 2.0 * times)] };
        var repeated = Outcome(TaskKind.Binary).Take([.. Times.SelectMany((times, row) => Enumerable.Repeat(row, times))]) with
        {
            Folds = null,
        };
        foreach (var name in new[] { "auc", "log-loss", "accuracy" })
        {
            var metric = MetricCatalog.Get(name);
            var interval = Interval(metric, weighted);
            interval.Value.ShouldBe(metric.Measure(weighted), 1e-12);
            Interval(metric, doubled).Low.ShouldBe(interval.Low, 1e-12);
            interval.Low.ShouldNotBe(Interval(metric, weighted with { Weights = null }).Low);

            // A row of weight 3 is one row, and tells less than three.
            (interval.High - interval.Low).ShouldBeGreaterThan(Interval(metric, repeated).High - Interval(metric, repeated).Low);
        }

        var (platt, same) = (MarginScaling.Platt(weighted)!, MarginScaling.Platt(repeated)!);
        platt.Slope.ShouldBe(same.Slope, 1e-8);
        platt.Intercept.ShouldBe(same.Intercept, 1e-8);
        Threshold.F1(weighted).Counts.F1.ShouldBe(Threshold.F1(repeated).Counts.F1, 1e-12);
        Curves.Roc(weighted).Select(point => point.TruePositiveRate)
            .ShouldBe(Curves.Roc(repeated).Select(point => point.TruePositiveRate), 1e-12);
        Calibration.Of(weighted)!.Slope.ShouldBe(Calibration.Of(repeated)!.Slope, 1e-8);
        Calibration.Of(doubled)!.SlopeError.ShouldBe(Calibration.Of(weighted)!.SlopeError, 1e-12);

        static Interval Interval(IMetric metric, Outcome outcome) =>
            Bootstrap.Of(metric, outcome, 300, 0.95, 1, TestContext.Current.CancellationToken);
    }

    private static double[] Weights(Func<int, double> weight) => [.. Enumerable.Range(0, Rows).Select(weight)];

    private static Outcome Outcome(TaskKind task)
    {
        double[] folds = [.. Enumerable.Range(0, Rows).Select(i => (double)(i / 40))];
        var random = new Random(3);
        if (task == TaskKind.Regression)
        {
            double[] counts = [.. Enumerable.Range(0, Rows).Select(_ => (double)random.Next(1, 9))];
            return new Outcome(task, counts, [.. counts.Select(count => count + random.NextDouble())], 1)
            {
                Folds = folds,
                Dependence = new RowDependence { Units = [.. counts.Select((_, i) => 1 + (i % 3.0))] },
                Values = new RowValues { Errors = new ErrorValues(new Amount(-1), new Amount(-3), default, default, default) },
            };
        }

        var outputs = task == TaskKind.Binary ? 1 : 3;
        double[] labels = [.. Enumerable.Range(0, Rows).Select(_ => (double)random.Next(Math.Max(2, outputs)))];
        double[] scores =
        [
            .. labels.SelectMany(label => Enumerable.Range(0, outputs).Select(
                output => Math.Round(0.1 + (0.3 * random.NextDouble()) + ((outputs == 1 ? label == 1 : label == output) ? 0.2 : 0), 2))),
        ];
        Amount[] classes = [new(0), new(-1), new(3)];
        return new Outcome(task, labels, scores, outputs, 0.35)
        {
            Folds = folds,
            Costs = new CostMatrix(3, -1, 0, -2),
            Values = outputs == 1 ? null : new RowValues { Classes = [classes, [.. classes.Reverse()], classes] },
        };
    }

    private static TrainingSet Repeated(TrainingSet set)
    {
        int[] rows = [.. Times.SelectMany((times, row) => Enumerable.Repeat(row, times))];
        return set with { Blocks = [set.Blocks[0].Take(rows)], Labels = [.. rows.Select(row => set.Labels[row])] };
    }
}
