using Trestle.Core.Errors;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Linear;

/// <summary>
/// The features of the training rows as a matrix whose columns have mean 0 over the rows as they count, stored in panels of some rows,
/// column by column. Every
/// number is summed in the same order, whatever the blocks and the number of threads.
/// </summary>
internal sealed class DesignMatrix
{
    /// <summary>Rows of a panel: with a few hundred columns it stays in the cache.</summary>
    private const int PanelRows = 512;

    private readonly double[][] panels;
    private readonly double[] means;
    private readonly double[]? weights;
    private readonly int threads;

    /// <summary>Copies the rows; a <see cref="TrestleException"/> names a feature that is not all usable numbers.</summary>
    public DesignMatrix(TrainingSet train, int threads, string learner)
    {
        this.threads = threads;
        weights = train.Weights;
        Total = train.Total;
        Rows = train.Blocks.Sum(block => block.Rows);
        Columns = train.Features.Count;
        ArgumentOutOfRangeException.ThrowIfNotEqual(Rows, train.Rows, nameof(train));

        means = new double[Columns];
        panels = new double[(Rows + PanelRows - 1) / PanelRows][];
        for (var p = 0; p < panels.Length; p++)
        {
            panels[p] = new double[Columns * Height(p)];
        }

        for (var column = 0; column < Columns; column++)
        {
            means[column] = Mean(train, column);
            if (!double.IsFinite(Fill(train.Blocks, column)))
            {
                throw new TrestleException(MetricErrors.NoNumber(train.Features[column].Name, learner));
            }
        }
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>How much all rows count together.</summary>
    public double Total { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>The mean that was subtracted from each column.</summary>
    public ReadOnlySpan<double> Means => means;

    /// <summary>X·w + constant: one number per row.</summary>
    public void Multiply(ReadOnlyMemory<double> weights, double constant, double[] into, CancellationToken cancellation) =>
        Parallel.For(0, panels.Length, Options(cancellation), p =>
        {
            var part = into.AsSpan(p * PanelRows, Height(p));
            part.Fill(constant);
            for (var column = 0; column < Columns; column++)
            {
                Vectors.Add(part, weights.Span[column], Column(p, column));
            }
        });

    /// <summary>X'·r: one number per column.</summary>
    public void MultiplyTransposed(double[] r, Memory<double> into, CancellationToken cancellation) =>
        Parallel.For(0, Columns, Options(cancellation), column =>
        {
            var sum = 0.0;
            for (var p = 0; p < panels.Length; p++)
            {
                sum += Vectors.Dot(Column(p, column), r.AsSpan(p * PanelRows, Height(p)));
            }

            into.Span[column] = sum;
        });

    /// <summary>The diagonal of X'WX, W the weights of the rows.</summary>
    public double[] Squares(CancellationToken cancellation)
    {
        var squares = new double[Columns];
        Parallel.For(0, Columns, Options(cancellation), column =>
        {
            for (var p = 0; p < panels.Length; p++)
            {
                squares[column] += Vectors.Dot(Weighted(p, column), Column(p, column));
            }
        });
        return squares;
    }

    /// <summary>X'WX, W the weights of the rows: its lower triangle row by row.</summary>
    public double[][] Gram(CancellationToken cancellation)
    {
        var gram = new double[Columns][];
        for (var i = 0; i < Columns; i++)
        {
            gram[i] = new double[i + 1];
        }

        for (var p = 0; p < panels.Length; p++)
        {
            var panel = p;
            Parallel.For(0, Columns, Options(cancellation), i =>
            {
                var x = Weighted(panel, i);
                for (var j = 0; j <= i; j++)
                {
                    gram[i][j] += Vectors.Dot(x, Column(panel, j));
                }
            });
        }

        return gram;
    }

    private int Height(int panel) => Math.Min(PanelRows, Rows - (panel * PanelRows));

    /// <summary>A column, each value times the weight of its row.</summary>
    private ReadOnlySpan<double> Weighted(int panel, int column)
    {
        if (weights is null)
        {
            return Column(panel, column);
        }

        var own = Column(panel, column).ToArray();
        for (var row = 0; row < own.Length; row++)
        {
            own[row] *= weights[(panel * PanelRows) + row];
        }

        return own;
    }

    private Span<double> Column(int panel, int column) => panels[panel].AsSpan(column * Height(panel), Height(panel));

    /// <summary>The mean, as a distance from the first value: exact for a column of one value, however large.</summary>
    private double Mean(TrainingSet train, int column)
    {
        var first = train.Blocks.First(block => block.Rows > 0).Numbers(column)[0];
        var (sum, row) = (0.0, 0);
        foreach (var block in train.Blocks)
        {
            foreach (var value in block.Numbers(column))
            {
                sum += train.Weight(row++) * (value - first);
            }
        }

        return first + (sum / Total);
    }

    /// <summary>Copies a column, minus its mean, into the panels; returns the sum of squares.</summary>
    private double Fill(IReadOnlyList<RowBlock> blocks, int column)
    {
        var squares = 0.0;
        var row = 0;
        foreach (var block in blocks)
        {
            foreach (var value in block.Numbers(column))
            {
                var centred = value - means[column];
                squares += centred * centred;
                Column(row / PanelRows, column)[row % PanelRows] = centred;
                row++;
            }
        }

        return squares;
    }

    private ParallelOptions Options(CancellationToken cancellation) =>
        new() { CancellationToken = cancellation, MaxDegreeOfParallelism = threads };
}
