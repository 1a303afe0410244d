using System.Diagnostics;

using Shouldly;

using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.ScoringHosts;

public sealed class RunningHostTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_host_is_told_to_end_before_it_is_killed()
    {
        await using (await StartAsync("trap 'echo told > ended; exit 0' TERM", seconds: 20))
        {
        }

        File.ReadAllText(folder.At("ended")).ShouldBe("told\n");
    }

    [Fact]
    public async Task A_host_that_does_not_listen_is_killed()
    {
        var host = await StartAsync("trap '' TERM", seconds: 0.4);
        var watch = Stopwatch.StartNew();
        await host.DisposeAsync();
        watch.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(10));
        Process.GetProcesses().ShouldNotContain(process => process.Id == int.Parse(File.ReadAllText(folder.At("pid"))));
    }

    [Fact]
    public async Task A_host_that_has_ended_already_is_no_mistake()
    {
        var host = await StartAsync("exit 3", seconds: 20);
        (await host.WaitAsync(TestContext.Current.CancellationToken)).ShouldBe(3);
        await host.DisposeAsync();
    }

    private async Task<RunningHost> StartAsync(string script, double seconds)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("signals are sent by kill");
        }

        var start = new ProcessStartInfo(
            "sh",
            ["-c", $"echo $$ > pid; {script}; echo ready; while :; do sleep 0.05; done"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Path
        };
        var process = Process.Start(start)!;
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return new RunningHost(process, new Uri("http://127.0.0.1")) { EndLimit = TimeSpan.FromSeconds(seconds) };
    }
}
