using System.Net.Http.Json;

using Shouldly;

using Trestle.EndToEnd.Server;

using Xunit;

namespace Trestle.EndToEnd.Deployments;

/// <summary>A canary whose server is killed stays as it is, and the next server takes it on.</summary>
public sealed class PendingCanaryTests
{
    private const string Settings =
        "strategy: canary, steps: [50%], hold: 2s, canary: {requests: 20, errors: 50%, latency: 1000, latency-share: 50%, drift: 1}";

    private static CancellationToken Cancellation => DeployedProject.Cancellation;

    [Fact]
    public async Task It_keeps_its_share_while_no_server_runs_and_is_promoted_by_the_next()
    {
        await using var project = await DeployedProject.MakeAsync(2, Settings);
        (await project.RunAsync("deploy", "1")).ExitCode.ShouldBe(0);
        await using (var first = await ServerProcess.StartAsync(project.Folder))
        {
            (await project.RunAsync("deploy", "2")).ExitCode.ShouldBe(0);
            await first.KillAllAsync();
        }

        var pending = await project.DeploymentAsync();
        (pending.Live, pending.Rollout?.To).ShouldBe((1, 2));
        using var client = new HttpClient { BaseAddress = new Uri(pending.Address!) };
        var answered = new Dictionary<string, int>();
        for (var i = 0; i < 100; i++)
        {
            var version = await AskAsync(client);
            answered[version] = answered.GetValueOrDefault(version) + 1;
        }

        answered.Keys.Order().ShouldBe(["1", "2"]);
        answered["2"].ShouldBeInRange(45, 55);
        (await project.DeploymentAsync()).Generation.ShouldBe(pending.Generation);

        await using var second = await ServerProcess.StartAsync(project.Folder);
        while ((await project.DeploymentAsync()) is not { Live: 2, Rollout: null })
        {
            await AskAsync(client);
        }

        (await AskAsync(client)).ShouldBe("2");
        var verified = await TrestleProgram.RunAsync(Cancellation, "audit", "verify", project.Folder);
        verified.ExitCode.ShouldBe(0, verified.ToString());
    }

    /// <summary>Asks for a prediction; returns the version that answered.</summary>
    private static async Task<string> AskAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync("invocations", DeployedProject.Request, Cancellation);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("X-Trestle-Model").Single().Split('/')[1];
    }
}
