using System.Text;

using Trestle.Learners.Conformal;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Package;

/// <summary>The model card: what the model is for, what it was learned from, how good it is and what not to use it for.</summary>
internal static class ModelCard
{
    /// <summary>The card as Markdown with the front matter of the usual model hubs.</summary>
    public static string Write(
        string name, Contract contract, RawTable raw, CuratedTable table, Scorecard scorecard, SelectedModel choice, ServedModel served,
        IReadOnlyList<string> warnings)
    {
        var scores = scorecard.Candidates.Single(candidate => candidate.Candidate == choice.Candidate);
        var text = new StringBuilder();
        text.Append("---\n");
        text.Append("library_name: trestle\n");
        text.Append($"tags: [tabular, {(contract.Task == TaskKind.Regression ? "tabular-regression" : "tabular-classification")}]\n");
        text.Append("model-index:\n");
        text.Append(
            $"- name: {name}\n  results:\n  - task: {{type: "
                + $"{(contract.Task == TaskKind.Regression ? "tabular-regression" : "tabular-classification")}}}\n    metrics:\n");
        foreach (var metric in scores.Test)
        {
            text.Append($"    - {{type: {metric.Metric}, value: {metric.Value:R}}}\n");
        }

        text.Append("---\n\n");
        text.Append(
            $"# {name}\n\nPredicts `{contract.Target}` ({contract.TaskName}"
                + $"{(contract.Classes.Count > 0 ? $": {string.Join(", ", contract.Classes)}" : "")}) by {choice.Learner}."
                + (contract.Counts ? " A prediction is the count to expect on average: 0 or more, and mostly no whole number." : "")
                + "\n\n");
        if (warnings.Count > 0)
        {
            text.Append($"## Warnings\n{string.Concat(warnings.Select(warning => $"- {warning}\n"))}\n");
        }

        text.Append("## Learned from\n");
        foreach (var file in raw.Files)
        {
            text.Append($"- `{file.Path}`, SHA-256 `{file.Hash}`\n");
        }

        text.Append($"- {LearnedWords.Served(served.Rows)}\n");
        text.Append($"- split by {raw.SplitBy}\n\n");
        text.Append(
            $"## How good it is\nThe figures are from {LearnedWords.Figures(served.Rows)}; {Format.Count(scorecard.TrainRows)} rows have "
                + $"out-of-fold scores. {scorecard.Level:P0} confidence intervals in brackets. The test part chose nothing.\n"
                + (choice.Corrected is null
                    ? ""
                    : $"Out of fold, {scorecard.Metric} {Interval(choice.Corrected)} is to be expected on new rows: the figure corrected "
                        + $"for the choice among {choice.Trials} trials. As chosen, figures are too good on average.\n")
                + "\n| metric | out of fold, as chosen | test |\n|---|---|---|\n");
        foreach (var metric in scores.Test)
        {
            var outOfFold = scores.OutOfFold.Single(other => other.Metric == metric.Metric);
            text.Append($"| {Format.Named(metric, scores.Decision)} | {Interval(outOfFold)} | {Interval(metric)} |\n");
        }

        if (scores.Decision is { IsProbability: false } other)
        {
            text.Append($"\n{(other.IsShift
                ? "Answers are predictions that are shifted to what is worth most"
                : "Each row is decided by what is worth most under its probabilities")}: {Format.Decision(other)}.\n");
        }
        else if (scores.Decision is { } decision)
        {
            text.Append(
                $"\nA row counts as {contract.Classes[1]} from a probability of {Format.Threshold(decision)}. The test part is decided at "
                    + "this threshold, which requests are decided at, and each out-of-fold row at the threshold of the other folds.\n");
        }

        if (scores.Worth is not null)
        {
            text.Append($"\nOn the test part: {string.Join("; ", DecisionWords.Of(scores with { Decisions = null }))}.\n");
        }

        if (scores.Calibrated is { } calibrated)
        {
            text.Append($"\nThe probabilities are {calibrated}.\n");
        }

