using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Lifecycle.Charts;

/// <summary>The charts of a candidate's figures on the test part, for the pages and for the report in one file.</summary>
public static class EvaluationCharts
{
    private const int DrawnClasses = 6;

    /// <summary>The curves and residuals of a candidate, and of others to compare.</summary>
    /// <param name="open">The candidate.</param>
    /// <param name="others">Those to compare it with.</param>
    /// <param name="classes">Names of the classes; empty for a value.</param>
    public static IEnumerable<Figure> Curves(
        CandidateScores open, IReadOnlyList<CandidateScores> others, IReadOnlyList<string> classes)
    {
        if (open.Plots is not { } plots)
        {
            yield break;
        }

        CandidateScores[] all = [open, .. others];
        (double, double) unit = (0, 1);
        if (plots.Roc.Count > 0)
        {
            yield return new Figure("ROC", "test part", style => style.Plane(
                "false positives", "true positives", [.. Lines(each => each.Roc, ChartStyle.Curve), style.Guide(0, 0, 1, 1)], unit));
        }

        if (plots.PrecisionRecall.Count > 0)
        {
            yield return new Figure("Precision and recall", "test part", style =>
                style.Plane("recall", "precision", Lines(each => each.PrecisionRecall, ChartStyle.Curve), unit));
        }

        if (plots.Gain.Count > 0)
        {
            yield return new Figure(
                "Cumulative gain", string.Join("; ", Tenths(plots.Gain)), style => style.Plane(
                    "share of the rows, highest score first", "share of the positive rows",
                    [.. Lines(each => each.Gain, ChartStyle.Curve), style.Guide(0, 0, 1, 1)], unit));
            yield return new Figure("Lift", "positive rows, as a multiple of those among as many random rows", style => style.Plane(
                "share of the rows, highest score first", "lift",
                [.. Lines(each => Lift(each.Gain), ChartStyle.Curve), style.Guide(0, 1, 1, 1)]));
        }

        if (plots.Calibration.Count > 0)
        {
            yield return new Figure(
                "Calibration",
                open.TestCalibration is { } calibration ? Format.Calibration(calibration) : "predicted and observed share",
                style => style.Plane(
                    "predicted", "observed", [.. Lines(each => each.Calibration, ChartStyle.Dotted), style.Guide(0, 0, 1, 1)], unit));
        }

        if (plots.Cost.Count > 0)
        {
            yield return new Figure(
                "Cost", "expected cost at the best threshold for the costs of errors; broken: to decide all rows alike",
                style => style.Plane(
                    "share of overlooked positive rows in the cost of all errors", "expected cost",
                    [
                        .. Lines(each => each.Cost, ChartStyle.Curve), style.Guide(0, 0, 0.5, 0.5), style.Guide(0.5, 0.5, 1, 0),
                    ]));
        }

        if (plots.Value.Count > 0)
        {
            yield return new Figure("Value", "of 1,000 rows, by how many are acted on", style =>
                style.Plane("share of the rows, highest score first", "value", Lines(each => each.Value, ChartStyle.Curve)));
        }

        foreach (var figure in ByClass(plots, classes).Concat(Residuals(plots, Lines)))
        {
            yield return figure;
        }

        IEnumerable<object> Lines(
            Func<Plots, IReadOnlyList<IReadOnlyList<double>>> points,
            Func<string, IEnumerable<IReadOnlyList<double>>, object> draw) => all
            .Where(each => each.Plots is not null && points(each.Plots).Count > 0)
            .Select(each => draw(each.Candidate, points(each.Plots!)));
    }

    /// <summary>The effects of columns on a candidate's answers.</summary>
    public static IEnumerable<Figure> Effects(CandidateScores open, IReadOnlyList<string> classes) =>
        open.Effects.Select(effect => Effect(effect, classes));

    /// <summary>What fewer rows would give; null where it was not measured.</summary>
    public static Figure? Learning(Scorecard card) => card.Learning is not { } learning ? null : new Figure(
        $"Learning curve of {learning.Candidate}",
        learning.LastStep is { } step
            ? $"{card.Metric} of the test part; from {Format.Share(learning.Points[^2].Share)} of the rows to all "
                + $"{Format.Difference(step.Value)} {Format.Interval(step.Low, step.High, Format.Difference)}"
            : $"{card.Metric} of the test part",
        style => style.Plane(
            "training rows", card.Metric,
            [
                ChartStyle.Dotted(card.Metric, learning.Points.Select(point => new[] { point.Rows, point.Test.Value })),
                .. style.Faint("interval", new[]
                {
                    learning.Points.Select(point => new[] { point.Rows, point.Test.Low }),
                    learning.Points.Select(point => new[] { point.Rows, point.Test.High }),
                }),
            ]));

    /// <summary>What the highest tenths of the rows hold: the first 10 % hold 31.2 % of the positive rows, lift 3.1</summary>
    public static IEnumerable<string> Tenths(IReadOnlyList<IReadOnlyList<double>> gain)
    {
        foreach (var share in new[] { 0.1, 0.2 })
        {
            var captured = At(gain, share);
            yield return $"the first {Format.Share(share)} hold {Format.Share(captured)} of the positive rows, lift {captured / share:0.0}";
        }
    }

    /// <summary>The lift at each point of a gain curve but the first.</summary>
    private static IReadOnlyList<IReadOnlyList<double>> Lift(IReadOnlyList<IReadOnlyList<double>> gain) =>
        [.. gain.Where(point => point[0] > 0).Select(point => new[] { point[0], point[1] / point[0] })];

