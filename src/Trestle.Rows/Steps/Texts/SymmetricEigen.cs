namespace Trestle.Rows.Steps.Texts;

/// <summary>Eigenvalues and eigenvectors of a small symmetric matrix: the cyclic Jacobi method (Golub and Van Loan, section 8.5).</summary>
internal static class SymmetricEigen
{
    private const int MostSweeps = 60;
    private const double Negligible = 1e-28;

    /// <summary>The eigenvalues, descending, and the eigenvectors as columns of a matrix that is stored row by row.</summary>
    /// <param name="matrix">The matrix, row by row; it is overwritten.</param>
    /// <param name="size">Its rows and columns.</param>
    public static (double[] Values, double[] Vectors) Of(double[] matrix, int size)
    {
        var vectors = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            vectors[(i * size) + i] = 1;
        }

        for (var sweep = 0; sweep < MostSweeps && OffDiagonal(matrix, size) > Negligible * Diagonal(matrix, size); sweep++)
        {
            for (var p = 0; p < size - 1; p++)
            {
                for (var q = p + 1; q < size; q++)
                {
                    Rotate(matrix, vectors, size, p, q);
                }
            }
        }

        var order = Enumerable.Range(0, size).OrderByDescending(i => matrix[(i * size) + i]).ToArray();
        var sorted = new double[size * size];
        for (var row = 0; row < size; row++)
        {
            for (var v = 0; v < size; v++)
            {
                sorted[(row * size) + v] = vectors[(row * size) + order[v]];
            }
        }

        return ([.. order.Select(i => matrix[(i * size) + i])], sorted);
    }

    private static void Rotate(double[] a, double[] vectors, int size, int p, int q)
    {
        var off = a[(p * size) + q];
        if (off == 0)
        {
            return;
        }

        var slope = (a[(q * size) + q] - a[(p * size) + p]) / (2 * off);
        var tangent = Math.CopySign(1, slope) / (Math.Abs(slope) + Math.Sqrt(1 + (slope * slope)));
        var cosine = 1 / Math.Sqrt(1 + (tangent * tangent));
        var sine = tangent * cosine;
        for (var i = 0; i < size; i++)
        {
            Turn(ref a[(i * size) + p], ref a[(i * size) + q], cosine, sine);
            Turn(ref vectors[(i * size) + p], ref vectors[(i * size) + q], cosine, sine);
        }

        for (var i = 0; i < size; i++)
        {
            Turn(ref a[(p * size) + i], ref a[(q * size) + i], cosine, sine);
        }
    }

    private static void Turn(ref double first, ref double second, double cosine, double sine) =>
        (first, second) = ((cosine * first) - (sine * second), (sine * first) + (cosine * second));

    private static double OffDiagonal(double[] a, int size)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += i / size == i % size ? 0 : a[i] * a[i];
        }

        return sum;
    }

    private static double Diagonal(double[] a, int size)
    {
        var sum = 0.0;
        for (var i = 0; i < size; i++)
        {
            sum += a[(i * size) + i] * a[(i * size) + i];
        }

        return sum;
    }
}
