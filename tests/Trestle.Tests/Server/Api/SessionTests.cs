using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Shouldly;

using Trestle.Stages.Kernel.Access;

using Xunit;

namespace Trestle.Tests.Server.Api;

/// <summary>How people sign in, and what a session may not do by itself.</summary>
[Collection(SharedServer.Name)]
public sealed partial class SessionTests(RunningServer server)
{
    private static CancellationToken Cancellation => RunningServer.Cancellation;

    [Fact]
    public async Task The_one_time_token_opens_one_session_and_a_change_needs_its_antiforgery_token()
    {
        var start = server.Host.StartAddress;
        using var browser = Browser(out var cookies);
        using var opened = await browser.GetAsync(start, Cancellation);
        opened.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var cookie = opened.Headers.GetValues("Set-Cookie").Single(header => header.StartsWith("trestle-0=", StringComparison.Ordinal));
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        (await browser.GetAsync(start, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var other = Browser(out _);
        (await other.GetAsync(start, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var session = JsonNode.Parse(await browser.GetStringAsync(new Uri("/api/v1/session", UriKind.Relative), Cancellation))!;
        (session["who"]!.GetValue<string>(), session["role"]!.GetValue<string>()).ShouldBe(("owner", "admin"));

        // Another site makes a browser send the cookie, never the token.
        using var forged = await browser.PostAsJsonAsync(
            new Uri("/api/v1/keys", UriKind.Relative), new { name = "mine", role = "admin" }, Cancellation);
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await forged.Content.ReadAsStringAsync(Cancellation)).ShouldContain("TR0147");

        browser.DefaultRequestHeaders.Add(
            Trestle.Server.Security.Access.AntiforgeryHeader, session["antiforgeryToken"]!.GetValue<string>());
        using var meant = await browser.PostAsJsonAsync(
            new Uri("/api/v1/keys", UriKind.Relative), new { name = "mine", role = "admin" }, Cancellation);
        meant.StatusCode.ShouldBe(HttpStatusCode.Created);
        cookies.GetCookies(server.Address).Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_key_signs_a_browser_in_until_it_is_revoked()
    {
        var token = (
            await server.SendAsync(
                Role.Admin, HttpMethod.Post, "/api/v1/keys", new { name = "anna", role = "viewer" })).Body!["token"]!.GetValue<string>();
        using var browser = Browser(out _);
        (await SignInAsync(browser, "trestle_anna_wrong")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SignInAsync(browser, token)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await browser.GetAsync(new Uri("/api/v1/runs", UriKind.Relative), Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.SendAsync(Role.Admin, HttpMethod.Delete, "/api/v1/keys/anna")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await browser.GetAsync(new Uri("/api/v1/runs", UriKind.Relative), Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task After_sign_out_a_copy_of_the_cookie_opens_nothing()
    {
        using var browser = Browser(out var cookies);
        var token = await KeyAsync("leaver", "viewer");
        (await SignInAsync(browser, token)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var copy = Browser(out var copied);
        copied.Add(cookies.GetCookies(server.Address));
        (await StatusAsync(copy)).ShouldBe(HttpStatusCode.OK);

        using var form = new FormUrlEncodedContent([await HiddenAsync(browser)]);
        (await browser.PostAsync(new Uri("/sign-out", UriKind.Relative), form, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await StatusAsync(copy)).ShouldBe(HttpStatusCode.Unauthorized);
        (await server.Records.Audit.LastAsync(1, null, Cancellation))[0].Note
            .ShouldSatisfyAllConditions(note => note.Action.ShouldBe("session.end"), note => note.Reason.ShouldBe("signed out"));
    }

    [Fact]
    public async Task A_session_is_listed_and_ended_by_an_admin()
    {
        using var browser = Browser(out _);
        (await SignInAsync(browser, await KeyAsync("visitor", "viewer"))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var listed = (await server.SendAsync(Role.Admin, HttpMethod.Get, "/api/v1/sessions")).Body!.AsArray()
            .Single(session => session!["who"]!.GetValue<string>() == "visitor")!;
        (listed["role"]!.GetValue<string>(), listed["how"]!.GetValue<string>()).ShouldBe(("viewer", "with the key"));

        var path = $"/api/v1/sessions/{listed["id"]!.GetValue<string>()}";
        (await server.SendAsync(Role.Admin, HttpMethod.Delete, path)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await StatusAsync(browser)).ShouldBe(HttpStatusCode.Unauthorized);
        var again = await server.SendAsync(Role.Admin, HttpMethod.Delete, path);
        (again.Status, again.Body!["code"]!.GetValue<string>()).ShouldBe((HttpStatusCode.NotFound, "TR0126"));
    }

    [Fact]
    public async Task A_new_role_of_the_key_ends_its_sessions()
    {
        using var browser = Browser(out _);
        (await SignInAsync(browser, await KeyAsync("boss", "admin"))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await server.SendAsync(Role.Admin, HttpMethod.Put, "/api/v1/keys/boss/role", new { role = "viewer" }))
            .Body!["role"]!.GetValue<string>().ShouldBe("viewer");
        (await StatusAsync(browser)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_signs_nobody_in()
    {
        using var browser = Browser(out _);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("key", "x")]);
        (await browser.PostAsync(new Uri("/sign-in", UriKind.Relative), form, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_person_who_is_not_signed_in_is_asked_to_and_a_program_is_told()
    {
        using var browser = Browser(out _);
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var page = await browser.GetAsync(new Uri("/models", UriKind.Relative), Cancellation);
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.Headers.Location!.PathAndQuery.ShouldStartWith("/sign-in");
        (await server.SendAsync(null, HttpMethod.Get, "/models")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private HttpClient Browser(out CookieContainer cookies)
    {
        cookies = new CookieContainer();
        return new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies })
        { BaseAddress = server.Address };
    }

    private async Task<string> KeyAsync(string name, string role) =>
        (await server.SendAsync(Role.Admin, HttpMethod.Post, "/api/v1/keys", new { name, role })).Body!["token"]!.GetValue<string>();

    private static async Task<HttpStatusCode> StatusAsync(HttpClient browser)
    {
        using var answer = await browser.GetAsync(new Uri("/api/v1/session", UriKind.Relative), Cancellation);
        return answer.StatusCode;
    }

    private static async Task<KeyValuePair<string, string>> HiddenAsync(HttpClient browser)
    {
        var hidden = Hidden().Match(await browser.GetStringAsync(new Uri("/sign-in", UriKind.Relative), Cancellation));
        return KeyValuePair.Create(hidden.Groups[1].Value, hidden.Groups[2].Value);
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string key)
    {
        using var form = new FormUrlEncodedContent([await HiddenAsync(browser), KeyValuePair.Create("key", key)]);
        return await browser.PostAsync(new Uri("/sign-in", UriKind.Relative), form, Cancellation);
    }

    [GeneratedRegex("""type="hidden" name="([^"]+)" value="([^"]+)">""")]
    private static partial Regex Hidden();
}
