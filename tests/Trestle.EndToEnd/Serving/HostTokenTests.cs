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

/// <summary>A scoring host that accepts tokens of an OpenID Connect issuer beside keys.</summary>
public sealed class HostTokenTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private readonly string key = KeyToken.New("shop");
    private TestIssuer issuer = null!;
    private RunningModel model = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        issuer = await TestIssuer.StartAsync();
        var path = folder.At("sample.trestle");
        PackageWriter.WriteFile(SamplePackages.Contents(TaskKind.Binary), path);
        var security = new HostSecurity
        {
            Deployment = "sample",
            RequireKeys = true,
            Keys = [new HostKey("shop", KeyToken.HashOf(key), false, null)],
            Oidc = new OidcTrust(
                issuer.Address, "scoring", "preferred_username", "realm_access.roles", [["reader"], ["writer"], [], ["boss"]]),
        };
        await File.WriteAllBytesAsync(folder.At("security.json"), security.Write(), Cancellation);
        model = await RunningModel.StartAsync(
            new ServeOptions { Package = path, Port = 0, PredictionLog = folder.At("log"), Security = folder.At("security.json") }, path);
    }

    public async ValueTask DisposeAsync()
    {
        await model.DisposeAsync();
        await issuer.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_token_opens_what_its_role_in_a_nested_claim_allows_and_a_key_still_does()
    {
        (await AskAsync("/invocations", Token("reader"))).ShouldBe(200);
        (await AskAsync("/feedback", Token("reader"))).ShouldBe(403);
        (await AskAsync("/feedback", Token("writer", "x"))).ShouldBe(200);
        (await AskAsync("/feedback", Token("boss"))).ShouldBe(200);
        (await AskAsync("/invocations", Token("x"))).ShouldBe(403);
        (await AskAsync("/invocations", key)).ShouldBe(200);
        (await AskAsync("/invocations", null)).ShouldBe(401);
    }

    [Fact]
    public async Task A_token_that_is_not_valid_opens_nothing()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var good = Token("reader");
        string[] bad =
        [
            issuer.Token("other", Roles("reader")), $"{good}x", good[..^9], "a.b.c",
            issuer.Token("scoring", new Dictionary<string, object?>(Roles("reader")) { ["exp"] = now - 3600 }),
            issuer.Token("scoring", Roles("reader"), "none"), issuer.Token("scoring", Roles("reader"), "HS256"),
        ];
        foreach (var token in bad)
        {
            (await AskAsync("/invocations", token)).ShouldBe(401, token);
        }
    }

    [Fact]
    public async Task A_key_that_the_issuer_changes_is_fetched_again()
    {
        (await AskAsync("/invocations", Token("reader"))).ShouldBe(200);
        issuer.ChangeKey();
        while (await AskAsync("/invocations", Token("reader")) != 200)
        {
            await Task.Delay(50, Cancellation);
        }
    }

    [Fact]
    public async Task An_issuer_that_is_silent_from_the_start_is_503_and_keys_go_on()
    {
        var token = Token("reader");
        await issuer.DisposeAsync();
        (await AskAsync("/invocations", token)).ShouldBe(503);
        (await model.GetAsync("/metrics")).Status.ShouldBe(401);
        (await SendAsync("/invocations", token)).Text.ShouldContain("TR1988");
        (await AskAsync("/invocations", key)).ShouldBe(200);
    }

    private string Token(params string[] roles) => issuer.Token("scoring", Roles(roles));

    private static Dictionary<string, object?> Roles(params string[] roles) =>
        new() { ["realm_access"] = new Dictionary<string, object> { ["roles"] = roles } };

    private async Task<int> AskAsync(string path, string? token) => (await SendAsync(path, token)).Status;

    private async Task<Answer> SendAsync(string path, string? token)
    {
        var body = path == "/feedback" ? """{"labels":[]}""" : """{"dataframe_records":[{"age":30,"plan":"plus"}]}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await model.SendAsync(request);
    }
}
