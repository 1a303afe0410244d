using Trestle.Cli.Output;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Cli.Rendering;

/// <summary>The effects of columns, and the learning curve, as tables.</summary>
internal static class EffectTables
{
    /// <summary>For each column how much it moves the answers, and where they are lowest and highest (accumulated local effects).</summary>
    public static IRenderable Effects(IReadOnlyList<ColumnEffect> effects, IReadOnlyList<string> classes)
    {
        var several = effects.Any(effect => effect.Outputs.Count > 1);
        var table = Page.Table(["column", .. several ? new[] { "of" } : [], ">moves by", ">lowest", "at", ">highest", "at"]);
        foreach (var effect in effects)
        {
            var output = effect.Outputs.MaxBy(output => output.Spread(effect.Rows))!;
            var (low, high) = (Place(output.Accumulated.Min()), Place(output.Accumulated.Max()));
            table.Row(
            [
                effect.Column, .. several ? new Cell[] { classes[output.Class ?? 0] } : [], Format.Figure(output.Spread(effect.Rows)),
                Format.Difference(output.Accumulated[low]), Name(effect, low), Format.Difference(output.Accumulated[high]),
                Name(effect, high),
            ]);

            int Place(double value) => output.Accumulated.ToList().IndexOf(value);
        }

        return table;
    }

    /// <summary>The points of a learning curve.</summary>
    public static IRenderable Learning(string metric, LearningCurve curve)
    {
        var table = Page.Table("share", ">rows", $">{metric} on the test part", "=interval", "");
        foreach (var point in curve.Points)
        {
            table.Row(
                Format.Share(point.Share), Format.Count(point.Rows), Format.Figure(point.Test.Value),
                new Cell(Format.Interval(point.Test.Low, point.Test.High), Styles.Quiet),
                point.Share == 1 && curve.LastStep is { } step
                    ? new Cell(
                        $"{Format.Difference(step.Value)} {Format.Interval(step.Low, step.High, Format.Difference)} by the last step",
                        Styles.Quiet)
                    : "");
        }

        return table;
    }

    /// <summary>The rows on which a model is worst, a line each: conditions are too long for a column.</summary>
    public static IEnumerable<IRenderable> Worst(IReadOnlyList<SliceFinding> found) => found.Select(slice => Page.Item(
        $"{slice.Figure.Metric} {Format.Figure(slice.Figure.Value)} of {Format.Count(slice.Rows, "row")}, {Format.Figure(slice.Whole)} of "
            + "all" + (slice.Test is { } test ? $", {Format.Metric(test.Metrics.Single())} of {Format.Count(test.Rows, "test row")}" : "")
            + $": {slice.Slice}"));

    private static string Name(ColumnEffect effect, int place) => effect.Names.Count > 0 ? effect.Names[place]
        : effect.Type == ColumnType.Date
            ? new DateWords(effect.Points.Min(), effect.Points.Max()).Of(effect.Points[place])
            : Format.Short(effect.Points[place]);
}