        if (scores.TestCalibration is { } calibration)
        {
            text.Append(
                $"\nCalibration of the probabilities {(contract.Classes.Count > 2 ? "of the predicted class " : "")}on the test part: "
                    + $"{Format.Calibration(calibration)}.\n");
        }

        if (table.Weights is { } weights)
        {
            text.Append(
                $"\nRows count by `{weights}` in learning and in these figures; numbers of rows, fairness and intervals take each once.\n");
        }

        AppendCoverage(text, scores.Conformal);

        if (scores.Slices.Count > 0)
        {
            text.Append($"\n### By slice of the test part\n| slice | rows | {scorecard.Metric} |\n|---|---|---|\n");
            foreach (var slice in scores.Slices)
            {
                text.Append(
                    $"| {slice.Slice} | {slice.Rows} | {Interval(slice.Metrics.Single(metric => metric.Metric == scorecard.Metric))} |\n");
            }
        }

        AppendFairness(text, scores.Fairness);
        text.Append("\n## Why this one\n");
        foreach (var reason in choice.Evidence)
        {
            text.Append($"- {reason}\n");
        }

        text.Append("\n## What counts\n| feature | weight |\n|---|---|\n");
        foreach (var feature in served.Importance.Take(20))
        {
            text.Append($"| {feature.Feature} | {feature.Weight:0.0000} |\n");
        }

        text.Append(
            $"\n## Limits\n- It was {(served.Rows.Elsewhere ? "measured on" : "learned from")} {table.Rows} rows of the sources above; its "
                + "figures do not apply to rows of another kind.\n");
        text.Append("- Weights say what the model uses, not what causes the outcome.\n");
        return text.ToString();
    }

    private static void AppendFairness(StringBuilder text, IReadOnlyList<FairnessReport> reports)
    {
        foreach (var report in reports.Where(report => report.Groups.Count > 0))
        {
            text.Append(
                $"\n### By {report.By}\n| group | rows |{string.Concat(report.Groups[0].Metrics.Select(metric => $" {metric.Metric} |"))}\n"
                    + $"|---|---|{string.Concat(report.Groups[0].Metrics.Select(_ => "---|"))}\n");
            foreach (var group in report.Groups)
            {
                text.Append($"| {group.Slice} | {group.Rows} |{string.Concat(group.Metrics.Select(metric => $" {Interval(metric)} |"))}\n");
            }

            text.Append(
                $"\nLargest differences: {string.Join(", ", report.Gaps.Select(gap => $"{gap.Metric} {Interval(gap)}"))}."
                    + (report.LeftOut > 0 ? $" {Format.Count(report.LeftOut, "row")} of groups of fewer than 30 are left out.\n" : "\n"));
        }
    }

    private static void AppendCoverage(StringBuilder text, IReadOnlyList<ConformalCoverage> levels)
    {
        if (levels.Count > 0)
        {
            var sets = levels[0].Single is not null;
            text.Append(sets
                ? "\n### Sets of classes\nAnswers have sets where a request asks for them (`set`: 0.9). On the test part:\n\n"
                    + "| level | covered | mean size | one class |\n|---|---|---|---|\n"
                : "\n### Intervals\nAnswers have intervals where a request asks for them (`interval`: 0.9). On the test part:\n\n"
                    + "| level | covered | mean width |\n|---|---|---|\n");
        }

        foreach (var level in levels)
        {
            text.Append(
                $"| {Format.Share(level.Level)} | {Format.Share(level.Covered)} {Format.Interval(level.Low, level.High, Format.Share)} | "
                    + $"{Format.Figure(level.Size)} |{(level.Single is { } single ? $" {Format.Share(single)} |" : "")}\n");
        }
    }

    private static string Interval(MetricValue metric) =>
        $"{metric.Value:0.0000} {Format.Interval(metric.Low, metric.High, value => $"{value:0.0000}")}";
}
