using Microsoft.Playwright;

using Shouldly;

using Xunit;

using static Microsoft.Playwright.Assertions;

namespace Trestle.EndToEnd.Server;

/// <summary>A tour of the pages in a real browser, from the first address to a promoted model.</summary>
public sealed class PagesTests
{
    private const float RunLimit = 240_000;

    [Fact]
    public async Task From_the_one_time_address_to_a_promoted_model()
    {
        var folder = TrestleProgram.CopyExample("churn", "train: {trials: 1}\nevaluate: {resamples: 100}\ndeploy: {port: 0}\n");
        await using var browser = await Browser.OpenAsync();
        await using var server = await ServerProcess.StartAsync(folder);
        var page = await browser.PageAsync();
        await page.GotoAsync(server.SignIn.ToString());
        await Expect(page.Locator("h1")).ToHaveTextAsync("Pipeline");
        await Expect(page.Locator(".stage")).ToHaveCountAsync(22);

        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(page.Locator("[data-stage=train]")).ToHaveAttributeAsync("data-status", "running", new() { Timeout = RunLimit });
        await Expect(page.Locator("[data-stage=ingest]")).ToHaveAttributeAsync("data-status", "finished");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeVisibleAsync();
        await Expect(page.Locator("[data-stage=register]")).ToHaveAttributeAsync("data-status", "finished", new() { Timeout = RunLimit });
        await Browser.KeepAsync(page, "pipeline-light");

        await page.Locator("[data-stage=validate-data]").ClickAsync();
        await page.Locator("[data-panel=validate-data]").GetByRole(AriaRole.Tab, new() { Name = "contract" }).ClickAsync();
        await Expect(page.Locator("[data-panel=validate-data]")).ToContainTextAsync("total_charges");
        await Browser.KeepAsync(page, "stage-light");

        await page.GetByRole(AriaRole.Link, new() { Name = "Data" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Data");
        await Expect(page.Locator("svg.bars")).ToHaveCountAsync(19);

        await page.GetByRole(AriaRole.Link, new() { Name = "Models" }).ClickAsync();
        await Expect(page.Locator("tr[data-candidate=lightgbm]")).ToBeVisibleAsync();
        await page.Locator("tr[data-candidate=lightgbm]").ClickAsync();
        await Expect(page.Locator("h2", new() { HasText = "lightgbm: metrics" })).ToBeVisibleAsync();
        await Expect(page.Locator(".chart svg")).ToHaveCountAsync(15);
        await Browser.KeepAsync(page, "models-light");

        await SecondVersionAsync(page, folder);
        await PromoteAsync(page);
        try
        {
            await DeployAsync(page);
        }
        finally
        {
            // A host outlives the server that deployed it: a test that failed must not leave one.
            await TrestleProgram.RunAsync(CancellationToken.None, "retire", folder, "all", "--reason", "the test is over", "--stop");
        }

        browser.Outside.ShouldBeEmpty();
        browser.Faults.ShouldBeEmpty();
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Without_a_session_there_is_only_the_page_to_sign_in()
    {
        var folder = TrestleProgram.CopyExample("ridership");
        await using var browser = await Browser.OpenAsync();
        await using var server = await ServerProcess.StartAsync(folder);
        var page = await browser.PageAsync(ColorScheme.Dark);
        await page.GotoAsync(new Uri(server.Address, "/registry").ToString());
        await Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");
        await page.FillAsync("#key", "trestle_nobody_nothing");
        await page.ClickAsync("button[type=submit]");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("This key is not valid.");

        var made = await TrestleProgram.RunAsync(
            TestContext.Current.CancellationToken, "keys", "create", folder, "anna", "--role", "viewer", "--json");
        await page.FillAsync("#key", System.Text.Json.Nodes.JsonNode.Parse(made.Output)!["token"]!.GetValue<string>());
        await page.ClickAsync("button[type=submit]");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Pipeline");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The running window has an end, and what there is of it can be judged at once.</summary>
    private static async Task MonitorAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Monitoring" }).ClickAsync();
        await Expect(page.Locator("[data-running=churn]")).ToContainTextAsync("it ends in", new() { Timeout = 20_000 });
        await Expect(page.Locator("[data-channels]")).ToContainTextAsync("Nobody is notified");
        await page.GetByRole(AriaRole.Button, new() { Name = "Judge now" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The running window so far" }))
            .ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    /// <summary>Another seed makes another package, and so another version.</summary>
    private static async Task SecondVersionAsync(IPage page, string folder)
    {
        await File.AppendAllTextAsync(Path.Combine(folder, "trestle.yaml"), "seed: 7\n", TestContext.Current.CancellationToken);
        await page.GetByRole(AriaRole.Link, new() { Name = "Pipeline" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run…" }).ClickAsync();
        await page.FillAsync("#why", "another seed");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(page.Locator(".strip")).ToContainTextAsync("another seed", new() { Timeout = 30_000 });
        await Expect(page.Locator("[data-stage=register]")).ToHaveAttributeAsync("data-status", "finished", new() { Timeout = RunLimit });
    }

    private static async Task DeployAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Deployments" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Deploy…" }).ClickAsync();
        await page.FillAsync("#deploy-why", "the champion is to answer");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Deploy" }).ClickAsync();
        await Expect(page.Locator("[data-deployment=churn]")).ToHaveAttributeAsync("data-state", "Serving", new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.Locator("[data-answer]")).ToHaveAttributeAsync("data-answer", "200", new() { Timeout = 20_000 });
        await Expect(page.Locator(".headline")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^(Yes|No)$"));
        await Browser.KeepAsync(page, "deployments-light");

        await MonitorAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Deployments" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Retire…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox).FillAsync("the test is over");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Retire" }).ClickAsync();
        await Expect(page.Locator("[data-deployment=churn]")).ToHaveAttributeAsync("data-state", "Retired", new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox).FillAsync("the test is over");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(page.Locator("[data-deployment=churn]")).ToContainTextAsync("not listening", new() { Timeout = 30_000 });
    }

    private static async Task PromoteAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Registry" }).ClickAsync();
        var second = page.Locator("tr[data-version='2']");
        await second.GetByRole(AriaRole.Button, new() { Name = "Promote…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Promote" })).ToBeDisabledAsync();
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("as good, and newer");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await Expect(second.Locator(".tag", new() { HasText = "champion" })).ToBeVisibleAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("as good, and newer");
        await Browser.KeepAsync(page, "registry-light");

        await page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("registry.alias");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Expect(page.Locator(".tag.good")).ToContainTextAsync("log intact");
    }
}
