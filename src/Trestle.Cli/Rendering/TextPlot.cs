using System.Text;

using Trestle.Cli.Output;

namespace Trestle.Cli.Rendering;

/// <summary>Plots in characters.</summary>
internal static class TextPlot
{
    private const int Width = 48;
    private const int Height = 12;

    /// <summary>A bar of a share of its width.</summary>
    public static string Bar(double share, int width) => new('█', (int)Math.Round(Math.Clamp(share, 0, 1) * width));

    /// <summary>
    /// Points of the unit square: dots along the diagonal, and the points over them, with their names on the axes. Points that lie
    /// far apart are joined.
    /// </summary>
    public static IRenderable Square(string x, string y, IReadOnlyList<IReadOnlyList<double>> points, bool joined)
    {
        var cells = new char[Height, Width];
        for (var column = 0; column < Width; column++)
        {
            cells[Row((double)column / (Width - 1)), column] = '·';
        }

        for (var i = 0; i < points.Count; i++)
        {
            Put(points[i][0], points[i][1]);
            var steps = joined && i > 0 ? Width * 2 : 0;
            for (var step = 1; step < steps; step++)
            {
                var t = (double)step / steps;
                Put(points[i - 1][0] + (t * (points[i][0] - points[i - 1][0])), points[i - 1][1] + (t * (points[i][1] - points[i - 1][1])));
            }
        }

        var text = new StringBuilder($"1 ┤ {y}\n");
        for (var row = 0; row < Height; row++)
        {
            text.Append("  │ ");
            for (var column = 0; column < Width; column++)
            {
                text.Append(cells[row, column] == '\0' ? ' ' : cells[row, column]);
            }

            text.Append('\n');
        }

        text.Append("0 └").Append('─', Width + 1).Append("\n   0").Append(x.PadLeft(Width - 2)).Append(" 1");
        return new Text(text.ToString(), Styles.Plain);

        void Put(double px, double py) => cells[Row(py), (int)Math.Round(Math.Clamp(px, 0, 1) * (Width - 1))] = '•';
    }

    private static int Row(double y) => Height - 1 - (int)Math.Round(Math.Clamp(y, 0, 1) * (Height - 1));
}
