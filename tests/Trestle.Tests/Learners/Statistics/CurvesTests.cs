using CsCheck;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

public sealed class CurvesTests
{
    private static readonly Outcome Small = new(
        TaskKind.Binary, [0, 0, 1, 1, 1, 0, 1, 0, 1, 0], [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.9, 0.8, 0.65, 0.2], 1);

    [Fact]
    public void The_roc_curve_is_that_of_scikit_learn_1_2_1()
    {
        var points = Curves.Roc(Small);
        points.Select(point => point.FalsePositiveRate).ShouldBe([0, 0, 0.2, 0.2, 0.6, 0.6, 0.8, 1]);
        points.Select(point => point.TruePositiveRate).ShouldBe([0, 0.2, 0.4, 0.6, 0.8, 1, 1, 1]);
        points.Select(point => point.Threshold).ShouldBe([double.PositiveInfinity, 0.9, 0.8, 0.65, 0.4, 0.35, 0.2, 0.1]);
    }

    [Fact]
    public void The_precision_recall_curve_is_that_of_scikit_learn_1_2_1()
    {
        var points = Curves.PrecisionRecall(Small);
        points.Select(point => point.Precision).ShouldBe([1, 2 / 3.0, 0.75, 4 / 7.0, 0.625, 5 / 9.0, 0.5]);
        points.Select(point => point.Recall).ShouldBe([0.2, 0.4, 0.6, 0.8, 1, 1, 1]);
        points.Select(point => point.Threshold).ShouldBe([0.9, 0.8, 0.65, 0.4, 0.35, 0.2, 0.1]);
    }

    /// <summary>Counted by hand; the lift of the first tenth is 0.2 / 0.1.</summary>
    [Fact]
    public void The_gain_curve_is_the_share_of_positive_rows_among_the_highest_scores()
    {
        var points = Curves.Gain(Small);
        points.Select(point => point.Share).ShouldBe([0, 0.1, 0.3, 0.4, 0.7, 0.8, 0.9, 1]);
        points.Select(point => point.Captured).ShouldBe([0, 0.2, 0.4, 0.6, 0.8, 1, 1, 1]);
        Curves.Gain(new Outcome(TaskKind.Binary, [0, 0], [0.1, 0.4], 1)).ShouldBeEmpty();
    }

    /// <summary>The least of (1 - tpr) p + fpr (1 - p) over the points of roc_curve of scikit-learn 1.2.1.</summary>
    [Fact]
    public void The_cost_curve_is_the_lower_envelope_of_the_thresholds()
    {
        var points = Curves.Cost(Small);
        points.Count.ShouldBe(101);
        new[] { 0, 25, 50, 80, 100 }.Select(at => Math.Round(points[at].Cost, 9)).ShouldBe([0, 0.2, 0.3, 0.12, 0]);
        Curves.Cost(new Outcome(TaskKind.Binary, [1, 1], [0.1, 0.4], 1)).ShouldBeEmpty();
    }

    /// <summary>A right row brings 10, a wrong one costs 4: of the first three one is wrong.</summary>
    [Fact]
    public void The_value_curve_is_what_it_brings_to_act_on_the_highest_scores()
    {
        var points = Curves.Value(Small, new CostMatrix(10, -4, 0, 0));
        points.Select(point => Math.Round(point.ValuePerRow, 9)).ShouldBe([0, 1, 1.6, 2.6, 2.8, 3.8, 3.4, 3]);
    }

    [Fact]
    public void The_confusion_matrix_is_that_of_scikit_learn_1_2_1()
    {
        var matrix = ConfusionMatrix.Of(Small);
        matrix.Counts[0].ShouldBe([4, 1]);
        matrix.Counts[1].ShouldBe([2, 3]);
        (matrix.Rows, matrix.Correct).ShouldBe((10, 7));
    }

