using System.Net.Http.Headers;
using System.Text;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Core.Security;
using Trestle.Learners.Packages;
using Trestle.Serving;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>A scoring host that asks for keys.</summary>
public sealed class HostKeyTests : IAsyncLifetime
{
    private const string Body = """{"dataframe_records":[{"age":30,"plan":"plus"}]}""";
    private const string Labels = """{"labels":[]}""";
    private readonly TempFolder folder = new();
    private readonly string viewer = KeyToken.New("viewer");
    private readonly string editor = KeyToken.New("editor");
    private readonly string scoped = KeyToken.New("scoped");
    private readonly string other = KeyToken.New("other");
    private readonly string slow = KeyToken.New("slow");
    private RunningModel model = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var path = folder.At("sample.trestle");
        PackageWriter.WriteFile(SamplePackages.Contents(TaskKind.Binary), path);
        Write(
            Key("viewer", viewer), Key("editor", editor, labels: true),
            Key("scoped", scoped, limits: new KeyLimits { Deployments = ["churn", "x"] }),
            Key("other", other, limits: new KeyLimits { Deployments = ["fraud"] }),
            Key("slow", slow, limits: new KeyLimits { PerDay = 2 }));
        model = await RunningModel.StartAsync(
            new ServeOptions { Package = path, Port = 0, PredictionLog = folder.At("log"), Security = folder.At("security.json") }, path);
    }

    public async ValueTask DisposeAsync()
    {
        await model.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Without_a_valid_key_only_health_is_answered()
    {
        foreach (var path in new[] { "/ping", "/health", "/v2/health/live", "/v2/health/ready" })
        {
            (await SendAsync(HttpMethod.Get, path, null)).Status.ShouldBe(200, path);
        }

        string?[] wrong =
        [
            null, "", "Bearer", "Bearer x", $"Basic {viewer}", $"Bearer {viewer}x", $"Bearer {viewer[..^1]}",
            $"Bearer {KeyToken.New("viewer")}", $"Bearer {KeyToken.New("nobody")}", viewer, "Bearer trestle_viewer_",
            $"Bearer {new string('a', 5000)}",
        ];
        foreach (var header in wrong)
        {
            foreach (var path in new[] { "/version", "/metrics", "/v2", "/none" })
            {
                (await SendAsync(HttpMethod.Get, path, header)).Status.ShouldBe(401, $"{path} {header}");
            }

            var answer = await SendAsync(HttpMethod.Post, "/invocations", header, Body);
            answer.Status.ShouldBe(401, header);
            answer.Text.ShouldContain("TR1985");
            answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
            (await SendAsync(HttpMethod.Post, "/feedback", header, Labels)).Status.ShouldBe(401, header);
        }
    }

    [Fact]
    public async Task A_key_opens_what_its_role_and_its_deployments_allow()
    {
        foreach (var token in new[] { viewer, editor, scoped })
        {
            (await SendAsync(HttpMethod.Post, "/invocations", $"Bearer {token}", Body)).Status.ShouldBe(200);
            (await SendAsync(HttpMethod.Get, "/metrics", $"bearer  {token}")).Status.ShouldBe(200);
        }

        (await SendAsync(HttpMethod.Post, "/feedback", $"Bearer {editor}", Labels)).Status.ShouldBe(200);
        foreach (var (path, token, body) in new[] { ("/feedback", viewer, Labels), ("/invocations", other, Body) })
        {
            var answer = await SendAsync(HttpMethod.Post, path, $"Bearer {token}", body);
            answer.Status.ShouldBe(403);
            answer.Text.ShouldContain("TR1986");
        }
    }

    [Fact]
    public async Task A_spent_quota_is_429_with_the_time_to_wait_and_others_do_not_feel_it()
    {
        for (var i = 0; i < 2; i++)
        {
            (await SendAsync(HttpMethod.Post, "/invocations", $"Bearer {slow}", Body)).Status.ShouldBe(200);
        }

        var answer = await SendAsync(HttpMethod.Post, "/invocations", $"Bearer {slow}", Body);
        answer.Status.ShouldBe(429);
        answer.Text.ShouldContain("TR1987");
        answer.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        (await SendAsync(HttpMethod.Post, "/invocations", $"Bearer {viewer}", Body)).Status.ShouldBe(200);

        // A change of another key does not give back what is spent.
        Write(Key("slow", slow, limits: new KeyLimits { PerDay = 2 }));
        await UntilAsync(401, viewer);
        (await SendAsync(HttpMethod.Post, "/invocations", $"Bearer {slow}", Body)).Status.ShouldBe(429);
    }

    [Fact]
    public async Task A_key_that_is_revoked_and_a_host_that_is_opened_take_effect_while_it_runs()
    {
        Write(Key("editor", editor, labels: true));
        await UntilAsync(401, viewer);
        (await SendAsync(HttpMethod.Post, "/invocations", $"Bearer {editor}", Body)).Status.ShouldBe(200);
        await File.WriteAllBytesAsync(folder.At("security.json"), new HostSecurity().Write(), Cancellation);
        await UntilAsync(200, null);
    }

    private static HostKey Key(string name, string token, bool labels = false, KeyLimits? limits = null) =>
        new(name, KeyToken.HashOf(token), labels, limits);

    private void Write(params HostKey[] keys) => File.WriteAllBytes(
        folder.At("security.json"), new HostSecurity { Deployment = "churn", RequireKeys = true, Keys = keys }.Write());

    private async Task UntilAsync(int status, string? token)
    {
        while ((await SendAsync(HttpMethod.Get, "/version", token is null ? null : $"Bearer {token}")).Status != status)
        {
            await Task.Delay(20, Cancellation);
        }
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, string? authorization, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await model.SendAsync(request);
    }
}
