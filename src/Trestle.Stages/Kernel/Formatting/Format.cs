using System.Globalization;
using System.Text;

using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Kernel.Formatting;

/// <summary>How figures are written for people.</summary>
public static class Format
{
    /// <summary>7,043</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>1 row; 7,043 rows</summary>
    public static string Count(long number, string noun) => $"{Count(number)} {noun}{(number == 1 ? "" : noun.EndsWith('s') ? "es" : "s")}";

    /// <summary>12.5 %</summary>
    public static string Share(double share) =>
        (share * 100).ToString(share is > 0 and < 0.001 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>About four digits that count: 0.8471, 12.35, 1,234; n/a for NaN.</summary>
    public static string Figure(double value) => double.IsNaN(value)
        ? "n/a"
        : value.ToString(
            Math.Abs(value) switch
            {
                >= 1e9 => "0.###e+0",
                >= 1000 => "N0",
                >= 100 => "0.0",
                >= 10 => "0.00",
                >= 1 => "0.000",
                < 0.00005 and > 0 => "0.##e+0",
                _ => "0.0000",
            },
            CultureInfo.InvariantCulture);

    /// <summary>A figure without zeros at its end: 3, 0.05, 1200, 285,220.</summary>
    public static string Short(double value) => double.IsNaN(value)
        ? "n/a"
        : value.ToString(Math.Abs(value) is >= 1e5 and < 1e12 ? "N0" : "G5", CultureInfo.InvariantCulture);

    /// <summary>A figure of a column, as its values are: a date of dates; empty for none.</summary>
    public static string Figure(ColumnProfile column, double? value) => value is not { } figure || double.IsNaN(figure) ? ""
        : column is { Type: ColumnType.Date, Min: { } first, Max: { } last } ? new DateWords(first, last).Of(figure)
        : Short(figure);

    /// <summary>0.8471 [0.8364, 0.8578]</summary>
    public static string Metric(MetricValue metric) => $"{Figure(metric.Value)} {Interval(metric.Low, metric.High)}";

    /// <summary>The name of a metric, with the threshold where it judges decisions: f1 at 0.3380</summary>
    public static string Named(MetricValue metric, Decision? decision) =>
        decision is { IsProbability: true } && MetricCatalog.NeedsThreshold(metric.Metric)
            ? $"{metric.Metric} at {Figure(decision.Threshold)}"
            : metric.Metric;

    /// <summary>0.3380 [0.3010, 0.3720]: highest F1 on out-of-fold rows</summary>
    public static string Threshold(Decision decision) =>
        $"{Figure(decision.Threshold)} {Interval(decision.Low, decision.High)}: {decision.Reason}";

    /// <summary>How decisions are made, in words: threshold 0.3380 [0.3010, 0.3720]: highest F1 on out-of-fold rows</summary>
    public static string Decision(Decision decision) => decision switch
    {
        { IsProbability: true } => $"threshold {Threshold(decision)}",
        { IsShift: true } => $"shift {Threshold(decision)}",
        { Threshold: > 0 } => $"gain above {Threshold(decision)}",
        _ => $"decided: {decision.Reason}",
    };

    /// <summary>9 models, 2,214 trees, 3.1 MB</summary>
    public static string Cost(ModelCost cost) => $"{(cost.Models > 1 ? $"{Count(cost.Models, "model")}, " : "")}"
        + $"{(cost.Trees > 0 ? $"{Count(cost.Trees, "tree")}, " : "")}{Bytes(cost.Bytes)}";

    /// <summary>error 0.0123, slope 0.980 ± 0.045, intercept -0.012 ± 0.031; Brier score: 0.0004 - 0.0512 + 0.1950</summary>
    public static string Calibration(Calibration calibration) =>
        $"error {Figure(calibration.Error)}, slope {Short(calibration.Slope, calibration.SlopeError)} (1 is right), intercept "
            + $"{Short(calibration.Intercept, calibration.InterceptError)} (0 is right); Brier score by parts: reliability "
            + $"{Figure(calibration.Reliability)} - resolution {Figure(calibration.Resolution)} + uncertainty "
            + Figure(calibration.Uncertainty);

    private static string Short(double value, double error) =>
        double.IsNaN(value) ? "n/a" : string.Create(CultureInfo.InvariantCulture, $"{value:0.000} ± {1.96 * error:0.000}");

    /// <summary>[0.8364, 0.8578]; words where too few rows or groups show how much a figure varies.</summary>
    public static string Interval(double low, double high) => Interval(low, high, Figure);

    /// <summary>An interval whose ends are printed in another way.</summary>
    public static string Interval(double low, double high, Func<double, string> print) => double.IsNaN(low) || double.IsNaN(high)
        ? "(no interval: too few groups or rows)"
        : $"[{print(low)}, {print(high)}]";

    /// <summary>[+0.0049, +0.0209]</summary>
    public static string Differences(double low, double high) =>
        Interval(low, high, value => value.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture));

    /// <summary>+0.0123; -0.0040</summary>
    public static string Difference(double value) => (value > 0 ? "+" : "") + Figure(value);

    /// <summary>0.4 s; 12 s; 3 m 07 s; 2 h 05 m</summary>
    public static string Took(TimeSpan time) => time.TotalSeconds < 9.95
        ? time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : (long)Math.Round(time.TotalSeconds) switch
        {
            < 60 and var seconds => $"{seconds} s",
            < 3600 and var seconds => $"{seconds / 60} m {seconds % 60:00} s",
            < 2 * 86400 and var seconds => $"{seconds / 3600} h {seconds / 60 % 60:00} m",
            var seconds => seconds % 86400 < 3600 ? $"{seconds / 86400} d" : $"{seconds / 86400} d {seconds / 3600 % 24:00} h",
        };

    /// <summary>950 B; 12.3 KB; 4.5 GB (10³ each)</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB"];
        var (size, unit) = ((double)bytes, 0);
        while (size >= 999.5 && unit < units.Length - 1)
        {
            (size, unit) = (size / 1000, unit + 1);
        }

        return $"{size.ToString(unit == 0 || size >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture)} {units[unit]}";
    }

    /// <summary>2026-11-23 08:15</summary>
    public static string When(DateTimeOffset moment, TimeProvider clock) =>
        TimeZoneInfo.ConvertTime(moment, clock.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The first 12 digits of a hash, enough to tell two apart.</summary>
    public static string Short(ContentHash hash) => hash.ToString()[..12];

    /// <summary>Some of a list: a, b, c and 4 more.</summary>
    public static string Some(IReadOnlyCollection<string> items, int most) => items.Count <= most
        ? string.Join(", ", items)
        : $"{string.Join(", ", items.Take(most))} and {items.Count - most} more";

    /// <summary>At most this many characters, the last one then being an ellipsis.</summary>
    public static string Cut(string text, int length) => text.Length <= length ? text : text[..Math.Max(0, length - 1)] + "…";

    /// <summary>
    /// The text without characters that control a terminal: names and values come from data that may be hostile. Line breaks and tabs
    /// become spaces.
    /// </summary>
    public static string Plain(string text)
    {
        if (!text.Any(Commands))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            plain.Append(c is '\n' or '\t' or '\r' ? ' ' : Commands(c) ? '\uFFFD' : c);
        }

        return plain.ToString();
    }

    private static bool Commands(char c) =>
        char.IsControl(c)
            || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
