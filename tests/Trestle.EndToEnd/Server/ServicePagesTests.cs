using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

using Microsoft.Playwright;

using Shouldly;

using Trestle.EndToEnd.Deployments;
using Trestle.Stages.Kernel.Projects;

using Xunit;

using static Microsoft.Playwright.Assertions;

namespace Trestle.EndToEnd.Server;

/// <summary>The pages of a model in service, in both themes: approve, deploy, stop, start, bring back, sessions, notifications.</summary>
public sealed class ServicePagesTests
{
    private const string More = "\nregister: {requires: 1 approval by approver}\nalerts:\n  private-networks: [127.0.0.1]\n  channels:\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_version_is_approved_deployed_stopped_started_and_brought_back(ColorScheme theme)
    {
        await using var browser = await Browser.OpenAsync();
        await using var project = await DeployedProject.MakeAsync(3);
        var channel = $"    - webhook: {{url: \"http://127.0.0.1:{ClosedPort()}/hook\", key: \"${{TRESTLE_TEST_HOOK_KEY}}\"}}\n";
        await File.AppendAllTextAsync(Path.Combine(project.Folder, Project.FileName), $"{More}{channel}", Cancellation);
        Environment.SetEnvironmentVariable("TRESTLE_TEST_HOOK_KEY", "secret");
        await NoteAsync(project);
        await using var server = await ServerProcess.StartAsync(project.Folder);

        // Ann approves; whoever has the one-time address deploys.
        var ann = await browser.PageAsync(theme);
        await SignInAsync(ann, server, await KeyAsync(project, "ann"));
        await ApproveAsync(ann, theme);
        var page = await browser.PageAsync(theme);
        await page.GotoAsync(server.SignIn.ToString());
        await DeployAsync(page);
        await StopAndStartAsync(page, theme);
        await BringBackAsync(page, project, theme);
        await NotificationsAsync(page, theme);
        await EndSessionAsync(page, ann, theme);
        browser.Outside.ShouldBeEmpty();
        browser.Faults.Where(fault => !fault.Contains("401", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static async Task ApproveAsync(IPage page, ColorScheme theme)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Registry" }).ClickAsync();
        var second = page.Locator("tr[data-version='2']");
        await second.ClickAsync();
        var notes = page.Locator("[data-notes='2']");
        await Expect(notes).ToContainTextAsync("without calls");
        await Expect(notes).ToContainTextAsync("1 approval by approver");
        await Expect(notes).ToContainTextAsync("weak in May");
        await notes.GetByLabel("Comment").FillAsync("better in June");
        await notes.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Expect(notes).ToContainTextAsync("better in June");
        await Expect(notes.GetByLabel("Comment")).ToHaveValueAsync("");
        await second.GetByRole(AriaRole.Button, new() { Name = "Approve…" }).ClickAsync();
        await GiveReasonAsync(page, "checked against last year", "Approve");
        await Expect(notes).ToContainTextAsync("ann (approver)");
        await Expect(notes).ToContainTextAsync("checked against last year");
        await Expect(second.GetByRole(AriaRole.Button, new() { Name = "Approve…" })).ToHaveCountAsync(0);
        await KeepAsync(page, "registry-notes", theme);
    }

    private static async Task DeployAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Deployments" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Deploy…" }).ClickAsync();
        await page.SelectOptionAsync("#version", "3");
        await page.FillAsync("#deploy-why", "too early");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Deploy" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("version 3 of 'sample' has no approval that counts");

