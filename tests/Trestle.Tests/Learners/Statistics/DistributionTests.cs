using Shouldly;

using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

/// <summary>
/// Tails and critical values against published tables: NIST/SEMATECH e-Handbook of Statistical Methods (2012), 1.3.6.7.1 and
/// 1.3.6.7.4, and closed forms.
/// </summary>
public sealed class DistributionTests
{
    [Theory]
    [InlineData(0.05, 1, 3.841)]
    [InlineData(0.01, 1, 6.635)]
    [InlineData(0.05, 10, 18.307)]
    [InlineData(0.001, 100, 149.449)]
    public void Critical_values_of_chi_square_are_those_of_the_table(double probability, int degreesOfFreedom, double value)
    {
        var critical = ChiSquare.CriticalValue(probability, degreesOfFreedom);
        critical.ShouldBe(value, 0.0006);
        ChiSquare.UpperTail(critical, degreesOfFreedom).ShouldBe(probability, probability * 1e-6);
    }

    /// <summary>With two degrees of freedom it is e^(−x/2), with four e^(−x/2) (1 + x/2).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(600)]
    public void The_tail_of_chi_square_has_a_closed_form_for_even_degrees_of_freedom(double x)
    {
        ChiSquare.UpperTail(x, 2).ShouldBe(Math.Exp(-x / 2), Math.Exp(-x / 2) * 1e-12);
        ChiSquare.UpperTail(x, 4).ShouldBe(Math.Exp(-x / 2) * (1 + (x / 2)), Math.Exp(-x / 2) * (1 + (x / 2)) * 1e-12);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.15866)]
    [InlineData(1.96, 0.02500)]
    [InlineData(-1, 0.84134)]
    [InlineData(3, 0.00135)]
    public void The_tail_of_the_normal_distribution_is_that_of_the_table(double z, double tail)
    {
        Gaussian.UpperTail(z).ShouldBe(tail, 0.000005);
        ChiSquare.UpperTail(z * z, 1).ShouldBe(2 * Gaussian.UpperTail(Math.Abs(z)), 1e-12, "the square of a normal variable");
    }

    [Fact]
    public void A_quantile_is_interpolated_as_in_NumPy()
    {
        Quantile.OfSorted([1, 2, 4, 8], 0.25).ShouldBe(1.75);
        Quantile.OfSorted([1, 2, 4, 8], 0.5).ShouldBe(3);
        Quantile.OfSorted([1, 2, 4, 8], 1).ShouldBe(8);
        Quantile.OfSorted([5], 0.3).ShouldBe(5);
        Quantile.OfSorted([], 0.5).ShouldBe(double.NaN);
    }
}
