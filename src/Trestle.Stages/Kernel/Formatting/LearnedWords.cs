using System.Globalization;

using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Kernel.Formatting;

/// <summary>Which rows a model has learned and its figures are from, for people.</summary>
public static class LearnedWords
{
    /// <summary>What the served model has learned: "3,561 rows (2001-01-22 to 2010-10-22), those of the test part too".</summary>
    public static string Served(LearnedRows rows) => rows.Elsewhere
        ? $"other rows, elsewhere; how its features are prepared is learned from {Span(rows, rows.Served)}"
        : $"{Span(rows, rows.Served)}, {(rows.Refitted ? "those of the test part too" : "those of the test part left out")}";

    /// <summary>
    /// Where the test figures are from: "a model of the same configuration that learned 2,849 rows (...) and was tested on 712 rows (...)".
    /// </summary>
    public static string Figures(LearnedRows rows) => rows.Elsewhere
        ? $"this model on {Span(rows, rows.Test)} of the test part"
        : $"{(rows.Refitted ? "a model of the same configuration" : "this model, the one")} that learned {Span(rows, rows.Evaluated)} "
            + $"and was tested on {Span(rows, rows.Test)}";

    private static string Span(LearnedRows rows, RowSpan span) => span is { From: { } from, Until: { } until }
        ? $"{Format.Count(span.Rows, "row")} ({Time(rows, from)} to {Time(rows, until)})"
        : Format.Count(span.Rows, "row");

    private static string Time(LearnedRows rows, double time)
    {
        if (!rows.Dates)
        {
            return time.ToString("R", CultureInfo.InvariantCulture);
        }

        var date = DateTime.UnixEpoch.AddMicroseconds(time);
        return date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }
}
