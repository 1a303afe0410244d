using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Microsoft.Playwright;

using Shouldly;

using Trestle.EndToEnd.Server;

using Xunit;

using static Microsoft.Playwright.Assertions;

namespace Trestle.EndToEnd.Simulations;

/// <summary>Unattended simulations: a deployed model is replaced when the data drifts, and left alone when it does not.</summary>
public sealed class SimulationTests : IDisposable
{
    private const string Yaml = """
        name: demand
        source: demand.csv
        target: y
        time: day
        ignore: [day]
        split: {test: 10%}
        train: {trials: 1}
        revisit-candidates: {ensemble: false, rounds: 1}
        evaluate: {resamples: 100}
        monitor:
          window: 30d
          label-delay: 5d
          min-rows: 50
          performance: {min-labels: 100}
        retrain-or-retire:
          when: {performance-windows: 3}
          then: compete
          challenge: {rows: 100, looks: 2}
          limits: {cooldown: 60d, probation: 20d}
        deploy:
          steps: [10%]
          hold: 2d
          canary: {errors: 90%, latency: 1000, latency-share: 50%, requests: 3, timeout: 20d, undecided: promote}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("trestle-simulation-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task When_the_world_changes_the_model_is_replaced_and_every_decision_is_in_the_audit_log()
    {
        // From day 450 on x is where it never was before, and counts five times as much there.
        Write(days: 660, turns: 450);
        var result = await SimulateAsync("--from", "2021-01-01");

        var events = result["events"]!.AsArray()
            .Select(entry => (Action: (string)entry!["note"]!["action"]!, Subject: (string)entry["note"]!["subject"]!)).ToArray();
        string[] story = [
            .. events.Where(
                entry => entry.Action.StartsWith("renewal.", StringComparison.Ordinal) && entry.Action != "renewal.hold").Select(
                    entry => $"{entry.Action} {entry.Subject}").Take(5)];
        story.ShouldBe(
            [
                "renewal.request demand/1",
                "renewal.shadow demand/2",
                "renewal.try demand/2",
                "renewal.promote demand/2",
                "renewal.retire demand/1",
            ],
            string.Join('\n', result["events"]!.AsArray().Select(entry => $"{entry!["at"]} {entry["note"]!.ToJsonString()}")));
        events.ShouldContain(entry => entry.Action == "alert.opened" && entry.Subject == "demand/performance/rmse");
        events.ShouldContain(("renewal.hold", "demand/1"));
        ((int)result["failed"]!).ShouldBe(0);
        ((int)result["predicted"]!).ShouldBe(4 * 294);
        var simulated = Path.Combine(folder, ".trestle", "simulation");
        (await TrestleProgram.RunAsync(Cancellation, "audit", "verify", simulated)).Output.ShouldContain("The log is intact");
        await LookAsync(simulated);
    }

    [Fact]
    public async Task When_the_world_does_not_change_nothing_is_done()
    {
        Write(days: 660, turns: 450);
        var result = await SimulateAsync("--from", "2021-01-01", "--stationary");
        ((int)result["windows"]!).ShouldBe(9);
        (((int)result["live"]!), ((int)result["versions"]!)).ShouldBe((1, 1));
        result["events"]!.AsArray()
            .ShouldNotContain(entry => ((string)entry!["note"]!["action"]!).StartsWith("alert.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_one_simulation_of_a_project_runs_at_a_time()
    {
        Write(days: 400, turns: 999);
        Directory.CreateDirectory(Path.Combine(folder, ".trestle"));
        await using var other = new FileStream(
            Path.Combine(folder, ".trestle", "simulation.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var ended = await TrestleProgram.RunAsync(Cancellation, "simulate", folder);
        ended.ExitCode.ShouldBe(1, ended.ToString());
        ended.Error.ShouldContain("TR0175");
    }

    /// <summary>
    /// What happened is seen on the page: the alert, the windows of the version that was watched, both distributions of what drifted.
    /// </summary>
    private static async Task LookAsync(string simulated)
    {
        await using var browser = await Browser.OpenAsync();
        await using var server = await ServerProcess.StartAsync(simulated, "--still");
        var page = await browser.PageAsync();
        await page.GotoAsync(server.SignIn.ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "Monitoring" }).ClickAsync();
        await Expect(page.Locator("[data-alert='demand/performance/rmse']")).ToContainTextAsync("rmse 6");
        await PickAsync(page, "demand/1");
        await page.Locator("tr", new() { HasText = "feature-drift" }).First.ClickAsync();
        await Expect(page.Locator(".chart svg")).ToHaveCountAsync(2);
        await Browser.KeepAsync(page, "monitoring-light");
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("renewal.retire");
        browser.Faults.ShouldBeEmpty();
    }

    /// <summary>Picks a version; a page that has just come is not listening yet, and is asked again.</summary>
    private static async Task PickAsync(IPage page, string version)
    {
        // Its last window may end on the day on which it is replaced.
        var found = page.GetByText(new Regex("^[78] windows, newest on the right$"));
        for (var i = 0; i < 20 && await found.CountAsync() == 0; i++)
        {
            await page.GetByLabel("Deployment and version").SelectOptionAsync("demand/2");
            await page.GetByLabel("Deployment and version").SelectOptionAsync(version);
            await Task.Delay(1000, Cancellation);
        }

        await Expect(found).ToBeVisibleAsync();
    }

    private async Task<JsonNode> SimulateAsync(params string[] options)
    {
        var ended = await TrestleProgram.RunAsync(Cancellation, ["simulate", folder, "--json", .. options]);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        return JsonNode.Parse(ended.Output)!;
    }

    private void Write(int days, int turns)
    {
        File.WriteAllText(Path.Combine(folder, "trestle.yaml"), Yaml);
        var random = new Random(5);
        var text = new StringBuilder("day,x,z,y\n");
        for (var row = 0; row < 4 * days; row++)
        {
            var (day, x, z) = (row / 4, random.NextDouble(), random.NextDouble());
            var y = 10 + (day < turns ? 3 * x : 3 + (15 * x)) + z + (0.2 * random.NextDouble());
            x += day < turns ? 0 : 1;
            text.Append($"{new DateOnly(2020, 1, 1).AddDays(day):yyyy-MM-dd},{x:0.0000},{z:0.0000},{y:0.0000}\n");
        }

        File.WriteAllText(Path.Combine(folder, "demand.csv"), text.ToString());
    }
}
