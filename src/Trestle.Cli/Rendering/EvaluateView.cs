using Trestle.Cli.Output;
using Trestle.Learners.Conformal;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle.Charts;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 12: the metrics of every candidate with intervals, slices, plots and importances.</summary>
internal sealed class EvaluateView : IStageView
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Evaluate;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var card = artifacts.Read(Artifact.Scorecard, shard);
        yield return Page.Facts(
            ("objective", $"{card.Metric}, {(card.HigherIsBetter ? "higher" : "lower")} is better"),
            ("as chosen", $"out of fold, {Format.Count(card.TrainRows, "row")} of the training part; the selection is based on these"),
            ("corrected", card.Trials > 0
                ? $"what to expect of the best of {Format.Count(card.Trials, "trial")} on new rows, which looks better than it is"
                : null),
            ("test", $"{Format.Count(card.TestRows, "row")} not used for training or selection"),
            ("intervals", $"{Format.Share(card.Level)} bootstrap"
                + (card.Resamples > 0 ? $", {Format.Count(card.Resamples, "resample")}" : "")));
        yield return Page.Heading($"Candidates by {card.Metric}");
        yield return Candidates(card);
        if (card.Learning is { } learning)
        {
            yield return Page.Heading($"{learning.Candidate} learned from fewer rows");
            yield return EffectTables.Learning(card.Metric, learning);
        }

        if (card.Adversarial is { } adversarial)
        {
            yield return Page.Item(EvaluationWords.Of(adversarial));
        }

        var classes = artifacts.Read(Artifact.Contract).Classes;
        foreach (var candidate in card.Candidates.Where(candidate => candidate.Plots is not null))
        {
            yield return Page.Heading(candidate.Candidate);
            yield return Metrics(candidate);
            if (candidate.Cost is { } cost)
            {
                yield return Page.Item($"costs {Format.Cost(cost)}");
            }

            if (candidate.Decision is { } decision)
            {
                yield return Page.Item(
                    Format.Decision(decision)
                        + (decision.IsProbability ? "; out-of-fold rows are decided at that of the other folds" : ""));
            }

            foreach (var line in DecisionWords.Of(candidate))
            {
                yield return Page.Item(line);
            }

            if (candidate.Calibrated is { } calibrated)
            {
                yield return Page.Item(calibrated);
            }

            if (candidate.TestCalibration is { } calibration)
            {
                var whose = classes.Count > 2 ? "of the predicted class " : "";
                yield return Page.Item(
                    $"calibration {whose}on the test part: "
                        + Format.Calibration(calibration));
            }

            foreach (var part in Details(card, candidate, classes))
            {
                yield return part;
            }
        }
    }

    private static IEnumerable<IRenderable> Details(Scorecard card, CandidateScores candidate, IReadOnlyList<string> classes)
    {
        if (candidate.Against.Count > 0)
        {
            yield return Page.Heading($"{candidate.Candidate} minus the others, on the same out-of-fold rows");
            yield return Against(candidate);
        }

        foreach (var report in candidate.Fairness)
        {
            yield return Page.Heading($"{candidate.Candidate} by {report.By} on the test part");
            yield return Fairness(report);
            var gaps = report.Gaps.Select(gap => $"{gap.Metric} {Format.Metric(gap)}");
            yield return Page.Line($"largest differences: {string.Join(", ", gaps)}");
        }

        if (candidate.Slices.Count > 0)
        {
            yield return Page.Heading($"{candidate.Candidate} by slices of the test part");
            yield return Slices(card, candidate);
        }

        if (candidate.Worst.Count > 0)
        {
            yield return Page.Heading(
                $"{candidate.Candidate}: where it is worst, found out of fold among {Format.Count(candidate.Worst[0].Searched, "slice")}");
            foreach (var line in EffectTables.Worst(candidate.Worst))
            {
                yield return line;
            }
        }

        if (candidate.Far)
        {
            yield return Page.Item(EvaluationWords.Far);
        }

        if (candidate.Robustness.Count > 0)
        {
            yield return Page.Item($"{card.Metric} on changed rows of the test part: {EvaluationWords.Of(candidate.Robustness)}");
        }

        if (candidate.Stability is { } stability)
        {
            yield return Page.Item(StabilityWords.Of(stability));
        }

        if (candidate.Conformal.Count > 0)
        {
            yield return Page.Heading(
                $"{candidate.Candidate}: {(candidate.Conformal[0].Single is null ? "intervals" : "sets of classes")} on the test part");
            yield return Coverage(candidate.Conformal, classes);
        }

        if (candidate.Effects.Count > 0)
        {
            yield return Page.Heading($"{candidate.Candidate}: how columns move its answers");
            yield return EffectTables.Effects(candidate.Effects, classes);
        }

        foreach (var plot in Plots(candidate.Candidate, candidate.Plots!, classes))
        {
            yield return plot;
        }

        if (candidate.Importance.Any(weight => weight.Weight > 0))
        {
            yield return Page.Heading($"Feature importance of {candidate.Candidate}");
            yield return TrainView.Importance(candidate.Importance);
        }
    }

    /// <summary>The value of the objective among some metrics.</summary>
    public static MetricValue Objective(Scorecard card, IReadOnlyList<MetricValue> metrics) =>
        metrics.Single(metric => metric.Metric == card.Metric);

    private static Table Candidates(Scorecard card)
    {
        var table = Page.Table("=", card.Trials > 0 ? ">corrected" : ">out of fold", "=interval", ">test", "=interval", "=");
        foreach (var candidate in card.Candidates)
        {
            var (fold, test) = (candidate.Corrected ?? Objective(card, candidate.OutOfFold), Objective(card, candidate.Test));
            table.Row(
                candidate.Candidate,
                Format.Figure(fold.Value),
                new Cell(Format.Interval(fold.Low, fold.High), Styles.Quiet),
                Format.Figure(test.Value),
                new Cell(Format.Interval(test.Low, test.High), Styles.Quiet),
                candidate.Blessed ? "" : new Cell(candidate.Plots is null ? "baseline" : "refused", Styles.Attention));
        }

        return table;
    }

    private static Table Metrics(CandidateScores candidate)
    {
        var table = Page.Table("metric", ">as chosen", "=interval", ">test", "=interval");
        foreach (var test in candidate.Test)
        {
            var fold = candidate.OutOfFold.Single(metric => metric.Metric == test.Metric);
            table.Row(
                Format.Named(test, candidate.Decision), Format.Figure(fold.Value),
                new Cell(Format.Interval(fold.Low, fold.High), Styles.Quiet),
                Format.Figure(test.Value), new Cell(Format.Interval(test.Low, test.High), Styles.Quiet));
        }

        return table;
    }

    private static Table Against(CandidateScores candidate)
    {
        var table = Page.Table("other", ">difference", "=interval", "");
        foreach (var other in candidate.Against)
        {
            var clear = other.Low > 0 || other.High < 0;
            table.Row(
                other.Other, Format.Difference(other.Value), Format.Interval(other.Low, other.High, Format.Difference),
                new Cell(clear ? "excludes zero" : "includes zero", Styles.Quiet));
        }

        return table;
    }

    private static Table Fairness(FairnessReport report)
    {
        var names = report.Groups is [var first, ..] ? first.Metrics.Select(metric => metric.Metric) : [];
        var table = Page.Table(["group", ">rows", .. names.SelectMany(name => new[] { $">{name}", "=interval" })]);
        foreach (var group in report.Groups)
        {
            table.Row(
            [
                group.Slice, Format.Count(group.Rows),
                .. group.Metrics.SelectMany(metric => new Cell[]
                {
                    Format.Figure(metric.Value), new(Format.Interval(metric.Low, metric.High), Styles.Quiet),
                }),
            ]);
        }

        return table;
    }

    private static Table Slices(Scorecard card, CandidateScores candidate)
    {
        var table = Page.Table("slice", ">rows", $">{card.Metric}", "=interval");
        foreach (var slice in candidate.Slices)
        {
            var value = Objective(card, slice.Metrics);
            table.Row(
                slice.Slice, Format.Count(slice.Rows), Format.Figure(value.Value),
                new Cell(Format.Interval(value.Low, value.High), Styles.Quiet));
        }

        return table;
    }

    /// <summary>How many true values or classes lie in the intervals or sets of answers, and how large they are.</summary>
    private static Table Coverage(IReadOnlyList<ConformalCoverage> levels, IReadOnlyList<string> classes)
    {
        var sets = levels[0].Single is not null;
        var table = Page.Table(
        [
            "level", ">covered", "=interval", sets ? ">mean size" : ">mean width",
            .. sets ? new[] { ">one class", "least covered" } : [],
        ]);
        foreach (var level in levels)
        {
            var least = level.ByClass.Select((share, position) => (Share: share, Name: classes[position]))
                .Where(entry => entry.Share is not null).OrderBy(entry => entry.Share).FirstOrDefault();
            table.Row([
                Format.Share(level.Level), Format.Share(level.Covered),
                new Cell(Format.Interval(level.Low, level.High, Format.Share), Styles.Quiet), Format.Figure(level.Size),
                .. sets ? new Cell[] { Format.Share(level.Single!.Value), $"{least.Name}: {Format.Share(least.Share ?? 0)}" } : []]);
        }

        return table;
    }

    private static IEnumerable<IRenderable> Plots(string candidate, Plots plots, IReadOnlyList<string> classes)
    {
        if (plots.Roc.Count > 0)
        {
            yield return Page.Heading($"{candidate}: ROC curve on the test part");
            yield return TextPlot.Curve("false positives", "true positives", plots.Roc);
        }

        if (plots.Gain.Count > 0)
        {
            yield return Page.Heading($"{candidate}: cumulative gain on the test part");
            yield return TextPlot.Curve("rows", "positive rows", plots.Gain);
            yield return Page.Line(string.Join("; ", EvaluationCharts.Tenths(plots.Gain)));
        }

        if (plots.Calibration.Count > 0)
        {
            yield return Page.Heading($"{candidate}: calibration on the test part");
            yield return TextPlot.Points("predicted", "observed", plots.Calibration);
        }

        if (plots.Confusion.Count is > 0 and <= 12)
        {
            yield return Page.Heading($"{candidate}: rows of the test part by true and predicted class");
            yield return Confusion(plots.Confusion, classes);
        }

        if (plots.Residuals.Count > 0)
        {
            yield return Page.Heading($"{candidate}: residuals (true minus predicted) on the test part");
            yield return TextPlot.Around("predicted", "residual", plots.Residuals);
        }
    }

    private static Table Confusion(IReadOnlyList<IReadOnlyList<long>> counts, IReadOnlyList<string> classes)
    {
        var table = Page.Table(["true, predicted:", .. classes.Select(name => $">{Format.Cut(Format.Plain(name), 12)}")]);
        foreach (var (row, i) in counts.Select((row, i) => (row, i)))
        {
            table.Row([classes[i], .. row.Select(count => new Cell(Format.Count(count)))]);
        }

        return table;
    }
}
