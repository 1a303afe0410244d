using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Rows.Blocks;

namespace Trestle.Bench;

/// <summary>
/// Rows in the shape of the HIGGS data: 28 normal features, a binary target that depends on some of them and on products of
/// pairs, with noise. The same rows as blocks and as a row-major matrix.
/// </summary>
internal sealed class Synthetic
{
    public const int Width = 28;

    public Synthetic(int rows, int seed)
    {
        var random = new Random(seed);
        Matrix = new double[rows * Width];
        Labels = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            var values = Matrix.AsSpan(row * Width, Width);
            foreach (ref var value in values)
            {
                value = Normal(random);
            }

            var signal = values[0] + (values[1] * values[2]) + (0.5 * Math.Abs(values[3])) - (values[4] * values[5] * 0.7)
                + Math.Sin(2 * values[6]);
            Labels[row] = signal + Normal(random) > 0.4 ? 1 : 0;
        }

        var schema = new RowSchema(Enumerable.Range(0, Width).Select(c => new Column($"f{c}", ColumnKind.Number)));
        Set = new TrainingSet
        {
            Features = schema,
            Blocks =
            [
                .. Enumerable.Range(0, (rows + RowBlock.Size - 1) / RowBlock.Size)
                    .Select(block => Block(schema, block * RowBlock.Size, rows)),
            ],
            Labels = Labels,
            Task = TaskKind.Binary,
            Classes = 2,
        };
    }

    public double[] Matrix { get; }

    public double[] Labels { get; }

    public TrainingSet Set { get; }

    /// <summary>The probability that a positive row scores above a negative one (Mann and Whitney); ties count half.</summary>
    public double Auc(double[] scores)
    {
        var order = Enumerable.Range(0, scores.Length).ToArray();
        Array.Sort((double[])scores.Clone(), order);
        var (ranks, positives) = (0.0, 0.0);
        for (var from = 0; from < order.Length;)
        {
            var to = from;
            while (to < order.Length && scores[order[to]] == scores[order[from]])
            {
                to++;
            }

            var tied = order[from..to].Count(row => Labels[row] == 1);
            ranks += tied * (from + 1 + to) / 2.0;
            positives += tied;
            from = to;
        }

        return (ranks - (positives * (positives + 1) / 2)) / (positives * (order.Length - positives));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private RowBlock Block(RowSchema schema, int from, int rows)
    {
        var count = Math.Min(RowBlock.Size, rows - from);
        var columns = Enumerable.Range(0, Width).Select(c =>
        {
            var column = new double[count];
            for (var row = 0; row < count; row++)
            {
                column[row] = Matrix[((from + row) * Width) + c];
            }

            return column;
        });
        return new RowBlock(schema, count, [.. columns]);
    }
}
