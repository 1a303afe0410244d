using Shouldly;

using Trestle.Stages.Monitor;
using Trestle.Stages.Monitor.Statistics;

using Xunit;

namespace Trestle.Tests.Stages.Monitor.Statistics;

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
        Past(false, false, true).Correction(30).ShouldBe(15);
        Past(true, true, true, false).Correction(3).ShouldBe(3, "a new horizon has begun, and its first window had no alarm");
        Past(true, true, true, true).Correction(3).ShouldBe(1.5);

        static MonitorHistory Past(params bool[] tested) => new([.. tested.Select(alarm => new PastWindow(100, alarm))]);
    }

    /// <summary>scipy.stats.binom.sf and binomtest(...).proportion_ci(method="exact") of SciPy 1.10.1.</summary>
    [Theory]
    [InlineData(15, 1000, 0.01, 0.08241231951608856)]
    [InlineData(30, 1000, 0.01, 2.059988850971949e-07)]
    [InlineData(60_000, 5_000_000, 0.0119, 0.019800986601216767)]
    [InlineData(1, 10, 0.01, 0.09561792499119552)]
    [InlineData(0, 10, 0.01, 1)]
    [InlineData(3, 10, 0, 0)]
    [InlineData(3, 10, 1, 1)]
    public void Rates_are_tested_exactly(long hits, long rows, double allowed, double tail) =>
        Binomial.Tail(hits, rows, allowed).ShouldBe(tail, (tail * 1e-6) + 1e-300);

    [Theory]
    [InlineData(0, 50, 0, 0.07112173646420458)]
    [InlineData(3, 200, 0.0031041076215550857, 0.043208281917709784)]
    [InlineData(50, 50, 0.9288782635357954, 1)]
    [InlineData(1, 5_000_000, 5.0635615806521825e-09, 1.1143280119456963e-06)]
    [InlineData(600, 1000, 0.5688784459559313, 0.6305310124510889)]
    [InlineData(0, 0, 0, 1)]
    public void Intervals_of_rates_are_those_of_Clopper_and_Pearson(long hits, long rows, double low, double high)
    {
        var interval = Binomial.Interval(hits, rows, 0.95);
        interval.Low.ShouldBe(low, (low * 1e-6) + 1e-300);
        interval.High.ShouldBe(high, high * 1e-6);
    }
}
