using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Forests;
using Trestle.Rows.Blocks;

using Xunit;

namespace Trestle.Tests.Learners.Forests;

public sealed class FeatureBinsTests
{
    [Fact]
    public void Few_numbers_have_a_bin_each_and_are_cut_in_the_middle()
    {
        var bins = FeatureBins.OfNumbers([3, 1, double.NaN, 1, 1e-36, 8]);
        bins.Cuts.ShouldBe([0.5, 2, 5.5]);
        new[] { -7, 0, 0.4, 1, 2, 2.1, 8, 99, double.NaN, double.PositiveInfinity, double.NegativeInfinity }.Select(bins.Of)
            .ShouldBe(new ushort[] { 0, 0, 0, 1, 1, 2, 3, 3, 1023, 3, 0 });
    }

    [Fact]
    public void Numbers_at_the_ends_of_what_a_double_holds_are_cut_by_finite_numbers()
    {
        var bins = FeatureBins.OfNumbers([double.NegativeInfinity, -1, 1, double.MaxValue, double.PositiveInfinity]);
        bins.Cuts.Length.ShouldBe(3);
        bins.Cuts.ShouldAllBe(cut => double.IsFinite(cut));
        bins.Of(double.PositiveInfinity).ShouldBe(bins.Of(double.MaxValue));
        bins.Of(double.NegativeInfinity).ShouldBe((ushort)0);
    }

    [Fact]
    public void Many_numbers_fill_at_most_1023_bins_evenly_and_a_frequent_one_has_its_own()
    {
        var bins = FeatureBins.OfNumbers([.. Enumerable.Range(0, 10_000).Select(i => i < 5000 ? 0.5 : i)]);
        var filled = Enumerable.Range(5000, 5000).GroupBy(i => bins.Of(i)).ToArray();
        bins.Count.ShouldBeInRange(800, 1023);
        filled.ShouldAllBe(group => group.Count() <= 6);
        bins.Of(0.5).ShouldBe((ushort)0);
        bins.Of(5000).ShouldBe((ushort)1);
    }

    [Fact]
    public void A_feature_without_values_has_no_bins()
    {
        var bins = FeatureBins.OfNumbers([double.NaN, double.NaN]);
        (bins.Count, bins.Of(1), bins.Of(double.NaN)).ShouldBe((0, FeatureBins.Missing, FeatureBins.Missing));
    }

    [Fact]
    public void Random_cuts_are_drawn_between_the_smallest_and_the_largest_value()
    {
        var bins = FeatureBins.OfNumbers([0, 1, 2, 10]);
        new[] { 0, 0.05, 0.1, 0.15, 0.2, 0.5, 0.999 }.Select(share => bins.At(share, 0, 3)).ShouldBe([0, 0, 1, 1, 2, 2, 2]);
        bins.At(0.5, 1, 2).ShouldBe(1);
    }

    [Fact]
    public void Categories_are_ordered_by_their_target_and_rare_ones_stay_near_the_mean()
    {
        // Code 7 has a mean of 1, 2 of 0, 5 of 0.5, and 9, whose only row has 1, is drawn to the mean of all.
        double[] codes = [.. Repeat(7, 40), .. Repeat(2, 40), .. Repeat(5, 40), 9, double.NaN, -1, 70_000];
        double[] labels = [.. Repeat(1, 40), .. Repeat(0, 40), .. Enumerable.Range(0, 40).Select(i => i % 2.0), 1, 1, 0, 0];
        var bins = CategoryOrder.Bins(codes, Set(TaskKind.Binary, labels, 2));
        bins.Codes!.Select(own => own.ShouldHaveSingleItem()).ShouldBe([2, 5, 9, 7]);
        new[] { 2.9, double.NaN, -1, 70_000, 3 }.Select(bins.Of).ShouldBe(new ushort[] { 0, 1023, 1023, 1023, 1023 });
    }

    [Fact]
    public void With_several_classes_categories_are_ordered_along_the_axis_on_which_they_differ_most()
    {
        // Shares of (class 0, class 2): 1 and 0, 0 and 1, and two between; class 1 has the same share in all.
        var shares = new (int Code, int First, int Last)[] { (0, 30, 0), (1, 0, 30), (2, 20, 10), (3, 10, 20) };
        double[] codes = [.. shares.SelectMany(entry => Repeat(entry.Code, 40))];
        double[] labels = [.. shares.SelectMany(entry => Repeat(0, entry.First).Concat(Repeat(2, entry.Last)).Concat(Repeat(1, 10)))];
        var order = CategoryOrder.Bins(codes, Set(TaskKind.Multiclass, labels, 3)).Codes!.Select(own => own[0]).ToArray();
        (order[0] == 0 ? order : [.. order.Reverse()]).ShouldBe([0, 2, 3, 1]);
    }

    [Fact]
    public void More_categories_than_bins_share_those_of_their_neighbours()
    {
        double[] codes = [.. Enumerable.Range(0, 9000).Select(i => i % 3000.0)];
        var bins = CategoryOrder.Bins(codes, Set(TaskKind.Regression, Array.ConvertAll(codes, code => code / 2), 0));
        bins.Count.ShouldBeInRange(800, 1023);
        bins.Codes!.SelectMany(own => own).ShouldBe(Enumerable.Range(0, 3000));
    }

    private static IEnumerable<double> Repeat(double value, int times) => Enumerable.Repeat(value, times);

    private static TrainingSet Set(TaskKind task, double[] labels, int classes) =>
        new() { Features = new RowSchema([]), Blocks = [], Labels = labels, Task = task, Classes = classes };
}
