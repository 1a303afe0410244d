using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Server.Security;

/// <summary>People and programs whom an OpenID Connect issuer knows; the issuer is a real one in this process.</summary>
public sealed class SingleSignOnTests(SignOnServer server) : IClassFixture<SignOnServer>
{
    private static CancellationToken Cancellation => RunningServer.Cancellation;

    [Fact]
    public async Task A_person_signs_in_with_the_issuer_and_out_again()
    {
        server.Issuer.User["roles"] = new[] { "staff", "editor" };
        using var browser = new Browser(server.Address);
        (await browser.GetAsync("/sign-in")).Text.ShouldContain("/sign-in/oidc");
        var page = await browser.GetAsync("/sign-in/oidc");
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Text.ShouldContain("http-equiv=\"refresh\"");
        var session = JsonNode.Parse((await browser.GetAsync("/api/v1/session")).Text)!;
        session["who"]!.GetValue<string>().ShouldBe("oidc:alice");
        session["role"]!.GetValue<string>().ShouldBe("editor");
        (await browser.GetAsync("/api/v1/keys")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_person_without_a_role_gets_no_session_and_a_callback_out_of_the_blue_is_refused()
    {
        server.Issuer.User["roles"] = new[] { "other" };
        using var browser = new Browser(server.Address);
        (await browser.GetAsync("/sign-in/oidc")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.GetAsync("/api/v1/session")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.GetAsync("/signin-oidc?code=x&state=y")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_of_the_issuer_opens_what_its_role_allows()
    {
        server.Issuer.User["roles"] = new[] { "viewer" };
        (await AskAsync(server.Issuer.Token(), "/api/v1/session")).Status.ShouldBe(HttpStatusCode.OK);
        (await AskAsync(server.Issuer.Token(), "/api/v1/keys")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await AskAsync(server.Issuer.Token(more: Claim("roles", "admin")), "/api/v1/keys")).Status.ShouldBe(HttpStatusCode.OK);
        (await AskAsync(server.Issuer.Token(more: Claim("roles", "none")), "/api/v1/session")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_token_that_is_forged_late_early_or_for_others_opens_nothing()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var good = server.Issuer.Token();
        string[] bad =
        [
            server.Issuer.Token("other"), server.Issuer.Token(more: Claim("iss", "https://evil.example")),
            server.Issuer.Token(more: Claim("exp", now - 3600)), server.Issuer.Token(more: Claim("nbf", now + 3600)),
            server.Issuer.Token(more: Claim("exp", null)), server.Issuer.Token(algorithm: "none"), server.Issuer.Token(algorithm: "HS256"),
            good[..^8], $"{good}x", $"{good.Split('.')[0]}.{good.Split('.')[1]}.", "a.b.c", "x",
        ];
        foreach (var token in bad)
        {
            (await AskAsync(token, "/api/v1/session")).Status.ShouldBe(HttpStatusCode.Unauthorized, token);
        }
    }

    private static Dictionary<string, object?> Claim(string name, object? value) => new() { [name] = value };

    private async Task<(HttpStatusCode Status, string Text)> AskAsync(string token, string path)
    {
        using var client = server.Client(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Follows redirects and keeps cookies, also from one server to another.</summary>
    private sealed class Browser(Uri address) : IDisposable
    {
        private readonly HttpClient client = new(new SocketsHttpHandler { CookieContainer = new CookieContainer() });

        public async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
        {
            using var answer = await client.GetAsync(new Uri(address, path), Cancellation);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        }

        public void Dispose() => client.Dispose();
    }
}

/// <summary>A server that trusts an issuer.</summary>
public sealed class SignOnServer : RunningServer
{
    /// <summary>The issuer.</summary>
    public TestIssuer Issuer { get; } = TestIssuer.StartAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    protected override bool HasRun => false;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        Environment.SetEnvironmentVariable("TRESTLE_TEST_OIDC_SECRET", TestIssuer.Secret);
        File.AppendAllText(
            Path.Combine(Project.Path_, "trestle.yaml"),
            $"security: {{oidc: {{issuer: \"{Issuer.Address}\", client-id: {TestIssuer.Client}, "
                + "client-secret: \"${TRESTLE_TEST_OIDC_SECRET}\"}}\n");
    }
}

/// <summary>An issuer that does not answer is not mistaken for a token that is not valid.</summary>
public sealed class SilentIssuerTests(SilentIssuerServer server) : IClassFixture<SilentIssuerServer>
{
    [Fact]
    public async Task A_token_is_answered_with_503_and_a_key_as_always()
    {
        using var client = server.Client(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "eyJhbGciOiJSUzI1NiJ9.e30.AAAA");
        using var answer = await client.GetAsync(new Uri("/api/v1/session", UriKind.Relative), RunningServer.Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync(RunningServer.Cancellation)).ShouldContain("TR0164");
        (await server.SendAsync(Trestle.Stages.Kernel.Access.Role.Viewer, HttpMethod.Get, "/api/v1/session")).Status
            .ShouldBe(HttpStatusCode.OK);
    }
}

/// <summary>A server whose issuer does not answer.</summary>
public sealed class SilentIssuerServer : RunningServer
{
    /// <inheritdoc/>
    protected override bool HasRun => false;

    /// <inheritdoc/>
    protected override string Configuration => "security: {oidc: {issuer: \"http://127.0.0.1:1\", audience: a}}\n";
}
