using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Trestle.Core.Routing;
using Trestle.Server;
using Trestle.Server.Jobs;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Monitor;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Stages.Register;
using Trestle.Testing;
using Trestle.Tests.Stages;
using Trestle.Tests.Stages.Monitor;
using Xunit;

namespace Trestle.Tests.Server.Jobs;

/// <summary>The job that watches: what it does when all is well, and when the monitor itself cannot work.</summary>
public sealed class MonitorJobTests(WatchedModel model) : IClassFixture<WatchedModel>
{
    private readonly StillClock clock = new() { Now = WatchedModel.Start };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_monitor_that_fails_is_an_alert_until_it_works_again()
    {
        await File.WriteAllTextAsync(
            Path.Combine(model.Folder, Project.FileName),
            $"{TestProject.Small}monitor: {{window: 1h, prediction-drift: {{enabled: false}}}}\nalerts: {{resolve-after: 2}}\n",
            Cancellation);
        var served = await ServedProject.OpenAsync(new ServerOptions { Project = model.Folder }, clock, Cancellation);
        await served.Records.Documents.PutAsync(
            Deployment.Kind, "live", Encoding.UTF8.GetString(Documents.Write(Live())), 0, null, Cancellation);
        var care = new MonitorJob(served, clock, new JobHealth(served, clock, NullLogger<JobHealth>.Instance));
        model.Write("live", 1, traffic => traffic.Hour(0).Hour(1, x: x => x + 0.4).Hour(2));

        // The first look only begins to watch.
        await care.RunAsync(clock.Now, Cancellation);
        (await OfLiveAsync(served)).ShouldBeEmpty();

        var package = new ModelRegistry(served.Project, served.Records).PackageFile("small", 1);
        File.Move(package, $"{package}.away");
        clock.Now = WatchedModel.Start.AddHours(1);
        await care.RunAsync(clock.Now, Cancellation);
        var alert = (await OfLiveAsync(served)).ShouldHaveSingleItem();
        (alert.Cause, alert.State, alert.Windows).ShouldBe(("live/monitor/monitor", AlertState.Open, 1));
        alert.Detail.ShouldBe("TR1616 the package of version 1 is not on this machine");
        clock.Now = WatchedModel.Start.AddHours(1.1);
        await care.RunAsync(clock.Now, Cancellation);
        (await OfLiveAsync(served)).ShouldHaveSingleItem().Windows.ShouldBe(2);

        // Mended, the windows that were missed are judged, and the alert goes.
        File.Move($"{package}.away", package);
        clock.Now = WatchedModel.Start.AddHours(2);
        await care.RunAsync(clock.Now, Cancellation);
        (await OfLiveAsync(served)).Select(entry => (entry.Cause, entry.State)).Order()
            .ShouldBe([("live/feature-drift/x", AlertState.Open), ("live/monitor/monitor", AlertState.Resolved)]);
        var reports = await new MonitorStage(served.Project, served.Records, new Resources(1, 1L << 30), clock)
            .ReportsAsync("live", 1, Cancellation);
        reports.Select(report => report.From).ShouldBe([WatchedModel.Start, WatchedModel.Start.AddHours(1)]);
    }

    [Fact]
    public async Task A_log_that_vanishes_is_an_alert_until_it_is_back()
    {
        var served = await ServedProject.OpenAsync(new ServerOptions { Project = model.Folder }, clock, Cancellation);
        var json = Encoding.UTF8.GetString(Documents.Write(Live() with { Name = "vanishing" }));
        await served.Records.Documents.PutAsync(Deployment.Kind, "vanishing", json, 0, null, Cancellation);
        var care = new PredictionLogJob(served, clock, NullLogger<PredictionLogJob>.Instance);
        model.Write("vanishing", 1, traffic => traffic.Hour(0, rows: 3));
        await care.RunAsync(clock.Now, Cancellation);
        (await LogAlertsAsync(served)).ShouldBeEmpty();
        model.Log("vanishing").Archived().ShouldHaveSingleItem().Predictions.ShouldBe(3, "what is closed is archived at once");

        Directory.Delete(model.Log("vanishing").SegmentFolder, recursive: true);
        await care.RunAsync(clock.Now, Cancellation);
        (await LogAlertsAsync(served)).ShouldHaveSingleItem()
            .ShouldBe(("vanishing/prediction-log/folder", AlertState.Open, "its folder is gone: predictions and labels are lost"));

        Directory.CreateDirectory(model.Log("vanishing").SegmentFolder);
        await care.RunAsync(clock.Now, Cancellation);
        await care.RunAsync(clock.Now, Cancellation);
        (await LogAlertsAsync(served)).ShouldHaveSingleItem().State.ShouldBe(AlertState.Resolved);
    }

    private static async Task<(string Cause, AlertState State, string Detail)[]> LogAlertsAsync(ServedProject served) =>
    [
        .. (await AlertsAsync(served)).Where(alert => alert.Deployment == "vanishing")
            .Select(alert => (alert.Cause, alert.State, alert.Detail)),
    ];

    private static Deployment Live() => new()
    {
        Name = "live",
        Model = "small",
        Target = "process",
        ChangedAt = WatchedModel.Start,
        Generation = 1,
        Routes = [new Route(1, "small-1.trestle", "hash", RouteRole.Live, 1)],
        Good = [new Route(1, "small-1.trestle", "hash", RouteRole.Live, 1)],
        Address = "http://127.0.0.1:1/",
    };

    private static async Task<IReadOnlyList<Alert>> OfLiveAsync(ServedProject served) =>
        [.. (await AlertsAsync(served)).Where(alert => alert.Deployment == "live")];

    private static Task<IReadOnlyList<Alert>> AlertsAsync(ServedProject served) =>
        new AlertStore(served.Records, new AlertSettings(), TimeProvider.System).ListAsync(Cancellation);
}
