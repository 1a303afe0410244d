using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Train;
using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Stages.Train;

/// <summary>What stage 10 finds out about each candidate.</summary>
public sealed class TrainStageTests
{
    [Fact]
    public async Task Each_candidate_is_measured_on_every_fold()
    {
        using var project = new TestProject(TestProject.Small.Replace("trials: 1", "trials: 3"), TestProject.Rows(150));
        var result = await project.RunAsync(Stage.Train);
        var trials = result.Artifacts.ReadAll(Artifact.Trials);
        trials.Keys.ShouldBe(["lightgbm", "linear", "majority"]);
        trials["majority"].Ran.ShouldHaveSingleItem().FoldScores.ShouldBe([0.5, 0.5, 0.5]);
        foreach (var ran in trials.Values)
        {
            ran.Metric.ShouldBe("auc");
            ran.Ran.Select(trial => trial.Score).ShouldBeInOrder(SortDirection.Descending);
            ran.Ran.ShouldAllBe(trial => trial.FoldScores.Count == 3 && Math.Abs(trial.FoldScores.Average() - trial.Score) < 1e-12);
            ran.Ran.Select(trial => trial.Number).Order().ShouldBe(Enumerable.Range(1, ran.Ran.Count));
        }

        trials["linear"].Ran.Count.ShouldBe(3);
        trials["linear"].Ran[0].Score.ShouldBeInRange(0.8, 1);
    }

    [Fact]
    public async Task The_out_of_fold_scores_of_every_trial_are_kept()
    {
        using var project = new TestProject(TestProject.Small.Replace("trials: 1", "trials: 7"), TestProject.Rows(90));
        var ran = (await project.RunAsync(Stage.Train)).Artifacts.ReadAll(Artifact.Trials)["linear"].Ran;
        ran.Count.ShouldBe(7);
        ran.ShouldAllBe(trial => trial.OutOfFold != null);
    }

    [Fact]
    public void Of_large_tables_every_nth_row_is_kept_with_all_that_belongs_to_it()
    {
        var part = new ScoredRows(2, [10, 11, 12, 13, 14], [0, 1, 2, 0, 1], [.. Enumerable.Range(0, 15).Select(i => (double)i)], 3)
        {
            Dependence = new RowDependence { Times = [1, 2, 3, 4, 5] },
        };
        var kept = part.Every(2);
        (kept.Fold, kept.Outputs).ShouldBe((2, 3));
        kept.Rows.ShouldBe([10, 12, 14]);
        kept.Labels.ShouldBe([0, 2, 1]);
        kept.Scores.ShouldBe([0, 1, 2, 6, 7, 8, 12, 13, 14]);
        kept.Dependence.Times.ShouldBe([1, 3, 5]);
        part.Every(1).ShouldBeSameAs(part);
    }

    [Fact]
    public async Task The_best_trial_is_learned_again_with_all_that_later_stages_need()
    {
        using var project = new TestProject(
            TestProject.Small.Replace("trials: 1", "trials: 1, calibrate: false", StringComparison.Ordinal), TestProject.Rows(150));
        var result = await project.RunAsync(Stage.Train);
        var fitted = result.Artifacts.ReadAll(Artifact.FittedModels);
        fitted.Keys.ShouldBe(["lightgbm", "linear", "majority"]);
        foreach (var (name, model) in fitted)
        {
            (model.Candidate, model.Learner).ShouldBe((name, name));
            model.Trial.ShouldBeEquivalentTo(result.Artifacts.ReadAll(Artifact.Trials)[name].Ran[0]);
            project.Store.Get(model.Model).ShouldNotBeEmpty();
            project.Store.Get(model.Plan).ShouldNotBeEmpty();
            model.OutOfFold.ShouldBe(model.Trial.OutOfFold!.Value);
        }

        fitted["linear"].Importance.Sum(feature => feature.Weight).ShouldBe(1, 1e-9);
        fitted["linear"].Importance[0].Feature.ShouldBe("x");
    }

