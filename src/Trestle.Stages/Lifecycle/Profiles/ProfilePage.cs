using System.Globalization;
using System.Text;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateData.Reports;

using static Trestle.Stages.Kernel.Formatting.HtmlParts;

namespace Trestle.Stages.Lifecycle.Profiles;

/// <summary>A profile as one HTML file for people, that needs no other file: no script, no network.</summary>
public static class ProfilePage
{
    private const double BarsWidth = 160;
    private const double BarsHeight = 36;
    private const int ShownTop = 5;
    private const int ShownAssociations = 100;

    private const string Own = """
        .bars{display:block;margin-bottom:4px}.bars rect{fill:var(--info)}
        .share{height:5px;border-radius:3px;background:var(--line);overflow:hidden;width:80px;margin:6px 0 0 auto}
        .share i{display:block;height:100%;background:var(--warn)}td small{display:block;color:var(--quiet)}
        """;

    /// <summary>The page.</summary>
    public static string Write(TableProfile profile)
    {
        var cells = Math.Max(1, profile.Rows * profile.Columns.Count);
        var page = new StringBuilder()
            .Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
            .Append($"<title>{Text(profile.Name)}: profile</title>\n<style>\n")
            .Append($"{HtmlReport.Style.ReplaceLineEndings("\n")}\n{Own.ReplaceLineEndings("\n")}\n</style>\n</head>\n")
            .Append($"<body>\n<main>\n<h1>{Text(profile.Name)}</h1>\n<p class=\"quiet\">profile of ")
            .Append($"{profile.Time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC</p>\n<div class=\"figures\">\n")
            .Append(Number(Format.Count(profile.Rows), "rows")).Append(Number(Format.Count(profile.Columns.Count), "columns"))
            .Append(Number(Format.Share((double)profile.Columns.Sum(column => column.Missing) / cells), "of the cells are missing"))
            .Append(Number(Format.Count(profile.RepeatedRows), "rows repeat another")).Append("</div>\n");
        Table(
            page, "Columns", ["column", "values", ">missing", ">different", "distribution", "figures", "remarks"],
            profile.Columns.Select(Column));
        Table(page, "Keys", ["columns", ">rows that repeat another", ">without a value", ""], profile.Keys.Select(key => new[]
        {
            Text(string.Join(" + ", key.Columns)), Format.Count(key.Repeats), Format.Count(key.Missing),
            key.IsKey ? "identifies every row" : "nearly",
        }));
        Table(
            page, "Dependencies", ["column", "decides", ">in rows", ">violations"], profile.Dependencies.Select(found => new[]
            {
                Text(found.From), Text(found.To), Format.Count(found.Rows),
                $"{Format.Count(found.Violations)} ({Format.Share((double)found.Violations / found.Rows)})",
            }));
        if (profile.Target is { } target)
        {
            Table(
                page, $"Columns that may give '{target.Column}' away", ["columns", "found"],
                target.Suspects.Select(found => new[] { Text(string.Join(", ", found.Columns)), Text(found.Found) }));
            Table(
                page, $"How well columns tell '{target.Column}' alone", ["column", $">{target.Measure} out of fold"],
                profile.Columns.Where(column => column.TargetFigure is not null).OrderByDescending(column => column.TargetFigure)
                    .Select(column => new[] { Text(column.Name), Format.Figure(column.TargetFigure!.Value) }));
        }

        Table(
            page, "Associations", ["", "", "measure", ">value", ">rank correlation"],
            profile.Associations.Take(ShownAssociations).Select(pair => new[]
            {
                Text(pair.First), Text(pair.Second), ProfileWords.Of(pair), Format.Figure(pair.Value),
                pair.Rank is { } rank ? Format.Figure(rank) : "",
            }));
        if (profile.Notes.Count > 0)
        {
            page.Append("<h2>Notes</h2>\n<ul>\n").AppendJoin("", profile.Notes.Select(note => $"<li>{Text(note)}</li>\n"))
                .Append("</ul>\n");
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string[] Column(ProfiledColumn column) =>
    [
        Text(column.Name),
        $"{Text(column.Meaning)}<small>{Text(column.Reading)}{(column.Personal == PersonalData.None ? ""
            : $"; looks like personal data: {ProfileWords.Of(column.Personal)}")}{(column.Private ? "; private" : "")}</small>",
        $"{Format.Share(column.MissingShare)}<small>{Format.Count(column.Missing)}</small>{Bar(column.MissingShare)}",
        (column.DistinctIsExact ? "" : "about ") + Format.Count(column.Distinct),
        $"{Bars(column.Bins)}{string.Join("", column.Top.Take(ShownTop).Select(
            value => $"<small>{Text(value.Value)} ({Format.Count(value.Rows)})</small>"))}",
        string.Join("<br>", ProfileWords.Figures(column).Select(Text)),
        string.Join("<br>", ProfileWords.Remarks(column).Select(Text)),
    ];

    private static string Bars(IReadOnlyList<long> bins)
    {
        var most = bins.Count == 0 ? 0 : bins.Max();
        if (most == 0)
        {
            return "";
        }

        var width = BarsWidth / bins.Count;
        var bars = bins.Select((rows, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{i * width:0.#}\" y=\"{BarsHeight * (1 - ((double)rows / most)):0.#}\" width=\"{Math.Max(0.5, width - 1):0.#}\" "
                + $"height=\"{BarsHeight * rows / most:0.#}\"/>"));
        return $"<svg class=\"bars\" width=\"{BarsWidth}\" height=\"{BarsHeight}\" role=\"img\" aria-label=\"rows by value\">"
            + string.Concat(bars) + "</svg>";
    }

    private static string Bar(double share) =>
        $"<div class=\"share\"><i style=\"width:{(share * 100).ToString("0.##", CultureInfo.InvariantCulture)}%\"></i></div>";
}
