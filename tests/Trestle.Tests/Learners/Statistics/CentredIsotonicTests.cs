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

/// <summary>Maps that calibrate. Reference: IsotonicRegression of scikit-learn 1.2.1.</summary>
public sealed class CentredIsotonicTests
{
    private static readonly Outcome Rows = new(
        TaskKind.Binary,
        [0, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1],
        [
            .05, .12, .31, .44, .52, .61, .77, .93, .10, .22, .27, .39, .48, .58, .71, .88, .03, .18, .35, .41, .55, .66, .74, .97,
        ],
        1);

    [Fact]
    public void The_pools_are_those_of_the_reference() =>
        CentredIsotonic.Pools(Rows)
            .Select(pool => (pool.Rows, Math.Round(pool.Scores / pool.Rows, 9), Math.Round(pool.Positives / pool.Rows, 9)))
            .ShouldBe([(5.0, 0.096, 0.0), (5.0, 0.308, 0.4), (8.0, 0.53125, 0.5), (6.0, 0.833333333, 1.0)]);

    [Fact]
    public void A_map_keeps_the_order_of_rows_and_is_never_certain()
    {
        var map = CentredIsotonic.Fit(Rows).ShouldNotBeNull();
        map.IsValid.ShouldBeTrue();
        double[] scores = [0, 0.01, .. Rows.Scores.Order(), 0.99, 1];
        var mapped = Array.ConvertAll(scores, map.Of);
        mapped.Zip(mapped.Skip(1)).ShouldAllBe(pair => pair.First < pair.Second);
        mapped[1..^1].ShouldAllBe(probability => probability > 0 && probability < 1);
        new Auc().Measure(Rows with { Scores = Array.ConvertAll(Rows.Scores, map.Of) }).ShouldBe(new Auc().Measure(Rows));
        CentredIsotonic.Fit(Rows with { Labels = new double[24] }).ShouldBeNull();
    }

    [Fact]
    public void A_calibrated_model_is_read_back_and_scores_alike()
    {
        var learner = LearnerCatalog.Get("linear");
        var set = new TrainingSets(learner.Needs).Make(TaskKind.Binary);
        using var learning = learner.Begin(set, null, new LearningOptions(1, 1));
        var model = learning.Fit(Parameters.None, TestContext.Current.CancellationToken).Model;
        var map = new ScoreMap([0, 0.5, 1], [0, 0.2, 1]);
        var calibrated = new EnsembleModel(TaskKind.Binary, [new EnsembleMember("linear", "", 1, model)], map);
        var again = LearnerCatalog.Get("ensemble").Load(calibrated.Save());
        var (raw, own, read) = (new double[set.Blocks[0].Rows], new double[set.Blocks[0].Rows], new double[set.Blocks[0].Rows]);
        model.Score(set.Blocks[0], raw);
        calibrated.Score(set.Blocks[0], own);
        again.Score(set.Blocks[0], read);
        own.ShouldBe(Array.ConvertAll(raw, map.Of));
        read.ShouldBe(own);
        again.Save().ShouldBe(calibrated.Save());
        System.Text.Encoding.UTF8.GetString(new EnsembleModel(TaskKind.Binary, calibrated.Members).Save()).ShouldNotContain("calibration");

        var odd = System.Text.Encoding.UTF8.GetString(calibrated.Save()).Replace("[0,0.2,1]", "[0,1.2,1]", StringComparison.Ordinal);
        Should.Throw<TrestleException>(() => LearnerCatalog.Get("ensemble").Load(System.Text.Encoding.UTF8.GetBytes(odd)))
            .Problems[0].Found.ShouldEndWith("its calibration does not ascend from 0 to 1");
    }
}
