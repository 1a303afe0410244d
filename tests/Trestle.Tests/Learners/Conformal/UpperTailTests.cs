using Shouldly;

using Trestle.Learners.Conformal;

using Xunit;

namespace Trestle.Tests.Learners.Conformal;

/// <summary>Quantiles of conformal scores: the ⌈share · (rows + 1)⌉th smallest.</summary>
public sealed class UpperTailTests
{
    [Fact]
    public void A_quantile_is_the_number_of_its_rank()
    {
        double[] numbers = [.. Enumerable.Range(1, 19).Select(i => (double)((i * 7) % 20))];
        var tail = UpperTail.Of(numbers);
        tail.IsValid.ShouldBeTrue();
        tail.At(0.95).ShouldBe(19);
        tail.At(0.951).ShouldBe(double.PositiveInfinity);
        tail.At(0.9).ShouldBe(18);
        tail.At(0.5).ShouldBe(10);
    }

    [Fact]
    public void Of_many_numbers_some_are_kept_and_a_quantile_is_never_too_small()
    {
        double[] numbers = [.. Enumerable.Range(1, 100_003).Select(i => (double)i)];
        var tail = UpperTail.Of(numbers);
        tail.Values.Length.ShouldBe(1000);
        tail.IsValid.ShouldBeTrue();
        foreach (var share in new[] { 0.5, 0.6, 0.75, 0.8, 0.9, 0.95, 0.975, 0.99, 0.999, 0.99999 })
        {
            var exact = Math.Ceiling((share * 100_004) - 1e-9);
            tail.At(share).ShouldBeInRange(exact, exact + 51);
        }
    }

    [Fact]
    public void Without_numbers_every_quantile_is_infinite()
    {
        UpperTail.Of([]).IsValid.ShouldBeTrue();
        UpperTail.Of([]).At(0.5).ShouldBe(double.PositiveInfinity);
        UpperTail.Of([3]).At(0.5).ShouldBe(3);
        UpperTail.Of([3]).At(0.51).ShouldBe(double.PositiveInfinity);
    }

    [Theory]
    [InlineData(-1, new double[0])]
    [InlineData(3, new double[] { 1 })]
    [InlineData(2, new double[] { 1, 2 })]
    [InlineData(4, new double[] { 2, 1 })]
    [InlineData(1, new[] { double.NaN })]
    [InlineData(1, new[] { double.PositiveInfinity })]
    [InlineData(long.MaxValue, new double[] { 1 })]
    public void What_nobody_wrote_is_not_valid(long rows, double[] values) => new UpperTail(rows, values).IsValid.ShouldBeFalse();
}
