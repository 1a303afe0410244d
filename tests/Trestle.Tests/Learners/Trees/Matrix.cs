using Trestle.Learners.Trees;
using Trestle.Rows.Blocks;

namespace Trestle.Tests.Learners.Trees;

/// <summary>Random rows, row-major, for LightGBM, and the same as a block.</summary>
internal sealed record Matrix(double[] Values, int Rows)
{
    /// <summary>Numbers that are handled apart somewhere: missing, infinite, zero, and what LightGBM takes for zero.</summary>
    private static readonly double[] Strange =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1e-35f, -1e-35f, 1e-36, -1e-36, 1.1e-35, double.Epsilon,
        double.MaxValue, -double.MaxValue,
    ];

    /// <summary>Codes that are handled apart: missing, negative, with a fraction, unseen, beyond what an int holds.</summary>
    private static readonly double[] StrangeCodes =
        [
            double.NaN, -1, -0.5, 0.9, 5.5, 31, 32, 63, 64, 1000, -1e300, int.MaxValue, 2147483648.0, 4294967296.0, 1e300,
            double.PositiveInfinity, double.NegativeInfinity];

    /// <summary>How many of them can be trained on: LightGBM holds a bit for every number up to the largest code.</summary>
    private const int StrangeCodesToTrainOn = 10;

    public int Width => Values.Length / Rows;

    /// <summary>Numbers in every column but the last ones, which hold codes of categories; some values are strange.</summary>
    public static Matrix Make(Random random, int rows, int width, int categories, double strange, bool train)
    {
        var values = new double[rows * width];
        for (var i = 0; i < values.Length; i++)
        {
            var code = i % width >= width - categories;
            values[i] = code ? random.Next(i % width == width - 1 ? 40 : 6) : Math.Round((random.NextDouble() * 8) - 4, random.Next(4));
            if (random.NextDouble() < strange)
            {
                values[i] = code
                    ? StrangeCodes[random.Next(train ? StrangeCodesToTrainOn : StrangeCodes.Length)]
                    : Strange[random.Next(Strange.Length)];
            }
        }

        return new Matrix(values, rows);
    }

    /// <summary>Labels 0 to classes - 1 that depend on the values.</summary>
    public double[] Labels(Random random, int classes) => [.. Enumerable.Range(0, Rows).Select(row =>
    {
        var values = Values.AsSpan(row * Width, Width);
        var signal = (
            double.IsFinite(values[0]) ? Math.Clamp(values[0], -4, 4) : 3) + ((values[^1] % 7) is > 3 ? 2 : -2) + random.NextDouble();
        return Math.Clamp(Math.Floor((signal + 6) * classes / 13), 0, classes - 1.0);
    })];

    public RowBlock Block()
    {
        var schema = new RowSchema(Enumerable.Range(0, Width).Select(c => new Column($"Column_{c}", ColumnKind.Number)));
        return new RowBlock(
            schema, Rows,
            [.. Enumerable.Range(0, Width).Select(c => Enumerable.Range(0, Rows).Select(row => Values[(row * Width) + c]).ToArray())]);
    }

    /// <summary>Scores of the managed model.</summary>
    public double[] Score(TreeModel model, bool raw)
    {
        var scores = new double[Rows * model.Outputs];
        if (raw)
        {
            model.Sum(Block(), scores);
        }
        else
        {
            model.Score(Block(), scores);
        }

        return scores;
    }
}
