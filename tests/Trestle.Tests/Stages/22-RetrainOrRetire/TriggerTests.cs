using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.RetrainOrRetire;

using Xunit;

namespace Trestle.Tests.Stages.RetrainOrRetire;

public sealed class TriggerTests
{
    private static readonly DateTimeOffset Monday = new(2026, 1, 5, 2, 0, 0, TimeSpan.Zero);
    private static readonly RenewalFacts Quiet = new(Monday, Monday.AddDays(-30), Monday.AddHours(-1), 900, 0, "", 0, "");
    private static readonly RenewalFacts Loud = Quiet with
    {
        DriftWindows = 3,
        DriftCause = "drift of age",
        LostWindows = 2,
        LostCause = "rmse 4",
    };

    [Fact]
    public void Without_a_setting_no_trigger_says_anything() =>
        TriggerCatalog.All.Select(trigger => trigger.Judge(new TriggerSettings(), Loud)).ShouldAllBe(verdict => verdict == null);

    [Theory]
    [InlineData("drift", 3, true, "drift has lasted 3 windows, 3 needed: drift of age")]
    [InlineData("drift", 4, false, "drift has lasted 3 windows, 4 needed: drift of age")]
    [InlineData("performance", 2, true, "performance was lost in 2 windows, 2 needed: rmse 4")]
    [InlineData("performance", 3, false, "performance was lost in 2 windows, 3 needed: rmse 4")]
    [InlineData("new-rows", 900, true, "900 labelled rows since the last training, 900 needed")]
    [InlineData("new-rows", 901, false, "900 labelled rows since the last training, 901 needed")]
    public void A_trigger_fires_from_its_threshold_on(string name, int threshold, bool fires, string reason)
    {
        var settings = new TriggerSettings { DriftWindows = threshold, PerformanceWindows = threshold, NewRows = threshold };
        Find(name).Judge(settings, Loud).ShouldBe(new TriggerVerdict(fires, reason));
    }

    [Theory]
    [InlineData(-61, true)]
    [InlineData(-59, true)]
    [InlineData(-1, false)]
    public void A_schedule_fires_once_when_its_time_has_passed_since_the_policy_was_asked_last(int minutesFromThree, bool due)
    {
        // The schedule is Mondays at 2:30; the policy is asked at 3:31 having been asked before, some minutes earlier.
        var now = new DateTimeOffset(2026, 1, 5, 3, 31, 0, TimeSpan.Zero);
        var facts = Quiet with { Now = now, AskedAt = now.AddMinutes(minutesFromThree) };
        Find("schedule").Judge(new TriggerSettings { Schedule = "31 2 * * 1" }, facts)!.Fires.ShouldBe(due && minutesFromThree <= -61);
        Find("schedule").Judge(new TriggerSettings { Schedule = "0 3 * * 1" }, facts)!.Fires.ShouldBe(due);
    }

    [Fact]
    public void A_schedule_that_is_none_is_named() =>
        Should.Throw<TrestleException>(
            () => Find("schedule").Judge(new TriggerSettings { Schedule = "every day" }, Quiet)).Problems[0].Code.ShouldBe("TR2201");

    private static IRenewalTrigger Find(string name) => TriggerCatalog.All.Single(trigger => trigger.Name == name);
}