    /// <summary>The height of a curve at a place, on straight lines between its points.</summary>
    private static double At(IReadOnlyList<IReadOnlyList<double>> curve, double x)
    {
        for (var i = 1; i < curve.Count; i++)
        {
            if (curve[i][0] >= x)
            {
                var width = curve[i][0] - curve[i - 1][0];
                return width <= 0 ? curve[i][1] : curve[i - 1][1] + ((curve[i][1] - curve[i - 1][1]) * (x - curve[i - 1][0]) / width);
            }
        }

        return curve[^1][1];
    }

    private static IEnumerable<Figure> ByClass(Plots plots, IReadOnlyList<string> classes)
    {
        if (plots.Classes.Count == 0)
        {
            yield break;
        }

        (double, double) unit = (0, 1);
        yield return new Figure("ROC of each class", "against all others, test part", style => style.Plane(
            "false positives", "true positives", [.. Lines(each => each.Roc), style.Guide(0, 0, 1, 1)], unit));
        yield return new Figure("Precision and recall of each class", "against all others, test part", style =>
            style.Plane("recall", "precision", Lines(each => each.PrecisionRecall), unit));
        yield return new Figure("Cumulative gain of each class", "against all others, test part", style => style.Plane(
            "share of the rows, highest probability first", "share of the class", [.. Lines(each => each.Gain), style.Guide(0, 0, 1, 1)],
            unit));

        IEnumerable<object> Lines(Func<ClassCurves, IReadOnlyList<IReadOnlyList<double>>> points) =>
            plots.Classes.Where(each => points(each).Count > 0)
                .Select(each => ChartStyle.Curve(Format.Cut(Format.Plain(classes[each.Class]), 14), points(each)));
    }

    private static IEnumerable<Figure> Residuals(
        Plots plots,
        Func<
            Func<Plots, IReadOnlyList<IReadOnlyList<double>>>, Func<string, IEnumerable<IReadOnlyList<double>>, object>,
            IEnumerable<object>> lines)
    {
        if (plots.Residuals.Count == 0)
        {
            yield break;
        }

        var (low, high) = (plots.Residuals.Min(point => point[0]), plots.Residuals.Max(point => point[0]));
        yield return new Figure("Residuals", "true minus predicted", style => style.Plane(
            "predicted", "residual", [.. lines(each => each.Residuals, ChartStyle.Cloud), style.Guide(low, 0, high, 0)]));
        yield return new Figure("True and predicted", "test part", style => style.Plane(
            "predicted", "true",
            [
                .. lines(each => [.. each.Residuals.Select(point => new[] { point[0], point[0] + point[1] })], ChartStyle.Cloud),
                style.Guide(low, low, high, high),
            ]));
        if (plots.ResidualBins.Count > 0)
        {
            yield return new Figure("Sizes of residuals", "rows of the test part", style => style.Named(
                [.. plots.ResidualBins.Select(bin => Format.Short(bin[0]))], "rows",
                [ChartStyle.Bars("rows", plots.ResidualBins.Select(bin => bin[1]))], legend: false, least: 0));
        }

        if (plots.ResidualQuantiles.Count > 0)
        {
            yield return new Figure(
                "Residuals and a normal distribution", "in standard deviations; normal ones lie on the line", style => style.Plane(
                    "normal quantile", "residual",
                    [.. lines(each => each.ResidualQuantiles, ChartStyle.Cloud), style.Guide(-3, -3, 3, 3)]));
        }
    }

    private static Figure Effect(ColumnEffect effect, IReadOnlyList<string> classes)
    {
        var value = classes.Count > 0 ? "probability" : "prediction";
        var drawn = effect.Outputs.Take(DrawnClasses).ToArray();
        return new Figure(
            effect.Column,
            $"moves the {value} by {Format.Figure(drawn.Max(output => output.Spread(effect.Rows)))} on average",
            style => effect.Names.Count > 0
                ? style.Named(effect.Names, value, drawn.SelectMany(output => new[]
                {
                    ChartStyle.Marks(Words(output, "all rows"), "circle", output.Partial),
                    ChartStyle.Marks(Words(output, "local"), "diamond", Raised(effect, output)),
                }))
                : style.Plane(
                    effect.Type == ColumnType.Date ? "" : effect.Column, value, drawn.SelectMany(output =>
                        new[]
                        {
                            ChartStyle.Curve(Words(output, "all rows"), Points(effect, output.Partial)),
                            ChartStyle.Dashed(Words(output, "local"), Points(effect, Raised(effect, output))),
                        }.Concat(style.Faint("single rows", output.Individual.Select(row => Points(effect, row))))),
                    time: effect.Type == ColumnType.Date));

        // Both lines of a class have its colour and one entry in the legend: the broken one is local.
        string Words(OutputEffect output, string kind) => output.Class is { } c ? Format.Cut(Format.Plain(classes[c]), 14) : kind;
    }

    /// <summary>The accumulated effect around the mean output, so that both kinds can be compared.</summary>
    private static IReadOnlyList<double> Raised(ColumnEffect effect, OutputEffect output)
    {
        var all = Math.Max(1, effect.Rows.Sum());
        var mean = output.Partial.Zip(effect.Rows, (partial, rows) => partial * rows).Sum() / all;
        return [.. output.Accumulated.Select(each => each + mean)];
    }

    /// <summary>Points of a line; dates in milliseconds, as charts want them.</summary>
    private static IEnumerable<IReadOnlyList<double>> Points(ColumnEffect effect, IReadOnlyList<double> values) =>
        effect.Points.Zip(values, (x, y) => new[] { effect.Type == ColumnType.Date ? x / 1000 : x, y });
}
