using Microsoft.Extensions.Logging.Abstractions;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Server;
using Trestle.Server.Jobs;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Testing;
using Trestle.Tests.Stages;

using Xunit;

namespace Trestle.Tests.Server.Jobs;

/// <summary>A job that fails is an alert itself, and the alert ends with it.</summary>
public sealed class JobHealthTests : IAsyncLifetime
{
    private readonly TestProject project = new(TestProject.Small, TestProject.Rows(20));
    private readonly StillClock clock = new();
    private ServedProject served = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        served = await ServedProject.OpenAsync(new ServerOptions { Project = project.Path_ }, clock, Cancellation);

    public ValueTask DisposeAsync()
    {
        project.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_job_that_fails_opens_one_alert_until_it_has_worked_for_a_minute()
    {
        var (health, job) = (Health(), new EverySeconds(30));
        await health.ReportAsync(job, new InvalidOperationException("row 7: Ann, 12,000"), Cancellation);
        await health.ReportAsync(job, new InvalidOperationException("again"), Cancellation);
        var alert = (await AlertsAsync()).ShouldHaveSingleItem();
        (alert.Cause, alert.State, alert.Windows).ShouldBe(("server/job/sample", AlertState.Open, 2));
        alert.Detail.ShouldBe("it failed: InvalidOperationException", "messages of others may hold values");

        await health.ReportAsync(job, null, Cancellation);
        (await AlertsAsync())[0].State.ShouldBe(AlertState.Open);
        await health.ReportAsync(job, null, Cancellation);
        (await AlertsAsync())[0].State.ShouldBe(AlertState.Resolved);
        (await served.Records.Audit.LastAsync(9, null, Cancellation)).Select(entry => entry.Note.Action)
            .ShouldBe(["alert.resolved", "alert.opened"]);
    }

    [Fact]
    public async Task A_failure_for_one_deployment_is_its_own_alert_and_lets_the_others_go_on()
    {
        var (health, job, done) = (Health(), new EverySeconds(60), new List<string>());
        foreach (var name in new[] { "a", "b" })
        {
            await health.GuardAsync(job, name, () => name == "a" ? throw Known() : Done(name), Cancellation);
        }

        done.ShouldBe(["b"]);
        var alert = (await AlertsAsync()).ShouldHaveSingleItem();
        (alert.Cause, alert.Detail).ShouldBe(("a/job/sample", "TR0020 the disk is full"));

        Task Done(string name)
        {
            done.Add(name);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Stopping_the_server_is_no_failure()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(
            () => Health().GuardAsync(new EverySeconds(5), "a", () => Task.FromCanceled(stopped.Token), stopped.Token));
        (await AlertsAsync()).ShouldBeEmpty();
    }

    private static TrestleException Known() => new(new Problem("TR0020", "the disk is full", "space", "the disk", "make room"));

    private JobHealth Health() => new(served, clock, NullLogger<JobHealth>.Instance);

    private Task<IReadOnlyList<Alert>> AlertsAsync() => new AlertStore(served.Records, new AlertSettings(), clock).ListAsync(Cancellation);

    private sealed class EverySeconds(int seconds) : IRecurring
    {
        public string Name => "sample";

        public bool OnceForAll => true;

        public Rhythm? RhythmOf(ProjectSettings settings) => new Rhythm.Every(TimeSpan.FromSeconds(seconds));

        public Task RunAsync(DateTimeOffset due, CancellationToken cancellation) => Task.CompletedTask;
    }
}
