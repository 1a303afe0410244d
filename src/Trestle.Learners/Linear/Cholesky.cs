namespace Trestle.Learners.Linear;

/// <summary>
/// The Cholesky factor of a symmetric positive semidefinite matrix, A = L·L', with pivoting: the next row is the one least explained by
/// those before. Once the rest is explained up to rounding, its unknowns are skipped and solved as 0. (Higham 1990: Analysis of the
/// Cholesky decomposition of a semi-definite matrix.)
/// </summary>
internal sealed class Cholesky
{
    /// <summary>The unexplained share of a diagonal element that counts, well above rounding errors.</summary>
    private const double Remainder = 1e-12;

    private readonly double[][] lower;
    private readonly int[] order;
    private readonly int rank;

    /// <summary>Factors scale·A + ridge·I, given the lower triangle of A row by row.</summary>
    public Cholesky(double[][] matrix, double scale, double ridge, CancellationToken cancellation)
    {
        var size = matrix.Length;
        order = [.. Enumerable.Range(0, size)];
        lower = [.. order.Select(_ => new double[size])];
        var whole = Array.ConvertAll(order, i => (scale * matrix[i][i]) + ridge);
        var left = (double[])whole.Clone();
        for (; rank < size; rank++)
        {
            cancellation.ThrowIfCancellationRequested();
            var best = rank;
            for (var k = rank + 1; k < size; k++)
            {
                best = left[order[k]] / whole[order[k]] > left[order[best]] / whole[order[best]] ? k : best;
            }

            (order[rank], order[best]) = (order[best], order[rank]);
            var pivot = order[rank];
            if (!(left[pivot] > Remainder * whole[pivot]))
            {
                break;
            }

            var root = Math.Sqrt(left[pivot]);
            lower[pivot][rank] = root;
            for (var k = rank + 1; k < size; k++)
            {
                var i = order[k];
                var shared = scale * (i > pivot ? matrix[i][pivot] : matrix[pivot][i]);
                var element = (shared - Vectors.Dot(lower[i].AsSpan(0, rank), lower[pivot])) / root;
                lower[i][rank] = element;
                left[i] -= element * element;
            }
        }
    }

    /// <summary>Replaces b by the solution of A·x = b.</summary>
    public void Solve(Span<double> b)
    {
        var x = new double[rank];
        for (var k = 0; k < rank; k++)
        {
            var row = lower[order[k]];
            x[k] = (b[order[k]] - Vectors.Dot(row.AsSpan(0, k), x)) / row[k];
        }

        b.Clear();
        for (var k = rank - 1; k >= 0; k--)
        {
            var row = lower[order[k]];
            x[k] /= row[k];
            Vectors.Add(x, -x[k], row.AsSpan(0, k));
            b[order[k]] = x[k];
        }
    }
}