        await page.GetByRole(AriaRole.Button, new() { Name = "Deploy…" }).ClickAsync();
        await page.SelectOptionAsync("#version", "2");
        await page.FillAsync("#deploy-why", "approved by ann");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Deploy" }).ClickAsync();
        await Expect(Card(page)).ToHaveAttributeAsync("data-state", "Serving", new() { Timeout = 60_000 });
    }

    private static async Task StopAndStartAsync(IPage page, ColorScheme theme)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop…" }).ClickAsync();
        await GiveReasonAsync(page, "maintenance", "Stop");
        await Expect(Card(page)).ToHaveAttributeAsync("data-state", "Stopped", new() { Timeout = 60_000 });
        await Expect(Card(page)).ToContainTextAsync("maintenance. Nothing answers until it is started.");
        await KeepAsync(page, "deployment-stopped", theme);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start…" }).ClickAsync();
        await GiveReasonAsync(page, "it is over", "Start");
        await Expect(Card(page)).ToHaveAttributeAsync("data-state", "Serving", new() { Timeout = 60_000 });
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Start…" })).ToHaveCountAsync(0);
    }

    private static async Task BringBackAsync(IPage page, DeployedProject project, ColorScheme theme)
    {
        var retired = await project.RunAsync("retire", "1", "--reason", "replaced by 2");
        retired.ExitCode.ShouldBe(0, retired.ToString());
        await Expect(Card(page)).ToContainTextAsync("Version 1 is retired: replaced by 2", new() { Timeout = 30_000 });
        await KeepAsync(page, "deployment-retired-version", theme);
        await page.GetByRole(AriaRole.Button, new() { Name = "Bring back…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox).FillAsync("retired by mistake");
        await KeepAsync(page, "deployment-bring-back", theme);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button).Last.ClickAsync();
        await Expect(Card(page)).Not.ToContainTextAsync("is retired", new() { Timeout = 30_000 });
    }

    private static async Task NotificationsAsync(IPage page, ColorScheme theme)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Monitoring" }).ClickAsync();
        var channel = page.Locator("[data-channel='webhook:127.0.0.1']");
        await Expect(channel).ToContainTextAsync("nothing sent yet");
        await channel.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await Expect(page.Locator("[data-channels]").GetByRole(AriaRole.Alert)).ToContainTextAsync("TR2119", new() { Timeout = 60_000 });
        await KeepAsync(page, "notifications", theme);
    }

    private static async Task EndSessionAsync(IPage page, IPage other, ColorScheme theme)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Keys" }).ClickAsync();
        var session = page.Locator("[data-sessions] tbody tr", new() { HasText = "ann" });
        await Expect(session).ToHaveCountAsync(1);
        await KeepAsync(page, "sessions", theme);
        await session.GetByRole(AriaRole.Button, new() { Name = "End" }).ClickAsync();
        await Expect(session).ToHaveCountAsync(0);
        await other.ReloadAsync();
        await Expect(other.Locator("h1")).ToHaveTextAsync("Sign in");
    }

    private static async Task GiveReasonAsync(IPage page, string reason, string action)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox).FillAsync(reason);
        await dialog.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
    }

    private static ILocator Card(IPage page) => page.Locator("[data-deployment=sample]");

    private static Task KeepAsync(IPage page, string name, ColorScheme theme) =>
        Browser.KeepAsync(page, $"{name}-{theme.ToString().ToLowerInvariant()}");

    private static async Task SignInAsync(IPage page, ServerProcess server, string token)
    {
        await page.GotoAsync(new Uri(server.Address, "/sign-in").ToString());
        await page.FillAsync("#key", token);
        await page.ClickAsync("button[type=submit]");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Pipeline");
    }

    private static async Task<string> KeyAsync(DeployedProject project, string name)
    {
        var made = await TrestleProgram.RunAsync(Cancellation, "keys", "create", project.Folder, name, "--role", "approver", "--json");
        made.ExitCode.ShouldBe(0, made.ToString());
        return JsonNode.Parse(made.Output)!["token"]!.GetValue<string>();
    }

    private static async Task NoteAsync(DeployedProject project)
    {
        var noted = await TrestleProgram.RunAsync(
            Cancellation, "models", "note", project.Folder, "2", "--description", "without calls", "--tag", "team=retention", "--comment",
            "weak in May");
        noted.ExitCode.ShouldBe(0, noted.ToString());
    }

    /// <summary>A port of this machine on which nothing listens.</summary>
    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
