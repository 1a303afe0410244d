using Shouldly;

using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

public sealed class MultiplicityTests
{
    /// <summary>The step-up procedure of the paper, worked by hand: the harmonic sum of 6 is 2.45.</summary>
    [Fact]
    public void P_values_are_adjusted_as_Benjamini_and_Yekutieli_do()
    {
        double[] expected = [0.00735, 0.098, 0.11025, 1, 0.00588, 1];
        Multiplicity.Adjust([.001, .02, .03, .5, .0004, 1]).Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-15);
        Multiplicity.Adjust([]).ShouldBeEmpty();
        Multiplicity.Adjust([0.3]).ShouldBe([0.3]);
    }

    [Fact]
    public void The_level_is_spent_over_the_horizon_and_each_alarm_gives_some_back()
    {
        Multiplicity.OverWindows(30, 0).ShouldBe(30);
        Multiplicity.OverWindows(30, 2).ShouldBe(10);
        Multiplicity.OverWindows(30, 400).ShouldBe(1);
    }
}
