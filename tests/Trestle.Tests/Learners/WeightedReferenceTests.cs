using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Forests;
using Trestle.Learners.Linear;
using Trestle.Learners.Metrics;
using Trestle.Tests.Learners.Linear;

using Xunit;

namespace Trestle.Tests.Learners;

/// <summary>Learners and metrics with weights against scikit-learn 1.2.1 with sample_weight: bench/peers/weights_sklearn.py.</summary>
public sealed class WeightedReferenceTests
{
    private const int Rows = 120;
    private const int Measured = 40;

    [Fact]
    public void Least_squares() => Check(
        LinearData.Fit(Set(TaskKind.Regression), 1),
        [1.9451721127257937, -1.3641711421517768, 0.4029350152022864, -0.0024039329436059435], [2.964622718934022]);

    [Fact]
    public void Two_classes() => Check(
        LinearData.Fit(Set(TaskKind.Binary), 1),
        [2.1234900486483568, -1.202262493641501, -0.10659536906208604, 1.198954942623085], [-0.012890644026322408]);

    [Fact]
    public void Three_classes() => Check(
        LinearData.Fit(Set(TaskKind.Multiclass), 1),
        [
            -2.134067249253523, 1.2751975984717263, 0.07843205131339576, -1.0830633255612538,
            -0.7229905250619292, 0.20599945223290433, -0.0012061751828540347, -0.08998439947046041,
            2.857057774315452, -1.4811970507046288, -0.07722587613053677, 1.1730477250317117,
        ],
        [-0.17203541926339985, 0.9538260835661347, -0.7817906643027366]);

    /// <summary>PoissonRegressor divides the loss by the sum of the weights: its alpha is l2 / 180.</summary>
    [Fact]
    public void Counts()
    {
        var set = Set(TaskKind.Regression);
        var (first, second, noise) = (set.Blocks[0].Numbers(0).ToArray(), set.Blocks[0].Numbers(1).ToArray(), Noise());
        var counts = set with
        {
            Labels = [.. Enumerable.Range(0, Rows).Select(i => Math.Floor(Math.Exp(0.6 + first[i] - (0.7 * second[i]) + noise[i])))],
        };
        Check(
            LinearData.Fit(counts, 1, LossKind.Poisson),
            [1.2528611594294734, -0.7015166102135842, -0.12415722728269116, -0.0005845578644694752], [0.24332830209392742]);
    }

    [Fact]
    public void A_tree_of_a_value() => Every(TaskKind.Regression).ShouldBe(
        [
            3.5857068199634177, 2.0977903553725277, 3.652547122247004, 5.27549326228812, 3.652547122247004, 3.5857068199634177,
            3.652547122247004, 3.652547122247004, 3.652547122247004, 3.652547122247004,
        ],
        1e-12);

    /// <summary>A forest adds the share of the class in all rows, here 87 of 180 by weight, like the leaf of one more tree.</summary>
    [Fact]
    public void A_tree_of_two_classes() => Every(TaskKind.Binary).ShouldBe(
        new[]
        {
            0.5454545454545454, 0.0625, 0.2867647058823529, 0.2867647058823529, 0.2867647058823529, 0.2867647058823529, 0.9647058823529412,
            0.2867647058823529, 0.2867647058823529, 0.6363636363636364,
        }.Select(share => (share + (88.0 / 182)) / 2),
        1e-12);

    [Fact]
    public void A_tree_of_three_classes()
    {
        double[] totals = [53, 74.5, 52.5];
        double[] expected =
        [
            0.875, 0.125, 0.0, 0.15853658536585366, 0.4024390243902439, 0.43902439024390244, 0.2857142857142857, 0.7142857142857143, 0.0,
            0.33557046979865773, 0.5973154362416108, 0.06711409395973154, 0.33557046979865773, 0.5973154362416108, 0.06711409395973154,
            0.2857142857142857, 0.7142857142857143, 0.0, 0.15853658536585366, 0.4024390243902439, 0.43902439024390244,
            0.33557046979865773, 0.5973154362416108, 0.06711409395973154, 0.33557046979865773, 0.5973154362416108, 0.06711409395973154,
            0.0, 0.0784313725490196, 0.9215686274509803,
        ];
        Every(TaskKind.Multiclass).ShouldBe(expected.Select((share, at) => (share + ((totals[at % 3] + 1) / 183)) / 2), 1e-12);
    }

    [Theory]
    [InlineData("auc", 0.5538645690834473)]
    [InlineData("average-precision", 0.34533667719094274)]
    [InlineData("log-loss", 0.9681436552226113)]
    [InlineData("brier", 0.3280208333333333)]
    [InlineData("accuracy", 0.5083333333333333)]
    [InlineData("balanced-accuracy", 0.5502735978112175)]
    [InlineData("f1", 0.42718446601941745)]
    [InlineData("mcc", 0.09165349128439934)]
    public void Metrics_of_classes(string metric, double expected)
    {
        var outcome = new Outcome(
            TaskKind.Binary,
            [.. Enumerable.Range(0, Measured).Select(i => ((i * i) + (3 * i)) % 7 < 3 ? 1.0 : 0.0)],
            [.. Enumerable.Range(0, Measured).Select(i => Math.Clamp(i * 7 % 11 / 10.0, 0.05, 0.95))], 1)
        {
            Weights = Weights(Measured),
        };
        MetricCatalog.Get(metric).Measure(outcome).ShouldBe(expected, 1e-12);
    }

    [Theory]
    [InlineData("rmse", 2.2191064296443224)]
    [InlineData("mae", 1.9922035045387407)]
    [InlineData("r2", 0.12152661102311679)]
    [InlineData("quantile-0.9", 0.9754186708007075)]
    public void Metrics_of_values(string metric, double expected)
    {
        var outcome = new Outcome(
            TaskKind.Regression,
            [.. Enumerable.Range(0, Measured).Select(i => (Math.Sin(i) * 3) + (i / 10.0))],
            [.. Enumerable.Range(0, Measured).Select(i => Math.Cos(i) + (i / 9.0))], 1)
        {
            Weights = Weights(Measured),
        };
        MetricCatalog.Get(metric).Measure(outcome).ShouldBe(expected, 1e-12);
    }

    private static TrainingSet Set(TaskKind task) => FamilyData.Numbers(task) with { Weights = Weights(Rows) };

    private static double[] Weights(int rows) => [.. Enumerable.Range(0, rows).Select(i => (i * 13 % 5 / 2.0) + 0.5)];

    private static double[] Noise() => [.. Enumerable.Range(0, Rows).Select(i => (((i * 53) + (i * i * 7)) % 89 / 89.0) - 0.5)];

    /// <summary>One tree of all rows and features with at least four rows in a leaf, three levels deep.</summary>
    private static double[] Every(TaskKind task)
    {
        var set = Set(task);
        using var learning = ForestLearning.Begin("forest", set, new LearningOptions(1, 1), extra: false);
        var model = learning.Grow(new ForestParameters(1, 4, set.Features.Count, 3, Rows, false, false), CancellationToken.None);
        return FamilyData.Every(model, set);
    }

    private static void Check(LinearModel model, double[] weights, double[] intercepts)
    {
        model.Weights.SelectMany(own => own).ShouldBe(weights, 1e-6);
        model.Intercepts.ShouldBe(intercepts, 1e-6);
    }
}
