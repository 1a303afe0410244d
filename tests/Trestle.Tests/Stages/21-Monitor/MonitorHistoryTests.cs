using Shouldly;

using Trestle.Stages.Monitor.Monitors;

using Xunit;

namespace Trestle.Tests.Stages.Monitor;

public sealed class MonitorHistoryTests
{
    [Fact]
    public void A_new_horizon_begins_without_the_alarms_of_the_one_before()
    {
        Past(false, false, true).Correction(30).ShouldBe(15);
        Past(true, true, true, false).Correction(3).ShouldBe(3, "a new horizon has begun, and its first window had no alarm");
        Past(true, true, true, true).Correction(3).ShouldBe(1.5);
    }

    private static MonitorHistory Past(params bool[] tested) => new([.. tested.Select(alarm => new PastWindow(100, alarm))]);
}
