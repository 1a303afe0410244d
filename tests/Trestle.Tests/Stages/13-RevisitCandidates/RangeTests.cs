using CsCheck;

using Shouldly;

using Trestle.Learners;
using Trestle.Stages.RevisitCandidates;

using Xunit;

namespace Trestle.Tests.Stages.RevisitCandidates;

/// <summary>How ranges are narrowed and widened.</summary>
public sealed class RangeTests
{
    private static readonly Dimension Rate = new("rate", 0.01, 1, 0.1, Log: true, Least: 0.0001, Most: 3);
    private static readonly Dimension Leaves = new("leaves", 4, 255, 31, Log: true, Whole: true, Least: 2, Most: 1024);
    private static readonly Dimension Share = new("share", 0, 1, 0.5);

    [Fact]
    public void A_range_shrinks_to_the_quantiles_of_the_good_trials_and_a_margin()
    {
        // numpy 1.24.2: quantile([0.05, 0.3, 0.62, 0.95], [0.1, 0.9]) = 0.125, 0.851
        var narrowed = Narrow.Around(Share, [0.62, 0.05, 0.3, 0.95]);
        narrowed.Low.ShouldBe(0.125 - 0.05, 1e-12);
        narrowed.High.ShouldBe(0.851 + 0.05, 1e-12);
        narrowed.Default.ShouldBe(0.62);
        narrowed.Least.ShouldBe(0);
        narrowed.Most.ShouldBe(1);
    }

    [Fact]
    public void It_shrinks_at_most_to_half_on_the_scale_of_the_search()
    {
        var narrowed = Narrow.Around(Rate, [0.1, 0.1, 0.1]);
        narrowed.Low.ShouldBe(0.01 * Math.Pow(100, 0.25), 1e-12);
        narrowed.High.ShouldBe(0.01 * Math.Pow(100, 0.75), 1e-12);
        var atTheEnd = Narrow.Around(Share, [0.98, 0.97]);
        (atTheEnd.Low, atTheEnd.High).ShouldBe((0.5, 1.0));
    }

    [Fact]
    public void The_best_trial_stays_inside_however_the_others_lie() => Gen.Select(
        Gen.Double[0, 1].Array[2, 12], Gen.Int[0, 2].Select(at => new[] { Rate, Leaves, Share }[at])).Sample((positions, dimension) =>
    {
        double[] values = [.. positions.Select(dimension.At)];
        var narrowed = Narrow.Around(dimension, values);
        narrowed.Default.ShouldBe(values[0]);
        narrowed.Low.ShouldBeInRange(dimension.Low, values[0]);
        narrowed.High.ShouldBeInRange(values[0], dimension.High);
        (narrowed.Low < narrowed.High).ShouldBeTrue();
        if (!dimension.Whole)
        {
            (dimension.Position(narrowed.High) - dimension.Position(narrowed.Low)).ShouldBeInRange(0.5 - 1e-9, 1 + 1e-9);
        }
    });

    [Fact]
    public void Where_the_best_lies_at_an_end_the_range_grows_by_half_of_itself_as_far_as_the_learner_allows()
    {
        var low = Widen.Beyond(Rate, Rate, 0.01);
        low.Low.ShouldBe(0.001, 1e-12);
        low.High.ShouldBe(1);
        var high = Widen.Beyond(Rate, Rate, 0.9);
        high.High.ShouldBe(3);
        high.Low.ShouldBe(0.01);
        Widen.Beyond(Leaves, Leaves, 255).High.ShouldBe(1024);
        Widen.Beyond(Leaves, Leaves, 4).Low.ShouldBe(2);
        Widen.Beyond(Rate, Rate, 0.1).ShouldBe(Rate);
        Widen.Beyond(Share, Share, 1).ShouldBe(Share, "it has no limit beyond its range");
    }

    [Fact]
    public void Positions_and_values_are_each_other_s_inverse() => Gen.Select(
        Gen.Double[0, 1], Gen.Int[0, 1].Select(at => new[] { Rate, Share }[at])).Sample((position, dimension) =>
        dimension.Position(dimension.At(position)).ShouldBe(position, 1e-9));

    [Fact]
    public void A_range_of_one_value_has_one_position() => new Dimension("one", 2, 2, 2).Position(2).ShouldBe(0);
}
