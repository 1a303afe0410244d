using System.Text;
using System.Text.Json;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.ValidateData.Reports;

using static Trestle.Stages.Kernel.Formatting.HtmlParts;

namespace Trestle.Stages.Lifecycle.Charts;

/// <summary>
/// The evaluation of a run as one HTML file for people, that needs no other file: the charts are those of the pages, drawn by the
/// library that the file holds.
/// </summary>
public static class EvaluationPage
{
    private const string Own = """
        .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(330px,1fr));gap:12px}
        .charts figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:10px 12px}
        .charts figcaption{font-weight:600}.charts figcaption small{display:block;font-weight:400;color:var(--quiet)}
        .chart{height:240px}
        """;

    private const string Draw = """
        const dark = matchMedia("(prefers-color-scheme: dark)").matches;
        JSON.parse(document.getElementById("charts").textContent).forEach((chart, i) => {
            const drawn = echarts.init(document.getElementById("chart" + i), null, { renderer: "svg" });
            drawn.setOption(dark ? chart.dark : chart.light);
            addEventListener("resize", () => drawn.resize());
        });
        """;

    /// <summary>The page of a run that has a scorecard.</summary>
    /// <param name="name">Name of the project.</param>
    /// <param name="run">Number of the run.</param>
    /// <param name="artifacts">What the run wrote.</param>
    public static string Write(string name, int run, ArtifactReader artifacts)
    {
        var card = artifacts.Read(Artifact.Scorecard);
        var classes = artifacts.Read(Artifact.Contract).Classes;
        var selected = artifacts.Has(Artifact.SelectedModel) ? artifacts.Read(Artifact.SelectedModel) : null;
        var open = card.Candidates.FirstOrDefault(candidate => candidate.Candidate == selected?.Candidate)
            ?? card.Candidates.LastOrDefault(candidate => candidate.Plots is not null) ?? card.Candidates[0];
        var charts = new List<Figure>();
        var page = new StringBuilder()
            .Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
            .Append($"<title>{Text(name)}: evaluation of run {run}</title>\n<style>\n")
            .Append($"{HtmlReport.Style.ReplaceLineEndings("\n")}\n{Own.ReplaceLineEndings("\n")}\n</style>\n</head>\n<body>\n<main>\n")
            .Append($"<h1>{Text(name)}: evaluation of run {run}</h1>\n<p class=\"quiet\">")
            .Append(selected is null ? "no model is selected" : $"{Text(open.Candidate)} is selected")
            .Append($"; {Format.Share(card.Level)} intervals</p>\n<div class=\"figures\">\n")
            .Append(Number(Format.Figure(Objective(card, open.Test).Value), $"{card.Metric} on the test part"))
            .Append(Number(Format.Figure((open.Corrected ?? Objective(card, open.OutOfFold)).Value), $"{card.Metric} out of fold"))
            .Append(Number(Format.Count(card.TrainRows), "training rows")).Append(Number(Format.Count(card.TestRows), "test rows"))
            .Append("</div>\n");
        Candidates(page, card);
        if (selected?.Evidence is { Count: > 0 } evidence)
        {
            page.Append("<h2>Why this one</h2>\n<ul>\n").AppendJoin("", evidence.Select(line => $"<li>{Text(line)}</li>\n"))
                .Append("</ul>\n");
        }

        Table(page, $"{open.Candidate}: metrics", ["metric", ">out of fold, as chosen", "", ">test", ""], open.Test.Select(metric =>
        {
            var fold = open.OutOfFold.Single(other => other.Metric == metric.Metric);
            return new[]
            {
                Format.Named(metric, open.Decision), Format.Figure(fold.Value), Format.Interval(fold.Low, fold.High),
                Format.Figure(metric.Value), Format.Interval(metric.Low, metric.High),
            };
        }));
        Charts(page, $"{open.Candidate} on the test part", "", EvaluationCharts.Curves(open, [], classes), charts);
        Confusion(page, open, classes);
        Charts(
            page, "What the columns do", EvaluationWords.Effects, EvaluationCharts.Effects(open, classes), charts);
        Table(
            page, "What counts", ["feature", ">weight"],
            open.Importance.Where(feature => feature.Weight > 0).Take(20)
                .Select(feature => new[] { feature.Feature, Format.Share(feature.Weight) }));
        Table(page, "Slices of the test part", ["slice", ">rows", $">{card.Metric}", ""], open.Slices.Select(slice =>
        {
            var value = Objective(card, slice.Metrics);
            return new[]
            {
                slice.Slice, Format.Count(slice.Rows), Format.Figure(value.Value), Format.Interval(value.Low, value.High),
            };
        }));
        Table(
            page, "Where it is worst", ["rows where", "metric", ">rows", ">out of fold", ">all rows", ">test", ""],
            open.Worst.Select(found => new[]
            {
                found.Slice, found.Figure.Metric, Format.Count(found.Rows), Format.Figure(found.Figure.Value), Format.Figure(found.Whole),
                found.Test is { } part ? Format.Figure(part.Metrics[0].Value) : "",
                found.Test is { } same ? Format.Interval(same.Metrics[0].Low, same.Metrics[0].High) : "",
            }));
        if (open.Far)
        {
            page.Append($"<p>{Text(EvaluationWords.Far)}</p>\n");
        }

        if (open.Robustness.Count > 0)
        {
            page.Append($"<h2>On changed rows</h2>\n<p>{Text($"{card.Metric}: {EvaluationWords.Of(open.Robustness)}")}</p>\n");
        }

        if (open.Stability is { } stability)
        {
            page.Append($"<h2>Learned again</h2>\n<p>{Text(StabilityWords.Of(stability))}</p>\n");
        }

        Charts(page, "More rows", "", EvaluationCharts.Learning(card) is { } learning ? [learning] : [], charts);
        if (card.Adversarial is { } adversarial)
        {
            page.Append($"<h2>Is the test part like the training part?</h2>\n<p>{Text(EvaluationWords.Of(adversarial))}</p>\n");
        }

        return page.Append("</main>\n<script>\n").Append(Library()).Append("\n</script>\n<script id=\"charts\" type=\"application/json\">")
            .Append(Json(charts)).Append($"</script>\n<script>\n{Draw.ReplaceLineEndings("\n")}\n</script>\n</body>\n</html>\n").ToString();
    }

