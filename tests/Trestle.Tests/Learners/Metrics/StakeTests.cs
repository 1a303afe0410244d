using Shouldly;

using Trestle.Learners.Metrics;

using Xunit;

namespace Trestle.Tests.Learners.Metrics;

public sealed class StakeTests
{
    [Theory]
    [InlineData("auc", 0.93, 0.5, 0.07, "what it lacks of a perfect model")]
    [InlineData("auc", 0.6, 0.5, 0.1, "its lead over the baseline")]
    [InlineData("mcc", 0.2, 0.0, 0.2, "its lead over the baseline")]
    [InlineData("log-loss", 0.3, 0.69, 0.3, "what it lacks of a perfect model")]
    [InlineData("rmse", 90, 100.0, 10, "its lead over the baseline")]
    [InlineData("rmse", 40, 100.0, 40, "what it lacks of a perfect model")]
    [InlineData("rmse", 100, null, 100, "what it lacks of a perfect model")]
    [InlineData("rmse", 110, 100.0, 110, "what it lacks of a perfect model")]
    [InlineData("value", 1.5, 1.2, 0.3, "its lead over the baseline")]
    [InlineData("value", -1.5, null, 1.5, "its value")]
    public void It_is_the_smaller_of_lead_and_lack(string metric, double best, double? baseline, double amount, string words)
    {
        var stake = Stake.Of(MetricCatalog.Get(metric), best, baseline is { } value ? [value] : []);
        stake.Amount.ShouldBe(amount, 1e-12);
        stake.Words.ShouldBe(words);
    }

    [Fact]
    public void Behind_is_a_share_of_it()
    {
        var (auc, rmse) = (MetricCatalog.Get("auc"), MetricCatalog.Get("rmse"));
        Stake.Of(auc, 0.9, [0.5]).Behind(0.89).ShouldBe(0.1, 1e-12);
        Stake.Of(rmse, 40, [100]).Behind(50).ShouldBe(0.25, 1e-12);
    }
}
