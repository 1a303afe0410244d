namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>
/// Least squares or logistic regression with an L1 penalty on standardised columns, by coordinate descent with warm starts along a path of
/// penalties (Friedman, Hastie and Tibshirani 2010). Minimises loss / rows + penalty · Σ |weight|; the loss of a row is ½·error² or the
/// negative logarithm of the probability of its class.
/// </summary>
internal sealed class L1Fit
{
    private const int MostSweeps = 1000;
    private const int MostSteps = 50;
    private const double LeastCurvature = 1e-5;
    private const double Enough = 1e-7;

    private readonly double[][] x;
    private readonly double[] y;
    private readonly int[] rows;
    private readonly bool logistic;
    private readonly double[] margin;
    private readonly double[] rest;
    private readonly double[] curvature;

    /// <summary>A fit at the largest penalty: all weights are 0.</summary>
    /// <param name="x">The columns, each over all rows.</param>
    /// <param name="y">The target of each row: 0 or 1, or a value.</param>
    /// <param name="rows">The rows to learn from.</param>
    /// <param name="logistic">Whether the target is a class.</param>
    public L1Fit(double[][] x, double[] y, int[] rows, bool logistic)
    {
        (this.x, this.y, this.rows, this.logistic) = (x, y, rows, logistic);
        Weights = new double[x.Length];
        (margin, rest, curvature) = (new double[rows.Length], new double[rows.Length], new double[rows.Length]);
        Array.Fill(curvature, 1);
        var mean = rows.Average(row => y[row]);
        Intercept = logistic ? Math.Log(Math.Max(mean, 1e-9) / Math.Max(1 - mean, 1e-9)) : mean;
        Array.Fill(margin, Intercept);
    }

    /// <summary>The weight of each column.</summary>
    public double[] Weights { get; }

    /// <summary>What is added to each row.</summary>
    public double Intercept { get; private set; }

    /// <summary>The smallest penalty at which all weights are 0.</summary>
    public static double Largest(double[][] x, double[] y, int[] rows)
    {
        var mean = rows.Average(row => y[row]);
        return x.Length == 0 ? 0 : x.Max(column => Math.Abs(rows.Sum(row => column[row] * (y[row] - mean))) / rows.Length);
    }

    /// <summary>Moves to the minimum at a penalty, which should be a little smaller than the last.</summary>
    public void MoveTo(double penalty, CancellationToken cancellation)
    {
        for (var step = 0; step < (logistic ? MostSteps : 1); step++)
        {
            Linearise();
            var before = (double[])Weights.Clone();
            Descend(penalty, cancellation);
            if (Weights.Zip(before, (now, then) => Math.Abs(now - then)).DefaultIfEmpty(0).Max() < Enough)
            {
                return;
            }
        }
    }

    /// <summary>The mean loss of rows, of which each column has a value.</summary>
    public double[] Losses(int[] of)
    {
        int[] used = [.. Enumerable.Range(0, x.Length).Where(column => Weights[column] != 0)];
        return Array.ConvertAll(of, row =>
        {
            var score = Intercept + used.Sum(column => Weights[column] * x[column][row]);
            return logistic ? Math.Log(1 + Math.Exp(-Math.Abs(score))) + Math.Max(0, y[row] == 1 ? -score : score)
                : (y[row] - score) * (y[row] - score) / 2;
        });
    }

    /// <summary>The quadratic function that touches the loss here: Newton's method.</summary>
    private void Linearise()
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var p = logistic ? 1 / (1 + Math.Exp(-margin[i])) : margin[i];
            curvature[i] = logistic ? Math.Max(LeastCurvature, p * (1 - p)) : 1;
            rest[i] = (y[rows[i]] - p) / curvature[i];
        }
    }

    /// <summary>All columns in turn, then those with a weight until they rest, until all rest.</summary>
    private void Descend(double penalty, CancellationToken cancellation)
    {
        var squares = new double[x.Length];
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            cancellation.ThrowIfCancellationRequested();
            var moved = Sweep(penalty, squares, all: true);
            for (var inner = 0; inner < MostSweeps && moved > Enough; inner++)
            {
                moved = Sweep(penalty, squares, all: false);
            }

            if (Sweep(penalty, squares, all: true) <= Enough)
            {
                return;
            }
        }
    }

    private double Sweep(double penalty, double[] squares, bool all)
    {
        var most = MoveIntercept();
        for (var column = 0; column < x.Length; column++)
        {
            if (!all && Weights[column] == 0)
            {
                continue;
            }

            var values = x[column];
            var (slope, square) = (0.0, squares[column]);
            if (square == 0)
            {
                for (var i = 0; i < rows.Length; i++)
                {
                    square += curvature[i] * values[rows[i]] * values[rows[i]];
                }

                squares[column] = square /= rows.Length;
            }

            if (square <= 0)
            {
                continue;
            }

            for (var i = 0; i < rows.Length; i++)
            {
                slope += curvature[i] * values[rows[i]] * rest[i];
            }

            var free = (slope / rows.Length) + (square * Weights[column]);
            var weight = Math.Sign(free) * Math.Max(0, Math.Abs(free) - penalty) / square;
            var by = weight - Weights[column];
            if (by == 0)
            {
                continue;
            }

            Weights[column] = weight;
            most = Math.Max(most, Math.Abs(by));
            for (var i = 0; i < rows.Length; i++)
            {
                rest[i] -= by * values[rows[i]];
                margin[i] += by * values[rows[i]];
            }
        }

        return most;
    }

    private double MoveIntercept()
    {
        var (sum, weight) = (0.0, 0.0);
        for (var i = 0; i < rows.Length; i++)
        {
            sum += curvature[i] * rest[i];
            weight += curvature[i];
        }

        var by = sum / weight;
        Intercept += by;
        for (var i = 0; i < rows.Length; i++)
        {
            rest[i] -= by;
            margin[i] += by;
        }

        return Math.Abs(by);
    }
}
