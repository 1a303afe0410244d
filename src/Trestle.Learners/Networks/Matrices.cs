using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Trestle.Learners.Networks;

/// <summary>
/// Products of matrices in single precision. Each element is summed term by term in the order of the inner index, without fused
/// multiply-add, so that a row has the same bits in a batch of any size and on every processor.
/// </summary>
internal static class Matrices
{
    /// <summary>Numbers that are computed side by side: rows of matrices are filled up to a multiple of it.</summary>
    public const int Lanes = 8;

    private const int Tall = 4;

    /// <summary>The next multiple of <see cref="Lanes"/>.</summary>
    public static int Padded(int length) => (length + Lanes - 1) / Lanes * Lanes;

    /// <summary>
    /// Adds a·b to c. The element of a at (row, k) is <c>a[row * rowStep + k * step]</c>, so that a may also be read as its transpose; b
    /// is inner × columns, c is rows × columns, row by row.
    /// </summary>
    /// <param name="a">The first factor.</param>
    /// <param name="rowStep">Distance of the rows of a.</param>
    /// <param name="step">Distance of the elements of a row of a.</param>
    /// <param name="b">The second factor.</param>
    /// <param name="c">What is added to.</param>
    /// <param name="rows">Rows of a and c.</param>
    /// <param name="inner">Columns of a, rows of b.</param>
    /// <param name="columns">Columns of b and c, a multiple of <see cref="Lanes"/>.</param>
    public static void AddProduct(
        ReadOnlySpan<float> a, int rowStep, int step, ReadOnlySpan<float> b, Span<float> c, int rows, int inner, int columns)
    {
        if (rows == 0 || inner == 0)
        {
            return;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(columns % Lanes, 0, nameof(columns));
        ArgumentOutOfRangeException.ThrowIfLessThan(a.Length, ((rows - 1) * rowStep) + ((inner - 1) * step) + 1, nameof(a));
        ArgumentOutOfRangeException.ThrowIfLessThan(b.Length, inner * columns, nameof(b));
        ArgumentOutOfRangeException.ThrowIfLessThan(c.Length, rows * columns, nameof(c));
        for (var column = 0; column < columns;)
        {
            var wide = columns - column >= 2 * Lanes;
            for (var row = 0; row < rows;)
            {
                ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(a), row * rowStep);
                ref var factor = ref Unsafe.Add(ref MemoryMarshal.GetReference(b), column);
                ref var into = ref Unsafe.Add(ref MemoryMarshal.GetReference(c), (row * columns) + column);
                if (wide && rows - row >= Tall)
                {
                    Large(ref first, rowStep, step, ref factor, ref into, inner, columns);
                    row += Tall;
                }
                else if (wide)
                {
                    Wide(ref first, step, ref factor, ref into, inner, columns);
                    row++;
                }
                else
                {
                    Small(ref first, step, ref factor, ref into, inner, columns);
                    row++;
                }
            }

            column += wide ? 2 * Lanes : Lanes;
        }
    }

    /// <summary>The transpose of a matrix of some rows and columns.</summary>
    public static void Transpose(ReadOnlySpan<float> matrix, Span<float> into, int rows, int columns)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                into[(column * rows) + row] = matrix[(row * columns) + column];
            }
        }
    }

    /// <summary>4 rows × 16 columns.</summary>
    private static void Large(ref float a, int rowStep, int step, ref float b, ref float c, int inner, int columns)
    {
        ref var second = ref Unsafe.Add(ref c, columns);
        ref var third = ref Unsafe.Add(ref second, columns);
        ref var fourth = ref Unsafe.Add(ref third, columns);
        var (c00, c01) = (Vector256.LoadUnsafe(ref c), Vector256.LoadUnsafe(ref c, Lanes));
        var (c10, c11) = (Vector256.LoadUnsafe(ref second), Vector256.LoadUnsafe(ref second, Lanes));
        var (c20, c21) = (Vector256.LoadUnsafe(ref third), Vector256.LoadUnsafe(ref third, Lanes));
        var (c30, c31) = (Vector256.LoadUnsafe(ref fourth), Vector256.LoadUnsafe(ref fourth, Lanes));
        for (var k = 0; k < inner; k++)
        {
            var (b0, b1) = (Vector256.LoadUnsafe(ref b), Vector256.LoadUnsafe(ref b, Lanes));
            var factor = Vector256.Create(a);
            c00 += factor * b0;
            c01 += factor * b1;
            factor = Vector256.Create(Unsafe.Add(ref a, rowStep));
            c10 += factor * b0;
            c11 += factor * b1;
            factor = Vector256.Create(Unsafe.Add(ref a, 2 * rowStep));
            c20 += factor * b0;
            c21 += factor * b1;
            factor = Vector256.Create(Unsafe.Add(ref a, 3 * rowStep));
            c30 += factor * b0;
            c31 += factor * b1;
            a = ref Unsafe.Add(ref a, step);
            b = ref Unsafe.Add(ref b, columns);
        }

        c00.StoreUnsafe(ref c);
        c01.StoreUnsafe(ref c, Lanes);
        c10.StoreUnsafe(ref second);
        c11.StoreUnsafe(ref second, Lanes);
        c20.StoreUnsafe(ref third);
        c21.StoreUnsafe(ref third, Lanes);
        c30.StoreUnsafe(ref fourth);
        c31.StoreUnsafe(ref fourth, Lanes);
    }

    /// <summary>1 row × 16 columns.</summary>
    private static void Wide(ref float a, int step, ref float b, ref float c, int inner, int columns)
    {
        var (c0, c1) = (Vector256.LoadUnsafe(ref c), Vector256.LoadUnsafe(ref c, Lanes));
        for (var k = 0; k < inner; k++)
        {
            var factor = Vector256.Create(a);
            c0 += factor * Vector256.LoadUnsafe(ref b);
            c1 += factor * Vector256.LoadUnsafe(ref b, Lanes);
            a = ref Unsafe.Add(ref a, step);
            b = ref Unsafe.Add(ref b, columns);
        }

        c0.StoreUnsafe(ref c);
        c1.StoreUnsafe(ref c, Lanes);
    }

    /// <summary>1 row × 8 columns.</summary>
    private static void Small(ref float a, int step, ref float b, ref float c, int inner, int columns)
    {
        var sums = Vector256.LoadUnsafe(ref c);
        for (var k = 0; k < inner; k++)
        {
            sums += Vector256.Create(a) * Vector256.LoadUnsafe(ref b);
            a = ref Unsafe.Add(ref a, step);
            b = ref Unsafe.Add(ref b, columns);
        }

        sums.StoreUnsafe(ref c);
    }
}
