using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Stats;

public sealed class QuantilesTests
{
    /// <summary>pandas 1.5.3: Series.quantile of the same values.</summary>
    [Theory]
    [InlineData(0, -40.0)]
    [InlineData(0.01, -37.75)]
    [InlineData(0.1, -17.499999999999996)]
    [InlineData(0.25, -1.2)]
    [InlineData(0.5, 3.1)]
    [InlineData(0.9, 400004.3500000004)]
    [InlineData(0.99, 940000.4349999995)]
    [InlineData(1, 1000000.0)]
    public void Quantiles_are_those_of_pandas(double q, double expected)
    {
        var quantiles = Of([3.1, -2.5, double.NaN, 1e6, 0.1, 7.25, 7.25, -40.0]);
        quantiles.Quantile(q).ShouldBe(expected, Math.Abs(expected) * 1e-15);
        quantiles.Mode().ShouldBe(7.25);
    }

    [Fact]
    public void Up_to_the_limit_of_distinct_values_the_distribution_is_exact()
    {
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, QuantilesValue.ExactLimit).Select(i => i * 0.001)];
        double[] twice = [.. values, .. values];
        random.Shuffle(twice);
        var quantiles = Of(twice);
        quantiles.Exact.ShouldBeTrue();
        quantiles.Values.SequenceEqual(values).ShouldBeTrue();
        quantiles.Counts.ToArray().ShouldAllBe(count => count == 2);
    }

    [Fact]
    public void Beyond_the_limit_every_quantile_is_within_a_thousandth()
    {
        var values = Wide(200_000);
        var quantiles = Of(values);
        quantiles.Exact.ShouldBeFalse();
        quantiles.Count.ShouldBe(values.Length);
        Array.Sort(values);
        foreach (var rank in Enumerable.Range(0, 2000).Select(i => i * 100))
        {
            var exact = values[rank];
            quantiles.Quantile((double)rank / (values.Length - 1)).ShouldBe(exact, (Math.Abs(exact) * 0.001) + 1e-300);
        }
    }

    [Fact]
    public void Beyond_the_limit_neither_order_nor_split_changes_anything()
    {
        var values = Wide(120_000);
        var whole = Of(values);
        var sorted = Of([.. values.Order()]);
        StatsTests.Same(sorted, whole);

        // One part is exact, the other is not.
        RowBlock[] parts = [Block(values[..1000]), Block(values[1000..90_000]), Block(values[90_000..])];
        StatsTests.Same(StatsTests.Merged(new Quantiles("x"), parts), whole);
        StatsTests.Same(StatsTests.Merged(new Quantiles("x"), [.. parts.Reverse()]), whole);
    }

    [Fact]
    public void Two_exact_halves_can_make_an_inexact_whole_and_are_left_as_they_were()
    {
        var values = Enumerable.Range(0, 60_000).Select(i => i / 7.0).ToArray();
        var low = Of(values[..30_000]);
        var high = Of(values[30_000..]);
        var merged = (QuantilesValue)low.Empty();
        merged.Merge(low);
        merged.Merge(high);
        StatsTests.Same(merged, Of(values));
        merged.Exact.ShouldBeFalse();
        low.Exact.ShouldBeTrue();
        high.Values.SequenceEqual(values.AsSpan(30_000)).ShouldBeTrue();
    }

    [Fact]
    public void Values_at_the_ends_of_the_range_are_interpolated_without_overflow()
    {
        Of([-double.MaxValue, double.MaxValue]).Quantile(0.5).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => Of([1]).Quantile(1.1));
    }

    private static double[] Wide(int count)
    {
        var random = new Random(7);
        var values = new double[count];
        for (var i = 0; i < values.Length; i++)
        {
            var magnitude = Math.Pow(10, random.Next(-12, 12)) * (1 + random.NextDouble());
            values[i] = (i % 10) switch { 0 => 0, 1 or 2 => -magnitude, _ => magnitude };
        }

        return values;
    }

    private static QuantilesValue Of(double[] values) => StatsTests.Ask(new Quantiles("x"), Block(values));

    private static RowBlock Block(double[] values) => new TableBuilder().Numbers("x", values).Block();
}
