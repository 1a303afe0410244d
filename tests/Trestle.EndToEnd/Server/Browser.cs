using Microsoft.Playwright;

using Xunit;

namespace Trestle.EndToEnd.Server;

/// <summary>Debian's Chromium without a window; the test is skipped where it is not, and fails in CI.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly List<string> outside = [];
    private readonly List<string> faults = [];

    private Browser(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        this.browser = browser;
    }

    /// <summary>What pages asked for from elsewhere than this machine.</summary>
    public IReadOnlyList<string> Outside => outside;

    /// <summary>What went wrong in pages: scripts that failed, what the content policy refused.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>Opens a browser.</summary>
    public static async Task<Browser> OpenAsync()
    {
        if (!File.Exists(Program) && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("there is no Chromium: apt-get install chromium");
        }

        // Other tests have the cores, too: what a page shows in the end is what counts.
        Assertions.SetDefaultExpectTimeout((float)TimeSpan.FromMinutes(1).TotalMilliseconds);
        var playwright = await Playwright.CreateAsync();
        return new Browser(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Args = [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync"],
        }));
    }

    /// <summary>A page of the size of a small laptop's.</summary>
    public async Task<IPage> PageAsync(ColorScheme theme = ColorScheme.Light)
    {
        var context = await browser.NewContextAsync(
            new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 }, ColorScheme = theme });
        var page = await context.NewPageAsync();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("http://127.0.0.1:", StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                outside.Add(request.Url);
            }
        };
        page.PageError += (_, error) => faults.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                faults.Add(message.Text);
            }
        };
        return page;
    }

    /// <summary>Keeps a picture of a page beside the results of the tests.</summary>
    public static Task KeepAsync(IPage page, string name) => page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(TrestleProgram.Root, "artifacts", "test-results", "pictures", $"{name}.png"),
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
