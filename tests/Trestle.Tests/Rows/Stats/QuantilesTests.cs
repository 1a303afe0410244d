using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps;
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

    /// <summary>The guarantee, whatever the values: in order or not, close together or not, with ties or not, whole or in parts.</summary>
    [Theory]
    [InlineData("uniform")]
    [InlineData("normal")]
    [InlineData("latitude")]
    [InlineData("epoch seconds")]
    [InlineData("heavy tails")]
    [InlineData("both signs and all sizes")]
    [InlineData("many zeros")]
    [InlineData("few values")]
    public void Every_quantile_is_within_a_fifth_of_a_percent_in_rank(string distribution)
    {
        var values = Distribution(distribution, 400_000);
        var whole = Of(values);
        var parts = StatsTests.Merged(new Quantiles("x"), [.. values.Chunk(170_000).Select(Block)]);
        Array.Sort(values);
        foreach (var quantiles in new[] { whole, parts })
        {
            quantiles.Count.ShouldBe(values.Length);
            quantiles.Counts.ToArray().Sum().ShouldBe(values.Length);
            (quantiles.Values[0], quantiles.Values[^1]).ShouldBe((values[0], values[^1]));
            (quantiles.Quantile(0), quantiles.Quantile(1)).ShouldBe((values[0], values[^1]));
            quantiles.Values.Length.ShouldBeLessThan(quantiles.Exact ? 50_000 : 15_000);
            foreach (var percent in Enumerable.Range(1, 999))
            {
                RankError(values, percent / 1000.0, quantiles.Quantile(percent / 1000.0)).ShouldBeLessThan(QuantilesValue.RankError);
            }
        }
    }

    /// <summary>A sketch whose error is relative to the value holds one value here, with an interquartile range of 0.</summary>
    [Fact]
    public void A_column_far_from_zero_and_close_together_keeps_its_order()
    {
        var quantiles = Of(Distribution("latitude", 80_000));
        quantiles.Exact.ShouldBeFalse();
        (quantiles.Quantile(0.75) - quantiles.Quantile(0.25)).ShouldBe(0.006 * 1.349, 0.006 * 0.02);
        var clip = new Clip().Fit(Block([0]).Schema, new StatValues(new Dictionary<Stat, StatValue> { [new Quantiles("x")] = quantiles }));
        var clipped = ((FittedClip)clip).Columns.Single();
        clipped.Low!.Value.ShouldBe(40.78 - (0.006 * 2.326), 0.0005);
        clipped.High!.Value.ShouldBe(40.78 + (0.006 * 2.326), 0.0005);
    }

    [Fact]
    public void Beyond_the_limit_neither_the_size_of_blocks_nor_reading_changes_anything()
    {
        var values = Distribution("normal", 150_000);
        var whole = Of(values);
        var blocks = (QuantilesValue)Of([]).Empty();
        foreach (var part in values.Chunk(777))
        {
            blocks.Add(Block(part));
            if (blocks.Count > 140_000)
            {
                blocks.Quantile(0.5).ShouldBe(0, 0.02);
            }
        }

        StatsTests.Same(blocks, whole);
        RowBlock[] parts = [.. values.Chunk(40_000).Select(Block)];
        StatsTests.Same(StatsTests.Merged(new Quantiles("x"), parts), StatsTests.Merged(new Quantiles("x"), parts));
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
        (merged.Exact, merged.Distinct).ShouldBe((false, QuantilesValue.ExactLimit + 1));
        RankError(values, 0.5, merged.Quantile(0.5)).ShouldBeLessThan(QuantilesValue.RankError);
        (low.Exact, low.Distinct).ShouldBe((true, 30_000));
        high.Values.SequenceEqual(values.AsSpan(30_000)).ShouldBeTrue();

        // An inexact one is left unchanged too, and takes an exact one.
        var copy = (QuantilesValue)low.Empty();
        copy.Merge(merged);
        StatsTests.Same(copy, merged);
        copy.Merge(low);
        (copy.Count, merged.Count).ShouldBe((90_000, 60_000));
    }

    /// <summary>One value in a hundred thousand is seen, though most values are not kept.</summary>
    [Fact]
    public void Whether_all_are_whole_numbers_is_known_exactly()
    {
        double[] values = [.. Enumerable.Range(0, 100_000).Select(i => (double)i)];
        Of(values).Whole.ShouldBeTrue();
        Of([.. values, 0.5]).Whole.ShouldBeFalse();
        Of([0.5, .. values]).Whole.ShouldBeFalse();
        Of([1, 2]).Whole.ShouldBeTrue();
        Of([1.5, 2]).Whole.ShouldBeFalse();
    }

    [Fact]
    public void Beyond_the_limit_the_mode_is_a_frequent_value_or_the_median()
    {
        Of(Distribution("many zeros", 200_000)).Mode().ShouldBe(0);
        var even = Of([.. Enumerable.Range(0, 100_001).Select(i => (double)i)]);
        even.Mode().ShouldBe(even.Quantile(0.5));
        even.Mode().ShouldBe(50_000, 200);
    }

    [Fact]
    public void Values_at_the_ends_of_the_range_are_interpolated_without_overflow()
    {
        Of([-double.MaxValue, double.MaxValue]).Quantile(0.5).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => Of([1]).Quantile(1.1));
    }

    /// <summary>How far the share that was asked for is from the ranks of a value, as a share.</summary>
    private static double RankError(double[] ascending, double q, double value)
    {
        var (below, upTo) = (First(number => number >= value), First(number => number > value));
        var rank = q * (ascending.Length - 1);
        return Math.Max(0, Math.Max(below - rank, rank - upTo)) / ascending.Length;

        int First(Func<double, bool> beyond)
        {
            var (from, to) = (0, ascending.Length);
            while (from < to)
            {
                var middle = (from + to) / 2;
                (from, to) = beyond(ascending[middle]) ? (from, middle) : (middle + 1, to);
            }

            return from;
        }
    }

    private static double[] Distribution(string name, int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(i => name switch
        {
            "uniform" => random.NextDouble(),
            "normal" => Normal(),
            "latitude" => 40.78 + (0.006 * Normal()),
            "epoch seconds" => Math.Floor(1.7e9 + (i * 0.3) + (60 * random.NextDouble())),
            "heavy tails" => Math.Pow(1 - random.NextDouble(), -2),
            "both signs and all sizes" => (i % 3 - 1) * Math.Pow(10, random.Next(-12, 12)) * (1 + random.NextDouble()),
            "many zeros" => random.NextDouble() < 0.7 ? 0 : -Math.Log(1 - random.NextDouble()),
            _ => Math.Floor(20 * random.NextDouble() * random.NextDouble()),
        })];

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    private static QuantilesValue Of(double[] values) => StatsTests.Ask(new Quantiles("x"), Block(values));

    private static RowBlock Block(double[] values) => new TableBuilder().Numbers("x", values).Block();
}
