using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps.Texts;

/// <summary>A sparse matrix, row by row.</summary>
/// <param name="Starts">Where each row starts in the other two, and at last where the last one ends.</param>
/// <param name="Columns">The columns of the entries.</param>
/// <param name="Values">The entries.</param>
/// <param name="Width">Number of columns.</param>
internal sealed record SparseRows(int[] Starts, int[] Columns, double[] Values, int Width)
{
    /// <summary>Number of rows.</summary>
    public int Count => Starts.Length - 1;
}

/// <summary>
/// The leading right singular vectors of a sparse matrix, by randomised subspace iteration (Halko, Martinsson and Tropp, SIAM Review 2011,
/// algorithm 4.4) with a Rayleigh–Ritz step at the end. The start is drawn from a fixed seed and all sums have one order, so the same
/// matrix gives the same vectors, bit for bit. The largest entry of a vector is positive.
/// </summary>
internal static class TruncatedSvd
{
    private const int Oversampling = 10;
    private const int Iterations = 7;
    private const double Negligible = 1e-10;

    /// <summary>The vectors, fewer than asked for when the matrix has a lower rank.</summary>
    /// <returns>Number of vectors, and the matrix of them row by row: one row for each column of the input.</returns>
    public static (int Vectors, double[] Matrix) Of(SparseRows rows, int vectors)
    {
        var size = Math.Min(vectors + Oversampling, Math.Min(rows.Width, rows.Count));
        if (size == 0)
        {
            return (0, []);
        }

        var basis = Start(rows.Width, size);
        Orthonormalise(basis, size);
        for (var i = 0; i < Iterations; i++)
        {
            basis = Back(rows, Forth(rows, basis, size), size);
            Orthonormalise(basis, size);
        }

        var (values, turns) = SymmetricEigen.Of(Gram(Forth(rows, basis, size), size), size);
        var found = Enumerable.Range(0, Math.Min(vectors, size)).Count(v => values[v] > Negligible * Math.Max(values[0], double.Epsilon));
        return (found, Turn(basis, turns, size, found));
    }

    private static double[] Start(int width, int size)
    {
        var start = new double[width * size];
        var state = 0x5EEDUL;
        for (var i = 0; i < start.Length; i++)
        {
            // Between -1 and 1.
            start[i] = ((SplitMix.Mix(state += SplitMix.Step) >> 11) * (2.0 / (1UL << 53))) - 1;
        }

        return start;
    }

    /// <summary>The matrix times the basis.</summary>
    private static double[] Forth(SparseRows rows, double[] basis, int size)
    {
        var product = new double[rows.Count * size];
        for (var row = 0; row < rows.Count; row++)
        {
            var to = product.AsSpan(row * size, size);
            for (var at = rows.Starts[row]; at < rows.Starts[row + 1]; at++)
            {
                Add(to, rows.Values[at], basis.AsSpan(rows.Columns[at] * size, size));
            }
        }

        return product;
    }

    /// <summary>The transposed matrix times a product.</summary>
    private static double[] Back(SparseRows rows, double[] product, int size)
    {
        var basis = new double[rows.Width * size];
        for (var row = 0; row < rows.Count; row++)
        {
            var from = product.AsSpan(row * size, size);
            for (var at = rows.Starts[row]; at < rows.Starts[row + 1]; at++)
            {
                Add(basis.AsSpan(rows.Columns[at] * size, size), rows.Values[at], from);
            }
        }

        return basis;
    }

    private static void Add(Span<double> to, double factor, ReadOnlySpan<double> from)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += factor * from[i];
        }
    }

    /// <summary>
    /// Modified Gram–Schmidt, twice, which is enough (Giraud, Langou and Rozložník 2005); a vector without a rest becomes 0.
    /// </summary>
    private static void Orthonormalise(double[] basis, int size)
    {
        var height = basis.Length / size;
        for (var v = 0; v < size; v++)
        {
            var before = Math.Sqrt(Dot(basis, size, height, v, v));
            for (var pass = 0; pass < 2; pass++)
            {
                for (var other = 0; other < v; other++)
                {
                    var shadow = Dot(basis, size, height, v, other);
                    for (var i = 0; i < height; i++)
                    {
                        basis[(i * size) + v] -= shadow * basis[(i * size) + other];
                    }
                }
            }

            var length = Math.Sqrt(Dot(basis, size, height, v, v));
            var scale = length > Negligible * before ? 1 / length : 0;
            for (var i = 0; i < height; i++)
            {
                basis[(i * size) + v] *= scale;
            }
        }
    }

    private static double Dot(double[] basis, int size, int height, int a, int b)
    {
        var sum = 0.0;
        for (var i = 0; i < height; i++)
        {
            sum += basis[(i * size) + a] * basis[(i * size) + b];
        }

        return sum;
    }

    private static double[] Gram(double[] product, int size)
    {
        var gram = new double[size * size];
        for (var row = 0; row < product.Length; row += size)
        {
            for (var a = 0; a < size; a++)
            {
                Add(gram.AsSpan(a * size, size), product[row + a], product.AsSpan(row, size));
            }
        }

        return gram;
    }

    private static double[] Turn(double[] basis, double[] turns, int size, int found)
    {
        var height = basis.Length / size;
        var turned = new double[height * found];
        for (var v = 0; v < found; v++)
        {
            var most = 0.0;
            for (var i = 0; i < height; i++)
            {
                var value = 0.0;
                for (var j = 0; j < size; j++)
                {
                    value += basis[(i * size) + j] * turns[(j * size) + v];
                }

                turned[(i * found) + v] = value;
                most = Math.Abs(value) > Math.Abs(most) ? value : most;
            }

            for (var i = 0; i < height && most < 0; i++)
            {
                turned[(i * found) + v] *= -1;
            }
        }

        return turned;
    }
}
