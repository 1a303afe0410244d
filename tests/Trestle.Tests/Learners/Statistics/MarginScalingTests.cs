using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Ensemble;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

/// <summary>
/// Temperature and Platt scaling. References: SciPy's BFGS and scikit-learn's LogisticRegression (newton-cholesky) on log odds,
/// bench/peers/calibration.py.
/// </summary>
public sealed class MarginScalingTests
{
    private static readonly Outcome Two = new(
        TaskKind.Binary,
        [0, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1],
        [
            .05, .12, .31, .44, .52, .61, .77, .93, .10, .22, .27, .39, .48, .58, .71, .88, .03, .18, .35, .41, .55, .66, .74, .97,
        ],
        1);

    private static readonly Outcome Three = new(
        TaskKind.Multiclass,
        [0, 1, 0, 2, 1, 1, 0, 2],
        [.7, .2, .1, .1, .8, .1, .3, .3, .4, .05, .05, .9, .6, .3, .1, .2, .5, .3, .4, .35, .25, .1, .1, .8],
        3);

    [Fact]
    public void The_maps_of_two_classes_are_those_of_the_reference()
    {
        MarginScaling.Temperature(Two).ShouldNotBeNull().Slope.ShouldBe(1.2183015, 1e-6);
        var platt = MarginScaling.Platt(Two).ShouldNotBeNull();
        platt.Slope.ShouldBe(1.24624634, 1e-6);
        platt.Intercept.ShouldBe(0.21449273, 1e-6);
    }

    [Fact]
    public void The_map_of_several_classes_is_that_of_the_reference()
    {
        var map = MarginScaling.Temperature(Three).ShouldNotBeNull();
        map.Slope.ShouldBe(1.95984186, 1e-6);
        map.Intercept.ShouldBe(0);
        double[] scores = [.7, .2, .1];
        map.Apply(scores, 3);
        scores.Zip([0.90259921, 0.07748321, 0.01991757]).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-7);
        MarginScaling.Platt(Three).ShouldBeNull();
    }

    [Fact]
    public void Rows_that_settle_nothing_have_no_map()
    {
        MarginScaling.Temperature(Two with { Labels = new double[24] }).ShouldBeNull();
        MarginScaling.Platt(Two with { Labels = [.. Two.Scores.Select(score => score > 0.5 ? 1.0 : 0)] }).ShouldBeNull();
        MarginScaling.Temperature(Two with { Labels = [.. Two.Labels.Select(label => 1 - label)] }).ShouldBeNull();
        MarginScaling.Temperature(new Outcome(TaskKind.Regression, [1, 2], [1, 2], 1)).ShouldBeNull();
    }

    [Fact]
    public void Certain_and_tiny_probabilities_stay_numbers()
    {
        var map = new MarginMap(50, 3);
        double[] two = [0, 1e-300, 0.5, 1];
        map.Apply(two, 1);
        two.ShouldAllBe(score => score >= 0 && score <= 1);
        double[] many = [0, 1, 0, 1e-200, 1e-200, 1 - 2e-200];
        new MarginMap(90).Apply(many, 3);
        many.ShouldAllBe(score => score >= 0 && score <= 1);
        (many[3] + many[4] + many[5]).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void A_calibrated_model_is_read_back_and_scores_alike_and_bad_maps_are_refused()
    {
        var learner = LearnerCatalog.Get("linear");
        var set = new TrainingSets(learner.Needs).Make(TaskKind.Binary);
        using var learning = learner.Begin(set, null, new LearningOptions(1, 1));
        var model = learning.Fit(Parameters.None, TestContext.Current.CancellationToken).Model;
        var map = new MarginMap(0.7, -0.2);
        EnsembleMember[] members = [new("linear", "", 1, model)];
        var calibrated = new EnsembleModel(TaskKind.Binary, members, margins: map);
        var again = LearnerCatalog.Get("ensemble").Load(calibrated.Save());
        var (raw, own, read) = (new double[set.Blocks[0].Rows], new double[set.Blocks[0].Rows], new double[set.Blocks[0].Rows]);
        model.Score(set.Blocks[0], raw);
        calibrated.Score(set.Blocks[0], own);
        again.Score(set.Blocks[0], read);
        own.ShouldBe(Array.ConvertAll(raw, map.Of));
        read.ShouldBe(own);
        calibrated.With(calibration: null).Save().ShouldBe(new EnsembleModel(TaskKind.Binary, members).Save());

        Should.Throw<ArgumentException>(() => new EnsembleModel(TaskKind.Binary, members, new ScoreMap([0, 1], [0, 1]), margins: map));
        Should.Throw<ArgumentException>(() => new EnsembleModel(TaskKind.Binary, members, margins: new MarginMap(-1)));
        Should.Throw<ArgumentException>(() => new EnsembleModel(TaskKind.Binary, members, margins: new MarginMap(1, double.NaN)));
        foreach (var (old, changed) in new[] { ("\"slope\":0.7", "\"slope\":0"), ("ensemble-2", "ensemble-1") })
        {
            var hostile = Encoding.UTF8.GetString(calibrated.Save()).Replace(old, changed, StringComparison.Ordinal);
            Should.Throw<TrestleException>(() => LearnerCatalog.Get("ensemble").Load(Encoding.UTF8.GetBytes(hostile)));
        }
    }

    [Fact]
    public void Several_classes_are_measured_by_the_predicted_one()
    {
        var calibration = Calibration.Of(Three).ShouldNotBeNull();
        var same = Calibration.Of(new Outcome(TaskKind.Binary, [1, 1, 0, 1, 0, 1, 1, 1], [.7, .8, .4, .9, .6, .5, .4, .8], 1));
        calibration.ShouldBe(same);
        Calibration.Of(new Outcome(TaskKind.Regression, [1, 2], [1, 2], 1)).ShouldBeNull();
    }
}
