using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateModel;

namespace Trestle.Stages.Lifecycle.Charts;

/// <summary>Figures of stage 12 in words.</summary>
public static class EvaluationWords
{
    /// <summary>Why a model has fewer figures.</summary>
    public const string Far = "How columns move its answers, and how it does on changed rows, was not measured: it is too far behind the "
        + "best model to be selected, and with a budget that time is for the search.";

    /// <summary>What the charts of effects show.</summary>
    public const string Effects = "All rows: the mean answer when every row gets the value (partial dependence). Local (broken "
        + "lines, diamonds): what rows near the value change with it, around the mean answer (accumulated local effects), which is fair to "
        + "columns that go together. Single rows: answers for some rows when only this column changes.";

    private const double Alike = 0.5;
    private const int Shown = 4;

    /// <summary>What the objective loses on changed rows.</summary>
    public static string Of(IReadOnlyList<RobustnessFigure> figures) => string.Join("; ", figures.Select(figure => figure.Change switch
    {
        RobustnessSettings.NoiseName => $"with noise of a tenth of a standard deviation it loses {Format.Metric(figure.Loss)}",
        RobustnessSettings.MissingName => $"with one in twenty values missing {Format.Metric(figure.Loss)}",
        _ => $"with {figure.Column} shifted by half a standard deviation {Format.Metric(figure.Loss)}",
    }));

    /// <summary>Whether the test part is like the training part, and what differs.</summary>
    public static string Of(AdversarialReport report)
    {
        var figure = $"a forest tells test rows from training rows with an AUC of {Format.Metric(report.Auc)} (0.5 is by chance; "
            + $"{Format.Count(report.TrainRows)} and {Format.Count(report.TestRows, "row")})";
        return report.Auc.Low > Alike
            ? $"{figure}; by {string.Join(", ", report.Columns.Where(column => column.Weight > 0).Take(Shown)
                .Select(column => $"{column.Feature} ({Format.Share(column.Weight)})"))}"
            : $"{figure}: nothing tells them apart";
    }
}
