using System.Text;

using Trestle.Cli.Output;

namespace Trestle.Cli.Rendering;

/// <summary>Plots in characters.</summary>
internal static class TextPlot
{
    private const int Width = 48;
    private const int Height = 12;

    /// <summary>A bar that fills a share of the width.</summary>
    public static string Bar(double share, int width) => new('█', (int)Math.Round(Math.Clamp(share, 0, 1) * width));

    /// <summary>A curve through points of the unit square, over its diagonal.</summary>
    public static IRenderable Curve(string x, string y, IReadOnlyList<IReadOnlyList<double>> points)
    {
        var between = points.Zip(points.Skip(1))
            .SelectMany(
                pair => Enumerable.Range(0, Width).Select(
                    step => (IReadOnlyList<double>)[.. pair.First.Zip(pair.Second, (from, to) => from + ((to - from) * step / Width))]));
        return Points(x, y, [.. between, .. points]);
    }

    /// <summary>Points of the unit square, over its diagonal.</summary>
    public static IRenderable Points(string x, string y, IReadOnlyList<IReadOnlyList<double>> points)
    {
        var diagonal = Enumerable.Range(0, Width).Select(column => (double)column / (Width - 1)).Select(at => (at, at));
        return Draw(points.Select(point => (point[0], point[1])), diagonal, (x, "0", "1"), (y, "0", "1"));
    }

    /// <summary>Points of any range, over a line at height zero in the middle.</summary>
    public static IRenderable Around(string x, string y, IReadOnlyList<IReadOnlyList<double>> points)
    {
        var (low, high) = (points.Min(point => point[0]), points.Max(point => point[0]));
        var most = points.Max(point => Math.Abs(point[1]));
        var scaled = points.Select(
            point => ((point[0] - low) / (high > low ? high - low : 1), most > 0 ? 0.5 + (point[1] / most / 2) : 0.5));
        var middle = Enumerable.Range(0, Width).Select(column => ((double)column / (Width - 1), 0.5));
        return Draw(scaled, middle, (x, Format.Short(low), Format.Short(high)), (y, Format.Short(-most), Format.Short(most)));
    }

    private static Text Draw(
        IEnumerable<(double X, double Y)> points, IEnumerable<(double X, double Y)> line, (string Name, string Low, string High) x,
        (string Name, string Low, string High) y)
    {
        var rows = Enumerable.Range(0, Height).Select(_ => new StringBuilder(new string(' ', Width))).ToArray();
        Put(line, '·');
        Put(points, '•');
        var margin = Math.Max(y.Low.Length, y.High.Length);
        var text = new StringBuilder().Append(y.High.PadLeft(margin)).Append(" ┤ ").Append(y.Name).Append('\n');
        foreach (var row in rows)
        {
            text.Append(' ', margin).Append(" │ ").Append(row.ToString().TrimEnd()).Append('\n');
        }

        text.Append(y.Low.PadLeft(margin)).Append(" └").Append('─', Width + 1).Append('\n');
        text.Append(' ', margin + 3).Append(x.Low).Append($"{x.Name} {x.High}".PadLeft(Width - x.Low.Length));
        return new Text(text.ToString(), Styles.Plain);

        void Put(IEnumerable<(double X, double Y)> at, char mark)
        {
            foreach (var (px, py) in at)
            {
                rows[
                    Height - 1 - (int)Math.Round(Math.Clamp(py, 0, 1) * (Height - 1))][
                        (int)Math.Round(Math.Clamp(px, 0, 1) * (Width - 1))] = mark;
            }
        }
    }
}