    private static void Candidates(StringBuilder page, Scorecard card) => Table(
        page, "Candidates", ["candidate", $">{card.Metric} out of fold", "", ">test", "", ""], card.Candidates.Select(candidate =>
        {
            var (fold, test) = (candidate.Corrected ?? Objective(card, candidate.OutOfFold), Objective(card, candidate.Test));
            return new[]
            {
                candidate.Candidate, Format.Figure(fold.Value), Format.Interval(fold.Low, fold.High), Format.Figure(test.Value),
                Format.Interval(test.Low, test.High), candidate.Blessed ? "" : candidate.Plots is null ? "baseline" : "refused",
            };
        }));

    private static void Confusion(StringBuilder page, CandidateScores open, IReadOnlyList<string> classes)
    {
        if (open.Plots?.Confusion is { Count: > 0 and <= 12 } counts)
        {
            Table(
                page, "Rows by true and predicted class", ["true, predicted:", .. classes.Select(name => $">{Format.Cut(name, 14)}")],
                counts.Select((row, i) => row.Select(count => Format.Count(count)).Prepend(classes[i]).ToArray()));
        }
    }

    private static void Charts(StringBuilder page, string title, string note, IEnumerable<Figure> figures, List<Figure> charts)
    {
        Figure[] own = [.. figures];
        if (own.Length == 0)
        {
            return;
        }

        page.Append($"<h2>{Text(title)}</h2>\n").Append(note.Length == 0 ? "" : $"<p class=\"quiet\">{Text(note)}</p>\n")
            .Append("<div class=\"charts\">\n");
        foreach (var figure in own)
        {
            page.Append($"<figure><figcaption>{Text(figure.Title)}<small>{Text(figure.Note)}</small></figcaption>")
                .Append($"<div class=\"chart\" id=\"chart{charts.Count}\" role=\"img\" aria-label=\"{Text(figure.Title)}\"></div>")
                .Append("</figure>\n");
            charts.Add(figure);
        }

        page.Append("</div>\n");
    }

    private static void Table(StringBuilder page, string title, string[] headings, IEnumerable<string[]> rows) =>
        HtmlParts.Table(page, title, headings, rows.Select(cells => Array.ConvertAll(cells, Text)));

    /// <summary>The charts in both themes. The usual encoder leaves nothing that could end the script.</summary>
    private static string Json(IEnumerable<Figure> charts) => JsonSerializer.Serialize(charts.Select(figure => new
    {
        light = figure.Option(ChartStyle.Of(dark: false)),
        dark = figure.Option(ChartStyle.Of(dark: true)),
    }));

    private static string Library()
    {
        using var stream = typeof(EvaluationPage).Assembly.GetManifestResourceStream("echarts.min.js")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static MetricValue Objective(Scorecard card, IReadOnlyList<MetricValue> metrics) =>
        metrics.Single(metric => metric.Metric == card.Metric);
}
