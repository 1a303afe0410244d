using Shouldly;

using Trestle.Rows.Stats;
using Trestle.Stages.ValidateData.Evidence;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData.Expectations;

/// <summary>
/// Distances of distributions, against SciPy 1.10 (ks_2samp, wasserstein_distance, distance.jensenshannon with base 2, chi2_contingency
/// without correction) for the same values; the population stability index against its sum in NumPy.
/// </summary>
public sealed class DistanceTests
{
    private static readonly double[] First = [1, 2, 2, 3, 3, 3, 4, 5, 6, 8];
    private static readonly double[] Second = [2, 3, 3, 4, 4, 5, 5, 6, 9, 12, 12, 20];

    [Fact]
    public void Of_numbers() => new[]
    {
        Distances.KolmogorovSmirnov(Numbers(First), Numbers(Second)), Distances.Wasserstein(Numbers(First), Numbers(Second)),
        Numbers(First).Deviation(),
    }.ShouldBe([0.35, 3.3833333333333337, 2.1108186931983415], 1e-12);

    [Fact]
    public void Of_texts()
    {
        var (first, second) = (Texts("a30 b20 c10"), Texts("a20 b25 c5 d10"));
        Distances.Psi(first, second).ShouldBe(0.6182593556535889, 1e-12);
        Distances.JensenShannon(first, second).ShouldBe(0.33014655929512626, 1e-12);
        Distances.ChiSquareProbability(first, second).ShouldBe(0.002617757308383551, 1e-12);
    }

    [Fact]
    public void Equal_distributions_are_at_distance_0()
    {
        var (numbers, texts) = (Numbers(First), Texts("a3 b1"));
        Distances.KolmogorovSmirnov(numbers, numbers).ShouldBe(0);
        Distances.Wasserstein(numbers, numbers).ShouldBe(0);
        Distances.Psi(numbers, numbers).ShouldBe(0);
        Distances.JensenShannon(texts, texts).ShouldBe(0);
        Distances.ChiSquareProbability(texts, texts).ShouldBe(1);
    }

    [Fact]
    public void Numbers_are_in_the_bins_between_the_tenths_of_the_first()
    {
        var (first, second) = Distribution.InBins(Numbers([.. Enumerable.Range(1, 100).Select(n => (double)n)]), Numbers(5, 10, 10.5, 200));
        first.ShouldBe(Enumerable.Repeat(10L, 10));
        second.ShouldBe([2, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
    }

    private static Distribution Numbers(params double[] values)
    {
        var block = new TableBuilder().Numbers("x", values).Block();
        return Distribution.Of(StatAnswers.Of([new Quantiles("x")], block).Of(new Quantiles("x")));
    }

    /// <summary>Texts of one letter with their rows, in the order of the first: the last of the second is new.</summary>
    private static Distribution Texts(string counts)
    {
        string[] known = ["a", "b", "c"];
        string[] texts = [.. counts.Split(' ').SelectMany(pair => Enumerable.Repeat(pair[..1], int.Parse(pair[1..])))];
        var question = new CategoryCounts("x", known);
        return Distribution.Of(StatAnswers.Of([question], new TableBuilder().Texts("x", texts).Block()).Of(question), known);
    }
}
