using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Kernel.Formatting;

/// <summary>What decisions come to, in sentences for people who know the business and no metric.</summary>
public static class DecisionWords
{
    /// <summary>The sentences on what a candidate's decisions come to; no unit of the values is known.</summary>
    public static IReadOnlyList<string> Of(CandidateScores scores) =>
        [.. scores.Decisions is { } decisions ? Of(decisions) : [], .. scores.Worth is { } worth ? Of(worth) : []];

    private static IReadOnlyList<string> Of(ValueReport report)
    {
        var best = report.Alike.MaxBy(alike => alike.Value)!;
        var others = report.Alike.Count > 1 ? "the best single decision for all" : "the best single value for all";
        return
        [
            $"1,000 rows are worth {Format.Metric(report.Value)} this way; {Format.Figure(report.Plain)} if the predictions alone decided, "
                + $"{Format.Figure(best.Value)} with {others} ({best.Decision}), {Format.Figure(report.Perfect)} if every decision were "
                + "right",
            report.Gain.Low > 0
                ? $"the model brings {Format.Metric(report.Gain)} for 1,000 rows more than {others}"
                : $"it is not certain that the model brings more than {others}: {Format.Metric(report.Gain)} for 1,000 rows",
        ];
    }

    /// <summary>The sentences on two classes.</summary>
    public static IReadOnlyList<string> Of(DecisionReport report)
    {
        var acted = $"of {Format.Count(report.Rows, "row")} of the test part {Format.Count(report.Acted)} are decided positive "
            + $"({Share(report.Acted, report.Rows)}), {Format.Count(report.Hits)} of them rightly ({Share(report.Hits, report.Acted)}): "
            + $"{Share(report.Hits, report.Positives)} of all {Format.Count(report.Positives, "positive row")} are found{Lift(report)}";
        return report is { Value: { } value, Gain: { } gain }
            ? [
                acted,
                $"1,000 rows are worth {Format.Metric(value)} this way; {Format.Figure(report.Nobody)} if none were decided positive, "
                    + (report.ByChance is { } chance
                        ? $"{Format.Figure(chance)} if as many were by chance, "
                        : $"{Format.Figure(report.Everybody ?? double.NaN)} if all were, ")
                    + $"{Format.Figure(report.Perfect)} if every decision were right",
                gain.Low > 0
                    ? $"the model brings {Format.Metric(gain)} for 1,000 rows more than the better of these without it"
                    : $"it is not certain that the model brings more than the better of these without it: {Format.Metric(gain)} for "
                        + "1,000 rows",
            ]
            : [acted];
    }

    private static string Share(long part, long whole) => whole == 0 ? "n/a" : Format.Share((double)part / whole);

    /// <summary>How many times more positives there are among the rows decided so than among all.</summary>
    private static string Lift(DecisionReport report) => report.Acted == 0 || report.Positives == 0
        ? ""
        : $", {(double)report.Hits / report.Acted / ((double)report.Positives / report.Rows):0.0} times as many as by chance";
}
