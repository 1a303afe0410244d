using Shouldly;

using Trestle.Rows.PredictionLogs;
using Trestle.Stages.Deploy.Evidence;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Monitor.Upkeep;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Monitor.Upkeep;

/// <summary>What endangers a prediction log is told before something is lost.</summary>
public sealed class LogUpkeepTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly LogState Well = new(1 << 20, null, new LogDisk(50L << 30, 100L << 30));
    private static readonly LogHealth Healthy = new(false, 0, 0);

    private readonly TestProject project =
        new($"{TestProject.Small}monitor: {{window: 6h, keep: {{age: 10h, size: 16MiB}}}}\n", TestProject.Rows(30));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LogUpkeep Upkeep => new(Project.Open(project.Path_), new Resources(1, 1L << 30), new StillClock { Now = Now });

    public void Dispose() => project.Dispose();

    [Fact]
    public void A_log_that_is_well_is_no_alarm() => Alarms(Well, Healthy, Healthy).ShouldBeEmpty();

    [Fact]
    public void A_folder_that_is_gone_is_an_alarm() =>
        Alarms(Well with { Disk = null }, null, Healthy).ShouldBe(["folder: its folder is gone: predictions and labels are lost"]);

    [Fact]
    public void A_host_that_cannot_write_or_has_lost_records_is_an_alarm()
    {
        Alarms(Well, Healthy with { Failing = true }, Healthy)
            .ShouldBe(["writing: the host cannot write it: labels are refused, and predictions will be lost"]);
        Alarms(Well, Healthy with { Dropped = 12 }, Healthy with { Dropped = 5 })
            .ShouldBe(["writing: 7 records were lost because the disk was too slow or full"]);
        Alarms(Well, Healthy with { Dropped = 12 }, Healthy with { Dropped = 12 }).ShouldBeEmpty();
        Alarms(Well, Healthy with { Dropped = 3 }, Healthy with { Dropped = 12 })
            .ShouldBe(["writing: 3 records were lost because the disk was too slow or full"], "of a host that has started again");
    }

    [Theory]
    [InlineData(6, 100, false)]
    [InlineData(4, 100, true)]
    [InlineData(6, 40, false)]
    [InlineData(3, 40, true)]
    public void Little_space_is_an_alarm_before_the_disk_is_full(long free, long size, bool alarm) =>
        Alarms(Well with { Disk = new LogDisk(free << 30, size << 30) }, Healthy, Healthy).Length.ShouldBe(alarm ? 1 : 0);

    [Fact]
    public void A_small_disk_is_low_when_a_tenth_is_free()
    {
        new LogDisk(9 << 20, 100 << 20).IsLow.ShouldBeTrue();
        new LogDisk(11 << 20, 100 << 20).IsLow.ShouldBeFalse();
        Alarms(Well with { Disk = new LogDisk(9 << 20, 100 << 20) }, Healthy, Healthy).ShouldHaveSingleItem().ShouldStartWith("disk: ");
    }

    [Fact]
    public void A_limit_below_what_a_window_needs_is_an_alarm()
    {
        Alarms(Well with { Deleted = Now.AddHours(-5) }, Healthy, Healthy).ShouldHaveSingleItem().ShouldBe(
            "reach: monitor.keep.size 16MiB is too little: predictions of 2026-02-28 19:00 are deleted, and a window of them is not judged "
            + "yet");
        Alarms(Well with { Deleted = Now.AddHours(-7) }, Healthy, Healthy).ShouldBeEmpty();
        Alarms(Well, Healthy with { Removed = 2 }, null)
            .ShouldBe(["reach: the host removed 2 segments that were not archived yet"]);
    }

    [Fact]
    public void What_is_closed_is_archived_and_what_is_old_deleted_but_never_what_two_windows_need()
    {
        var log = new PredictionLog(Path.Combine(project.Path_, ".trestle", "deployments", "small"));
        Upkeep.Tend(log, Cancellation)!.Disk.ShouldBeNull();
        Directory.CreateDirectory(log.SegmentFolder);
        for (var hour = 1; hour <= 20; hour++)
        {
            var encoder = new PredictionLogEncoder(0xab);
            encoder.BeginSegment();
            encoder.AddRefusal(Now.AddHours(-hour).UtcTicks, 400, "TR1917", "x");
            File.WriteAllBytes(Path.Combine(log.SegmentFolder, $"{0xab:x16}-{20 - hour:D6}.journal"), encoder.Pending.ToArray());
        }

        var state = Upkeep.Tend(log, Cancellation)!;
        Directory.GetFiles(log.SegmentFolder).ShouldBeEmpty();
        state.Deleted.ShouldNotBeNull();
        log.Archived().Sum(segment => segment.Refusals).ShouldBeGreaterThanOrEqualTo(12, "age is 10h, but two windows are 12h");
        log.Archived().Min(segment => segment.To).ShouldBeGreaterThanOrEqualTo(PredictionLogTime.Microseconds(Now.AddHours(-12)));
        state.Disk.ShouldNotBeNull();
    }

    private string[] Alarms(LogState state, LogHealth? health, LogHealth? before) =>
    [
        .. Upkeep.Judge(state, health, before).Where(signal => signal.Alarm).Select(signal => $"{signal.Subject}: {signal.Detail}"),
    ];
}
