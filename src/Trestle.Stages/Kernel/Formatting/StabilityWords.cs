using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Kernel.Formatting;

/// <summary>How stable a model is, in words.</summary>
public static class StabilityWords
{
    /// <summary>One sentence.</summary>
    public static string Of(StabilityReport report) =>
        $"learned again {report.Refits} times from resampled rows, {(report.OfClasses ? Classes(report) : Values(report))} on average; "
            + $"{report.Metric.Metric} is {Format.Metric(report.Metric)}, with a standard deviation of {Format.Figure(report.Deviation)}";

    private static string Classes(StabilityReport report) =>
        $"{Share(report.Figure)} of the test rows are decided otherwise; probabilities change by {Format.Figure(report.Change)}";

    private static string Values(StabilityReport report) =>
        $"predictions change by {Format.Figure(report.Change)}, {Share(report.Figure)} of the standard deviation of the true values,";

    private static string Share(MetricValue figure) =>
        $"{Format.Share(figure.Value)} [{Format.Share(figure.Low)}, {Format.Share(figure.High)}]";
}
