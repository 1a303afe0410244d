using Shouldly;

using Trestle.Learners.Networks;

using Xunit;

namespace Trestle.Tests.Learners.Networks;

public sealed class MatricesTests
{
    [Theory]
    [InlineData(1, 1, 8)]
    [InlineData(4, 3, 16)]
    [InlineData(7, 5, 24)]
    [InlineData(9, 13, 40)]
    public void A_product_is_summed_term_by_term_whatever_the_rows_around_it(int rows, int inner, int columns)
    {
        var (a, b, c) = (Numbers(rows * inner, 1), Numbers(inner * columns, 2), Numbers(rows * columns, 3));
        var expected = (float[])c.Clone();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                for (var k = 0; k < inner; k++)
                {
                    expected[(row * columns) + column] += a[(row * inner) + k] * b[(k * columns) + column];
                }
            }
        }

        var found = (float[])c.Clone();
        Matrices.AddProduct(a, inner, 1, b, found, rows, inner, columns);
        found.ShouldBe(expected);

        var turned = new float[a.Length];
        Matrices.Transpose(a, turned, rows, inner);
        c.CopyTo(found, 0);
        Matrices.AddProduct(turned, 1, rows, b, found, rows, inner, columns);
        found.ShouldBe(expected);
    }

    [Fact]
    public void Factors_that_are_too_short_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Matrices.AddProduct(new float[5], 3, 1, new float[24], new float[16], 2, 3, 8));
        Should.Throw<ArgumentOutOfRangeException>(() => Matrices.AddProduct(new float[6], 3, 1, new float[23], new float[16], 2, 3, 8));
        Should.Throw<ArgumentOutOfRangeException>(() => Matrices.AddProduct(new float[6], 3, 1, new float[24], new float[15], 2, 3, 8));
        Should.Throw<ArgumentOutOfRangeException>(() => Matrices.AddProduct(new float[6], 3, 1, new float[24], new float[16], 2, 3, 7));
    }

    /// <summary>By the definition in double precision.</summary>
    [Fact]
    public void Units_and_their_slopes()
    {
        float[] sums = [-90, -21, -5, -1.2f, -0.5f, -1e-4f, 0, 1e-4f, 0.3f, 1, 2.5f, 7, 19.9f, 20.1f, 88, 1e30f];
        var (values, slopes, alone) = ((float[])sums.Clone(), new float[sums.Length], (float[])sums.Clone());
        Mish.ValuesAndSlopes(values, slopes);
        Mish.Values(alone);
        alone.ShouldBe(values);
        for (var i = 0; i < sums.Length; i++)
        {
            double x = sums[i];
            var tanh = x > 40 ? 1 : Math.Tanh(Math.Log(1 + Math.Exp(x)));
            var sigmoid = 1 / (1 + Math.Exp(-x));
            ((double)values[i]).ShouldBe(x * tanh, 1e-6 * Math.Max(1, Math.Abs(x)), $"at {x}");
            ((double)slopes[i]).ShouldBe(tanh + (x > 40 ? 0 : x * (1 - (tanh * tanh)) * sigmoid), 2e-6, $"at {x}");
        }
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
    }
}
