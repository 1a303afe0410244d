namespace Trestle.Learners.Linear;

/// <summary>
/// The Cholesky factor of a symmetric positive semidefinite matrix: A = L·L'. A column that the earlier ones explain up to
/// rounding is left out: its unknown is solved as 0. (Golub, Van Loan: Matrix Computations, 4th edition, 4.2.)
/// </summary>
internal sealed class Cholesky
{
    /// <summary>The part of a diagonal element that must remain, well above what rounding leaves of nothing.</summary>
    private const double Remainder = 1e-12;

    private readonly double[][] lower;

    /// <summary>Factors scale·A + ridge·I, of which the lower triangle of A is given row by row.</summary>
    public Cholesky(double[][] matrix, double scale, double ridge, CancellationToken cancellation)
    {
        lower = new double[matrix.Length][];
        for (var i = 0; i < lower.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = new double[i + 1];
            lower[i] = row;
            for (var j = 0; j < i; j++)
            {
                row[j] = ((scale * matrix[i][j]) - Vectors.Dot(row.AsSpan(0, j), lower[j])) / lower[j][j];
            }

            var whole = (scale * matrix[i][i]) + ridge;
            var pivot = whole - Vectors.Dot(row.AsSpan(0, i), row);
            row[i] = pivot > Remainder * whole ? Math.Sqrt(pivot) : double.PositiveInfinity;
        }
    }

    /// <summary>Replaces b by the solution of A·x = b.</summary>
    public void Solve(Span<double> b)
    {
        for (var i = 0; i < lower.Length; i++)
        {
            b[i] = (b[i] - Vectors.Dot(lower[i].AsSpan(0, i), b)) / lower[i][i];
        }

        for (var i = lower.Length - 1; i >= 0; i--)
        {
            b[i] /= lower[i][i];
            Vectors.Add(b[..i], -b[i], lower[i].AsSpan(0, i));
        }
    }
}
