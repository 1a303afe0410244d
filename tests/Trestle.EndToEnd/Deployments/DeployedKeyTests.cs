using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd.Deployments;

/// <summary>A deployment whose host asks for keys, from the command that makes one to the one that revokes it.</summary>
public sealed class DeployedKeyTests
{
    private static CancellationToken Cancellation => DeployedProject.Cancellation;

    [Fact]
    public async Task A_key_is_made_used_and_revoked_while_the_host_runs()
    {
        await using var project = await DeployedProject.MakeAsync(1, "strategy: blue-green}\nsecurity: {require-keys: true");
        var deployed = await project.RunAsync("deploy", "1", "--json");
        deployed.ExitCode.ShouldBe(0, deployed.ToString());
        using var client = new HttpClient { BaseAddress = new Uri((await project.DeploymentAsync()).Address!) };
        (await SendAsync(client, null)).ShouldBe(HttpStatusCode.Unauthorized);

        var token = await CreateAsync(project, "shop", "--deployment", "sample", "--per-second", "1000");
        var other = await CreateAsync(project, "other", "--deployment", "fraud");
        await UntilAsync(client, token, HttpStatusCode.OK);
        await UntilAsync(client, other, HttpStatusCode.Forbidden);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(project.Files.Security).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        (await File.ReadAllTextAsync(project.Files.Security, Cancellation)).ShouldNotContain(token);
        var status = await project.RunAsync("deployments", "--json");
        status.Output.ShouldContain("\"running\": true");
        (await project.RunAsync("keys")).Output.ShouldContain("only sample, 1000 a second");
        (await TrestleProgram.RunAsync(Cancellation, "keys", "revoke", project.Folder, "shop")).ExitCode.ShouldBe(0);
        await UntilAsync(client, token, HttpStatusCode.Unauthorized);
    }

    private static async Task<string> CreateAsync(DeployedProject project, string name, params string[] limits)
    {
        var made = await TrestleProgram.RunAsync(
            Cancellation, ["keys", "create", project.Folder, name, "--role", "viewer", .. limits, "--json"]);
        made.ExitCode.ShouldBe(0, made.ToString());
        return JsonDocument.Parse(made.Output).RootElement.GetProperty("token").GetString()!;
    }

    private static async Task UntilAsync(HttpClient client, string token, HttpStatusCode status)
    {
        while (await SendAsync(client, token) != status)
        {
            await Task.Delay(20, Cancellation);
        }
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/invocations")
        {
            Content = new StringContent(
                """{"dataframe_records":[{"age":30,"plan":"plus"}]}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }
}