    [Fact]
    public void Long_curves_are_thinned_and_keep_their_ends_and_shape()
    {
        var outcome = Uniform(20_000);
        var roc = Curves.Roc(outcome);
        roc.Count.ShouldBe(Curves.MaxPoints);
        (roc[0].FalsePositiveRate, roc[0].TruePositiveRate).ShouldBe((0, 0));
        (roc[^1].FalsePositiveRate, roc[^1].TruePositiveRate).ShouldBe((1, 1));
        var area = roc.Zip(
            roc.Skip(1), (a, b) => (b.FalsePositiveRate - a.FalsePositiveRate) * (a.TruePositiveRate + b.TruePositiveRate) / 2).Sum();
        area.ShouldBe(new Auc().Measure(outcome), 1e-3);

        var precisionRecall = Curves.PrecisionRecall(outcome);
        precisionRecall.Count.ShouldBe(Curves.MaxPoints);
        precisionRecall[^1].Recall.ShouldBe(1);
        precisionRecall[^1].Precision.ShouldBe(outcome.Labels.Average(), 1e-12);
    }

    [Fact]
    public void Scores_that_are_probabilities_lie_on_the_diagonal()
    {
        var bins = Curves.Calibration(Uniform(20_000));
        bins.Count.ShouldBe(10);
        foreach (var bin in bins)
        {
            bin.Rows.ShouldBe(2000);
            bin.Observed.ShouldBe(bin.Predicted, 0.04);
        }

        bins.Select(bin => bin.Predicted).ShouldBeInOrder();
    }

    [Fact]
    public void Rows_of_one_score_stay_in_one_bin()
    {
        Curves.Calibration(new Outcome(TaskKind.Binary, [1, 0, 0, 0], [0.3, 0.3, 0.3, 0.3], 1))
            .ShouldBe([new CalibrationBin(4, 0.3, 0.25)]);
        Curves.Calibration(new Outcome(TaskKind.Binary, [1, 0, 0, 1], [0.9, 0.3, 0.3, 0.9], 1), bins: 2)
            .ShouldBe([new CalibrationBin(2, 0.3, 0), new CalibrationBin(2, 0.9, 1)]);
    }

    [Fact]
    public void Bins_hold_all_rows_whatever_their_order() =>
        Gen.Int[1, 60].SelectMany(rows => Gen.Select(Gen.Int[0, 1].Array[rows], Gen.Int[0, 15].Array[rows])).Sample((labels, scores) =>
        {
            var outcome = new Outcome(
                TaskKind.Binary, [.. labels.Select(label => (double)label)], [.. scores.Select(score => score / 15.0)], 1);
            var bins = Curves.Calibration(outcome);
            bins.Sum(bin => bin.Rows).ShouldBe(outcome.Rows);
            bins.Sum(bin => bin.Rows * bin.Observed).ShouldBe(outcome.Labels.Sum(), 1e-9);
            bins.Sum(bin => bin.Rows * bin.Predicted).ShouldBe(outcome.Scores.Sum(), 1e-9);
            Curves.Calibration(outcome.Take([.. Enumerable.Range(0, outcome.Rows).Reverse()])).ShouldBe(bins);
        });

    [Fact]
    public void A_curve_that_is_not_defined_is_empty()
    {
        var none = new Outcome(TaskKind.Binary, [], [], 1);
        var negative = new Outcome(TaskKind.Binary, [0, 0], [0.1, 0.2], 1);
        Curves.Roc(none).ShouldBeEmpty();
        Curves.Roc(negative).ShouldBeEmpty();
        Curves.Roc(negative with { Labels = [1, 1] }).ShouldBeEmpty();
        Curves.PrecisionRecall(none).ShouldBeEmpty();
        Curves.PrecisionRecall(negative).ShouldBeEmpty();
        Curves.Calibration(none).ShouldBeEmpty();
        Curves.Calibration(negative with { Scores = [0.1, double.NaN] }).ShouldBeEmpty();
    }

    /// <summary>Distinct scores, spread evenly over 0 to 1, that are the probabilities of their rows.</summary>
    private static Outcome Uniform(int rows)
    {
        var random = new Random(1);
        var scores = Enumerable.Range(0, rows).Select(row => (row + 0.5) / rows).ToArray();
        random.Shuffle(scores);
        return new Outcome(TaskKind.Binary, [.. scores.Select(score => random.NextDouble() < score ? 1.0 : 0.0)], scores, 1);
    }
}
