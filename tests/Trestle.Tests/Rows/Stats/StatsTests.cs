using CsCheck;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Stats;

public sealed class StatsTests
{
    private static readonly Gen<double> Value = Gen.Frequency(
        (6, Gen.Int[-5, 5].Select(value => (double)value)),
        (6, Gen.Double[-1e6, 1e6]),
        (1, Gen.OneOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, 1e-310)));

    private static readonly Gen<double[]> Values = Value.Array[0, 60];
    private static readonly Gen<string?[]> Texts = Gen.OneOf<string?>("a", "b", "B", "", "é", null).Array[0, 60];

    [Fact]
    public void Count_counts_rows_and_missing_values_of_either_kind()
    {
        var block = new TableBuilder().Numbers("x", 1, double.NaN, double.PositiveInfinity, double.NaN)
            .Texts("c", null, "", "a", "b").Block();
        var numbers = Ask(new Count("x"), block);
        (numbers.Rows, numbers.Missing).ShouldBe((4, 2));
        var texts = Ask(new Count("c"), block);
        (texts.Rows, texts.Missing).ShouldBe((4, 1));
    }

    /// <summary>pandas 1.5.3: Series.mean, var(ddof=0), var().</summary>
    [Fact]
    public void Moments_are_those_of_pandas()
    {
        var moments = Ask(new Moments("x"), Block([3.1, -2.5, double.NaN, 1e6, 0.1, 7.25, 7.25, -40.0, double.PositiveInfinity]));
        moments.Count.ShouldBe(7);
        moments.Mean.ShouldBe(142853.6, 1e-9);
        moments.PopulationVariance.ShouldBe(122449992070.03929, 1e-3);
        moments.SampleVariance.ShouldBe(142858324081.7125, 1e-3);
        (moments.Min, moments.Max).ShouldBe((-40.0, 1e6));
    }

    [Fact]
    public void Moments_keep_their_precision_beside_a_large_mean()
    {
        // The exact variance of 0..999 is (1000^2 - 1) / 12.
        var stat = new Moments("x");
        var blocks = Enumerable.Range(0, 1000).Chunk(7).Select(part => Block([.. part.Select(i => 1e9 + i)])).ToArray();
        Merged(stat, blocks).PopulationVariance.ShouldBe(999_999 / 12.0, 1e-4);
    }

    [Fact]
    public void Of_no_values_nothing_is_known()
    {
        var block = Block([double.NaN, double.NegativeInfinity]);
        var moments = Ask(new Moments("x"), block);
        moments.Count.ShouldBe(0);
        foreach (var unknown in new[] { moments.Mean, moments.PopulationVariance, moments.SampleVariance, moments.Min, moments.Max })
        {
            unknown.ShouldBe(double.NaN);
        }

        var quantiles = Ask(new Quantiles("x"), block);
        quantiles.Count.ShouldBe(0);
        quantiles.Quantile(0.5).ShouldBe(double.NaN);
        quantiles.Mode().ShouldBe(double.NaN);
    }

    [Fact]
    public void Moments_of_parts_merge_to_those_of_the_whole() => Gen.Select(Values, Gen.Int[1, 9]).Sample((values, size) =>
    {
        var whole = Ask(new Moments("x"), Block(values));
        var merged = Merged(new Moments("x"), Parts(Block(values), size));
        merged.Count.ShouldBe(whole.Count);
        (merged.Min, merged.Max).ShouldBe((whole.Min, whole.Max));
        Close(merged.Mean, whole.Mean, 1e-9);
        Close(merged.PopulationVariance, whole.PopulationVariance, 1e-2);
    });

    [Fact]
    public void Quantiles_of_parts_merge_to_those_of_the_whole_exactly() => Gen.Select(Values, Gen.Int[1, 9]).Sample((values, size) =>
    {
        var whole = Ask(new Quantiles("x"), Block(values));
        var merged = Merged(new Quantiles("x"), Parts(Block(values), size));
        Same(merged, whole);
        var finite = values.Where(double.IsFinite).Select(value => value + 0.0).Order().ToArray();
        whole.Count.ShouldBe(finite.Length);
        whole.Values.ToArray().ShouldBe(finite.Distinct());
        whole.Counts.ToArray().ShouldBe(finite.GroupBy(value => value).Select(group => (long)group.Count()));
    });

    [Fact]
    public void Frequencies_of_parts_merge_to_those_of_the_whole() => Gen.Select(Texts, Gen.Int[1, 9]).Sample((texts, size) =>
    {
        var block = new TableBuilder().Texts("x", texts).Block();
        var whole = Ask(new Frequencies("x"), block);
        var merged = Merged(new Frequencies("x"), Parts(block, size));
        (merged.Rows, merged.Missing).ShouldBe((texts.Length, texts.Count(text => text is null)));
        merged.Ordered().ShouldBe(whole.Ordered());
        merged.Ordered().ShouldBe(texts.OfType<string>().GroupBy(text => text)
            .Select(group => KeyValuePair.Create(group.Key, (long)group.Count()))
            .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal));
    });

    [Fact]
    public void Target_means_of_parts_merge_to_those_of_the_whole() => Gen.Select(
        Texts, Gen.Int[1, 9], Gen.Bool).Sample((texts, size, classes) =>
    {
        double[] labels = [.. Enumerable.Range(0, texts.Length).Select(i => i % 7 == 3 ? double.NaN : i % 3)];
        var block = new TableBuilder().Texts("x", texts).Numbers(ReservedColumns.Label, labels).Block();
        var stat = new TargetMeans("x", classes ? 3 : 0);
        var whole = Ask(stat, block);
        var merged = Merged(stat, Parts(block, size));
        merged.Total.Rows.ShouldBe(labels.Count(label => !double.IsNaN(label)));
        merged.Total.Rows.ShouldBe(whole.Total.Rows);
        merged.Total.Sums.ShouldBe(whole.Total.Sums);
        merged.ByText().Select(Flat).ShouldBe(whole.ByText().Select(Flat));
        foreach (var (text, rows, sums) in merged.ByText())
        {
            var own = texts.Zip(labels).Where(row => row.First == text && !double.IsNaN(row.Second)).Select(row => row.Second).ToArray();
            rows.ShouldBe(own.Length);
            sums.ShouldBe(
                classes ? [own.Count(label => label == 0), own.Count(label => label == 1), own.Count(label => label == 2)] : [own.Sum()]);
        }
    });

    [Fact]
    public void A_label_that_is_no_class_is_refused()
    {
        foreach (var label in new[] { 3, -1, 0.5, double.PositiveInfinity })
        {
            var block = new TableBuilder().Texts("x", "a").Numbers(ReservedColumns.Label, label).Block();
            Should.Throw<TrestleException>(() => Ask(new TargetMeans("x", 3), block)).Problems.Single().Code.ShouldBe("TR0057");
        }
    }

    [Fact]
    public void A_column_of_too_many_texts_is_refused()
    {
        var texts = Enumerable.Range(0, Frequencies.Limit).Select(i => i.ToString()).ToArray();
        var value = Ask(new Frequencies("id"), new TableBuilder().Texts("id", texts).Block());
        value.Distinct.ShouldBe(Frequencies.Limit);
        var problem = Should.Throw<TrestleException>(
            () => value.Add(new TableBuilder().Texts("id", "7", "one more").Block())).Problems.Single();
        problem.Code.ShouldBe("TR0058");
        problem.Found.ShouldBe("column 'id' has more than 1,000,000 distinct texts");
    }

    [Fact]
    public void Questions_are_equal_by_value()
    {
        new Moments("x").ShouldBe(new Moments("x"));
        new TargetMeans("x", 3).ShouldNotBe(new TargetMeans("x", 0));
        new Quantiles("x").ShouldNotBe(new Quantiles("y"));
    }

    internal static TValue Ask<TValue>(Stat<TValue> stat, params RowBlock[] blocks)
        where TValue : StatValue
    {
        var value = stat.Start(blocks[0].Schema);
        foreach (var block in blocks)
        {
            value.Add(block);
        }

        return (TValue)value;
    }

    internal static TValue Merged<TValue>(Stat<TValue> stat, IReadOnlyList<RowBlock> blocks)
        where TValue : StatValue
    {
        var merged = stat.Start(blocks[0].Schema).Empty();
        foreach (var block in blocks)
        {
            merged.Merge(Ask(stat, block));
        }

        return (TValue)merged;
    }

    internal static void Same(QuantilesValue actual, QuantilesValue expected)
    {
        actual.Exact.ShouldBe(expected.Exact);
        actual.Count.ShouldBe(expected.Count);
        actual.Values.SequenceEqual(expected.Values).ShouldBeTrue();
        actual.Counts.SequenceEqual(expected.Counts).ShouldBeTrue();
    }

    private static RowBlock Block(double[] values) => new TableBuilder().Numbers("x", values).Block();

    /// <summary>The rows dealt out in turn; one part without rows among them.</summary>
    private static RowBlock[] Parts(RowBlock block, int parts) =>
        [
            block.Take([]),
            .. Enumerable.Range(0, parts).Select(
                part => block.Take([.. Enumerable.Range(0, block.Rows).Where(row => row % parts == part)]))];

    private static (string, long, string) Flat((string Text, long Rows, IReadOnlyList<double> Sums) entry) =>
        (entry.Text, entry.Rows, string.Join(' ', entry.Sums));

    private static void Close(double actual, double expected, double tolerance)
    {
        if (double.IsNaN(expected))
        {
            actual.ShouldBe(double.NaN);
        }
        else
        {
            actual.ShouldBe(expected, tolerance + (Math.Abs(expected) * 1e-9));
        }
    }
}
