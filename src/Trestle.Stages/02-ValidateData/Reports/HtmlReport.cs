using System.Globalization;
using System.Net;
using System.Text;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateData.Validation;

namespace Trestle.Stages.ValidateData.Reports;

/// <summary>A validation as one HTML file for people, that needs no other file: no script, no network.</summary>
public static class HtmlReport
{
    /// <summary>The look of reports; for light and dark screens.</summary>
    internal const string Style = """
        :root{color-scheme:light dark;--ink:#1c2530;--quiet:#5c6b7a;--line:#dde3ea;--page:#f6f8fa;--card:#fff;--good:#1a7f4b;--bad:#c0362c;
        --warn:#9a6700;--info:#33669c}
        @media(prefers-color-scheme:dark){:root{--ink:#e6ebf0;--quiet:#97a5b4;--line:#2e3945;--page:#12181f;--card:#1a222b;--good:#4cc38a;
        --bad:#ff7b6e;--warn:#e3b341;--info:#79b8ff}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        main{max-width:1100px;margin:0 auto;padding:32px 20px 64px}
        h1{font-size:24px;margin:0 0 4px}h2{font-size:17px;margin:36px 0 10px}p{margin:0}
        .quiet{color:var(--quiet)}.error{color:var(--bad)}.warning{color:var(--warn)}.info{color:var(--info)}.passed{color:var(--good)}
        .verdict{display:inline-block;font-weight:600;padding:3px 12px;border:1px solid currentColor;border-radius:999px;margin:12px 0}
        .figures{display:flex;flex-wrap:wrap;gap:12px;margin-top:12px}
        .figures div{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:10px 18px;min-width:120px}
        .figures b{display:block;font-size:22px;font-variant-numeric:tabular-nums}
        .scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:8px}
        table{border-collapse:collapse;width:100%}
        th{font-weight:500;color:var(--quiet);text-align:left;font-size:13px}
        th,td{padding:8px 14px;border-bottom:1px solid var(--line);vertical-align:top}
        tr:last-child td{border-bottom:0}td.state{white-space:nowrap;font-weight:600}
        td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        td{overflow-wrap:break-word}td:first-child+td code{white-space:nowrap}
        summary{cursor:pointer;color:var(--quiet);font-size:13px;margin-top:4px}
        ul{margin:4px 0;padding-left:20px}code{font:13px ui-monospace,SFMono-Regular,Menlo,monospace}
        .bar{height:5px;border-radius:3px;background:var(--bad);overflow:hidden;width:110px;margin:8px 0 0 auto}
        .bar i{display:block;height:100%;background:var(--good)}
        """;

    /// <summary>The page.</summary>
    public static string Write(ValidationReport report)
    {
        var (errors, warnings) = (report.Failed(Severity.Error).Count(), report.Failed(Severity.Warning).Count());
        var page = new StringBuilder()
            .Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
            .Append($"<title>{Text(report.File)}: validation</title>\n<style>\n{Style.ReplaceLineEndings("\n")}\n</style>\n</head>\n")
            .Append($"<body>\n<main>\n<h1>{Text(report.File)}</h1>\n")
            .Append($"<p class=\"quiet\">held against {Text(report.Against)}, ")
            .Append($"{report.Time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC</p>\n")
            .Append($"<p class=\"verdict {(report.Passed ? "passed" : "error")}\">{(report.Passed ? "passed" : "failed")}</p>\n")
            .Append("<div class=\"figures\">\n")
            .Append(Figure(report.Rows, "rows", ""))
            .Append(Figure(report.Checks.Count(check => check.Passed), "checks passed", "passed"))
            .Append(Figure(errors, errors == 1 ? "error" : "errors", errors > 0 ? "error" : "quiet"))
            .Append(Figure(warnings, warnings == 1 ? "warning" : "warnings", warnings > 0 ? "warning" : "quiet"))
            .Append(Figure(report.Quarantine.Rows, "rows that break the contract", ""))
            .Append("</div>\n");
        Checks(page, "Failed checks", report.Checks.Where(check => !check.Passed).OrderBy(check => check.Severity));
        Checks(page, "Checks that passed", report.Checks.Where(check => check.Passed));
        Broken(page, report.Quarantine);
        if (report.Notes.Count > 0)
        {
            page.Append("<h2>How the file was read</h2>\n<ul>\n")
                .AppendJoin("", report.Notes.Select(note => $"<li>{Text(note)}</li>\n")).Append("</ul>\n");
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Checks(StringBuilder page, string title, IEnumerable<CheckResult> checks)
    {
        CheckResult[] all = [.. checks];
        if (all.Length == 0)
        {
            return;
        }

        page.Append($"<h2>{title}</h2>\n<div class=\"scroll\"><table>\n<tr><th></th><th>check</th><th>column</th><th>expected</th>")
            .Append("<th>found</th><th class=\"number\">holds in</th></tr>\n");
        foreach (var check in all)
        {
            var state = check.Passed ? "passed" : check.Severity.ToString().ToLowerInvariant();
            page.Append($"<tr><td class=\"state {state}\">{state}</td><td><code>{Text(check.Name)}</code></td>")
                .Append($"<td>{Text(check.Column ?? "")}</td><td>{Text(check.Expected)}</td><td>{Text(check.Found)}{Rows(check)}</td>")
                .Append($"<td class=\"number\">{Share(check)}</td></tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static string Rows(CheckResult check) => check.Examples.Count == 0 ? "" : $"<details><summary>"
        + (check.Failing > check.Examples.Count ? $"the first {check.Examples.Count} rows" : "the rows") + "</summary><ul>"
        + string.Concat(check.Examples.Select(
            row => $"<li>row {Format.Count(row.Row)}{(row.Value is null ? "" : $": <code>{Text(row.Value)}</code>")}</li>"))
        + "</ul></details>";

    private static string Share(CheckResult check)
    {
        if (check is not { Judged: { } judged and > 0, Failing: { } failing })
        {
            return "";
        }

        var share = (double)(judged - failing) / judged;
        var width = (share * 100).ToString("0.##", CultureInfo.InvariantCulture);
        return $"{Format.Share(share)}<div class=\"bar\"><i style=\"width:{width}%\"></i></div>";
    }

    private static void Broken(StringBuilder page, Quarantine quarantine)
    {
        if (quarantine.Reasons.Count == 0)
        {
            return;
        }

        page.Append("<h2>Rows that break the contract</h2>\n<div class=\"scroll\"><table>\n<tr><th class=\"number\">rows</th><th>why</th>")
            .Append("<th>for example</th></tr>\n");
        foreach (var loss in quarantine.Losses)
        {
            page.Append($"<tr><td class=\"number\">{Format.Count(loss.Rows)}</td><td>{Text(loss.Reason)}</td><td>")
                .AppendJoin(", ", loss.Values.Take(5).Select(value => $"<code>{Text(Format.Cut(value.Value, 40))}</code>"))
                .Append("</td></tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static string Figure(long number, string words, string look) =>
        $"<div><b class=\"{look}\">{Format.Count(number)}</b><span class=\"quiet\">{words}</span></div>\n";

    private static string Text(string text) => WebUtility.HtmlEncode(Format.Plain(text));
}
