using Shouldly;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Formatting;

/// <summary>Decisions in sentences.</summary>
public sealed class DecisionWordsTests
{
    [Fact]
    public void Decisions_are_told_with_their_value_where_it_is_known()
    {
        var report = new DecisionReport(1000, 200, 100, 80);
        DecisionWords.Of(report).ShouldBe([
            "of 1,000 rows of the test part 100 are decided positive (10.0 %), 80 of them rightly (80.0 %): 40.0 % of all 200 positive "
                + "rows are found, 4.0 times as many as by chance",
        ]);
        var valued = report with
        {
            Value = new MetricValue("value", 1500, 1200, 1800),
            Gain = new MetricValue("value", 500, 100, 900),
            Nobody = -400,
            Everybody = 1000,
            Perfect = 4000,
        };
        DecisionWords.Of(valued)[1].ShouldBe(
            "1,000 rows are worth 1,500 [1,200, 1,800] this way; -400.0 if none were decided positive, 1,000 if all were, 4,000 if every "
                + "decision were right");
        DecisionWords.Of(valued with { Everybody = null, ByChance = -260 })[1]
            .ShouldContain("; -400.0 if none were decided positive, -260.0 if as many were by chance, 4,000 if");
        DecisionWords.Of(valued)[2].ShouldBe(
            "the model brings 500.0 [100.0, 900.0] for 1,000 rows more than the better of these without it");
        DecisionWords.Of(valued with { Gain = new MetricValue("value", 50, -10, 100) })[2]
            .ShouldStartWith("it is not certain that the model brings more");
    }

    [Fact]
    public void Nobody_who_is_decided_positive_divides_by_nothing() =>
        DecisionWords.Of(new DecisionReport(10, 0, 0, 0)).ShouldBe([
            "of 10 rows of the test part 0 are decided positive (0.0 %), 0 of them rightly (n/a): n/a of all 0 positive rows are found",
        ]);
}