    [Theory]
    [InlineData("time: day\n")]
    [InlineData("group: house\nignore: [day]\n")]
    public async Task Out_of_fold_scores_keep_the_group_or_the_time_and_the_fold_of_their_rows(string setting)
    {
        var lines = TestProject.Rows(150).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var csv = "day,house," + lines[0] + "\n" + string.Concat(lines[1..].Select(
            (line, row) => $"2024-01-{1 + (row / 10):00},{(row % 7 == 6 ? "" : $"h{row % 7}")},{line}\n"));
        using var project = new TestProject(TestProject.Small + setting, csv);
        var result = await project.RunAsync(Stage.Train);
        using var tables = new TableEngine(new TableEngineSettings(1, 1L << 28, Path.Combine(project.Path_, "tmp")));
        foreach (var model in result.Artifacts.ReadAll(Artifact.FittedModels).Values)
        {
            var cancellation = TestContext.Current.CancellationToken;
            var (rows, folds, outcome) = PredictionTable.Read(
                tables.Open(project.Store.PathOf(model.OutOfFold), cancellation), TaskKind.Binary, cancellation);
            outcome.Folds.ShouldBe(folds);
            for (var i = 0; i < rows.Length; i++)
            {
                var row = (int)rows[i] - 1;
                outcome.Dependence.Times?[i].ShouldBe(
                    (new DateTime(2024, 1, 1 + (row / 10), 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).TotalMicroseconds);
                (outcome.Dependence.Groups is { } groups && double.IsNaN(groups[i])).ShouldBe(
                    outcome.Dependence.Groups is not null && row % 7 == 6);
            }

            (outcome.Dependence.Times is not null, outcome.Dependence.Groups is not null).ShouldBe(
                (setting.StartsWith("time", StringComparison.Ordinal), setting.StartsWith("group", StringComparison.Ordinal)));
            outcome.Dependence.Groups?.Where(double.IsFinite).Distinct().Count().ShouldBeInRange(3, 6);
        }
    }

    [Fact]
    public async Task A_fold_on_which_the_metric_is_not_defined_does_not_end_the_run()
    {
        var random = new Random(5);
        var csv = "x,t,y\n" + string.Concat(Enumerable.Range(0, 300).Select(i =>
        {
            var x = random.NextDouble();
            return $"{x:0.000},{i},{((i < 160 || i > 250) && x + (0.3 * random.NextDouble()) > 0.7 ? "yes" : "no")}\n";
        }));
        using var project = new TestProject(TestProject.Small.Replace("folds: 3", "folds: 4", StringComparison.Ordinal) + "time: t\n", csv);
        var result = await project.RunAsync(Stage.ValidateModel);
        var ran = result.Artifacts.ReadAll(Artifact.Trials)["linear"];
        var trial = ran.Ran[0];
        trial.FoldScores.Select(double.IsNaN).ShouldBe([false, true]);
        trial.Score.ShouldBe(trial.FoldScores[0], 1e-12);
        ran.StoppedBecause.ShouldBe("ran all 1 trials; 'auc' is not defined on fold 3, which the mean leaves out");
        var check = result.Artifacts.Read(Artifact.ModelReport).Candidates.Single(report => report.Candidate == "linear").Checks
            .Single(check => check.Name == "measurable");
        (check.Passed, check.Blocking).ShouldBe((false, false));
        check.Found.ShouldStartWith("only on 1 of 2 folds");
    }

    [Fact]
    public void Scores_that_are_too_sure_are_calibrated_and_good_ones_are_left_alone()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var random = new Random(4);
        var folds = Enumerable.Range(0, 4).Select(fold =>
        {
            double[] truth = [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble())];
            double[] labels = Array.ConvertAll(truth, p => random.NextDouble() < p ? 1.0 : 0);
            return new ScoredRows(fold, [.. Enumerable.Range(fold * 500, 500).Select(row => (double)row)], labels, truth, 1);
        }).ToArray();
        CalibratedScores.WherePays(TaskKind.Binary, folds, All, 1, cancellation).ShouldBeNull();

        // Log odds three times as large as they should be.
        ScoredRows[] sure = [.. folds.Select(
            fold => fold with { Scores = Array.ConvertAll(fold.Scores, p => 1 / (1 + Math.Pow((1 - p) / p, 3))) })];
        var mended = CalibratedScores.WherePays(TaskKind.Binary, sure, [CalibrationMethod.Isotonic], 1, cancellation).ShouldNotBeNull();
        mended.Words.ShouldStartWith("calibrated by isotonic regression: log loss 0.");
        mended.Calibrator.Map!.Of(1 / (1 + Math.Pow(0.2 / 0.8, 3))).ShouldBe(0.8, 0.06);
        var best = CalibratedScores.WherePays(TaskKind.Binary, sure, All, 1, cancellation).ShouldNotBeNull();
        best.Words.ShouldStartWith("calibrated by temperature scaling: log loss 0.");
        best.Calibrator.Margins!.Slope.ShouldBe(1 / 3.0, 0.03);

        // No fold is calibrated by its own rows: other labels in it change nothing.
        ScoredRows[] other = [sure[0] with { Labels = Array.ConvertAll(sure[0].Labels, label => 1 - label) }, .. sure[1..]];
        foreach (var method in All)
        {
            var own = CalibratedScores.WherePays(TaskKind.Binary, sure, [method], 1, cancellation)!;
            CalibratedScores.WherePays(TaskKind.Binary, other, [method], 1, cancellation)?.Folds[0].Scores.ShouldBe(own.Folds[0].Scores);
        }
    }

    [Fact]
    public void Several_classes_are_calibrated_by_their_temperature()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var random = new Random(5);
        var folds = Enumerable.Range(0, 3).Select(fold =>
        {
            var (labels, scores) = (new double[400], new double[1200]);
            for (var row = 0; row < 400; row++)
            {
                double[] weights = [.. Enumerable.Range(0, 3).Select(_ => Math.Exp(2 * random.NextDouble()))];
                var draw = random.NextDouble() * weights.Sum();
                labels[row] = draw < weights[0] ? 0 : draw < weights[0] + weights[1] ? 1 : 2;
                double[] sure = Array.ConvertAll(weights, weight => Math.Pow(weight, 2.5));
                Array.ConvertAll(sure, weight => weight / sure.Sum()).CopyTo(scores, row * 3);
            }

            return new ScoredRows(fold, [.. Enumerable.Range(fold * 400, 400).Select(row => (double)row)], labels, scores, 3);
        }).ToArray();
        var mended = CalibratedScores.WherePays(TaskKind.Multiclass, folds, All, 1, cancellation).ShouldNotBeNull();
        mended.Words.ShouldStartWith("calibrated by temperature scaling: log loss ");
        mended.Calibrator.Margins!.Slope.ShouldBe(0.4, 0.08);
        mended.Folds[0].Scores.Chunk(3).ShouldAllBe(row => Math.Abs(row.Sum() - 1) < 1e-12);
        CalibratedScores.WherePays(TaskKind.Multiclass, folds, [CalibrationMethod.Isotonic, CalibrationMethod.Platt], 1, cancellation)
            .ShouldBeNull();
    }

    private static readonly CalibrationMethod[] All = Enum.GetValues<CalibrationMethod>();
}
