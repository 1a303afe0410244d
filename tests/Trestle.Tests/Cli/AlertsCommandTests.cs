using Shouldly;

using Trestle.Stages.Monitor.Alerts;
using Trestle.Tests.Stages;
using Trestle.Tests.Stages.Monitor.Alerts;

using Xunit;

namespace Trestle.Tests.Cli;

/// <summary>What needs attention, and what is done about it, on the command line.</summary>
public sealed class AlertsCommandTests : IAsyncLifetime
{
    private TestProject project = null!;
    private HttpReceiver receiver = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        receiver = await HttpReceiver.StartAsync();
        Environment.SetEnvironmentVariable("ALERTS_COMMAND_KEY", "s3cr3t");
        project = new TestProject(
            $"{TestProject.Small}alerts: {{private-networks: [127.0.0.0/8], webhooks: {{url: 'http://127.0.0.1:{receiver.Port}/t0ken', "
            + "key: '${ALERTS_COMMAND_KEY}'}}\n", TestProject.Rows(20));
        var records = await project.RecordsAsync();
        await new AlertStore(records, new AlertSettings(), TimeProvider.System)
            .TakeHealthAsync("small", "drift", "x", failing: true, "PSI 0.4", Cancellation, 1);
    }

    public async ValueTask DisposeAsync()
    {
        project.Dispose();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task An_alert_is_listed_acknowledged_resolved_and_then_gone()
    {
        var listed = await Typed.RunAsync("alerts", project.Path_);
        listed.Code.ShouldBe(0, listed.ToString());
        listed.Output.ShouldContain("small/drift/x");
        listed.Output.ShouldContain("webhook:127.0.0.1");
        listed.Output.ShouldNotContain("t0ken");
        (await Typed.RunAsync("status", project.Path_)).Output.ShouldContain("small/drift/x: PSI 0.4");
        var doctor = (await Typed.RunAsync("doctor", project.Path_, "--json")).Json().EnumerateArray()
            .Single(finding => finding.GetProperty("name").GetString() == "alerts");
        doctor.GetProperty("level").GetString().ShouldBe("warning");

        (await Typed.RunAsync("alerts", "acknowledge", project.Path_, "small/drift/x", "--reason", "looking")).Output
            .ShouldContain("small/drift/x is acknowledged.");
        var again = await Typed.RunAsync("alerts", "acknowledge", project.Path_, "small/drift/y", "--reason", "looking");
        (again.Code, again.Errors.Contains("TR2116"), again.Errors.Contains("small/drift/x")).ShouldBe((1, true, true));
        (await Typed.RunAsync("alerts", "resolve", project.Path_, "small/drift/x", "--reason", "mended", "--json")).Json()
            .GetProperty("state").GetString().ShouldBe("resolved");
        (await Typed.RunAsync("alerts", project.Path_)).Output.ShouldContain("There are no unresolved alerts.");
        (await Typed.RunAsync("alerts", project.Path_, "--all")).Output.ShouldContain("small/drift/x");
    }

    [Fact]
    public async Task Alerts_are_silenced_and_the_silence_is_listed_until_it_is_ended()
    {
        var silenced = await Typed.RunAsync("alerts", "silence", project.Path_, "small/*", "--for", "2h", "--reason", "a campaign");
        silenced.Code.ShouldBe(0, silenced.ToString());
        (await Typed.RunAsync("alerts", project.Path_, "--json")).Json().GetProperty("silences")[0].GetProperty("pattern").GetString()
            .ShouldBe("small/*");
        (await Typed.RunAsync("alerts", "unsilence", project.Path_, "small/*", "--reason", "over")).Code.ShouldBe(0);
        (await Typed.RunAsync("alerts", "unsilence", project.Path_, "small/*", "--reason", "over")).Errors.ShouldStartWith("TR2118");
        (await Typed.RunAsync("alerts", "silence", project.Path_, "small/*", "--for", "soon", "--reason", "r")).Errors
            .ShouldStartWith("TR0091");
    }

    [Fact]
    public async Task A_test_notification_is_sent_and_a_channel_that_does_not_accept_it_fails_the_command()
    {
        (await Typed.RunAsync("alerts", "test", project.Path_)).Output.ShouldContain("webhook:127.0.0.1 accepted a test notification.");
        receiver.Got.Count.ShouldBe(1);
        receiver.Answer = 403;
        var failed = await Typed.RunAsync("alerts", "test", project.Path_);
        failed.Code.ShouldBe(1);
        failed.Errors.ShouldStartWith("TR2119");
        failed.Errors.ShouldNotContain("t0ken");
    }

    [Fact]
    public async Task Without_a_deployment_the_monitor_says_how_to_get_one()
    {
        var typed = await Typed.RunAsync("monitor", project.Path_);
        typed.Code.ShouldBe(0, typed.ToString());
        typed.Output.ShouldContain("Nothing answers, so nothing is watched.");
        (await Typed.RunAsync("monitor", project.Path_, "--name", "smal")).Errors.ShouldStartWith("TR0091");
    }
}
