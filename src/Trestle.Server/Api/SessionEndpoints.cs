using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;

using Trestle.Server.Security;

namespace Trestle.Server.Api;

/// <summary>Sign-in, sign-out and the current session.</summary>
internal static class SessionEndpoints
{
    private const string Sheet = """<link rel="stylesheet" href="/trestle.css">""";

    /// <summary>The current session.</summary>
    /// <param name="Who">The name in the audit log.</param>
    /// <param name="Role">The highest role.</param>
    /// <param name="Project">The project of this server.</param>
    /// <param name="AntiforgeryToken">To send in the header X-Trestle-Antiforgery with every change; null for a key, which needs
    /// none.</param>
    public sealed record SessionDocument(string Who, Role Role, string Project, string? AntiforgeryToken);

    /// <summary>Adds the endpoints for browsers.</summary>
    public static void MapSessions(this WebApplication web)
    {
        var open = web.MapGroup("").AllowAnonymous().RequireRateLimiting(Limits.SignIn).ExcludeFromDescription();
        open.MapGet("/start", StartAsync);
        open.MapGet(Access.SignIn, (HttpContext http, IAntiforgery antiforgery) => SignInPage(http, antiforgery, failed: false));
        if (web.Services.GetRequiredService<ServedProject>().Project.Settings.Security.Oidc is { ClientId: not null })
        {
            open.MapGet(
                SingleSignOn.Path, () => Results.Challenge(new AuthenticationProperties { RedirectUri = "/" }, [SingleSignOn.Scheme]));
        }

        open.MapPost(Access.SignIn, SignInAsync);
        open.MapPost("/sign-out", SignOutAsync);
    }

    /// <summary>Adds the endpoints for programs.</summary>
    public static void MapSession(
        this IEndpointRouteBuilder api) => api.MapGet("/session",
        (HttpContext http, IAntiforgery antiforgery, ServedProject served) => new SessionDocument(
            http.User.Who(),
            http.User.HighestRole(),
            served.Name,
            http.User.Identity!.AuthenticationType == Access.Session ? antiforgery.GetAndStoreTokens(http).RequestToken : null))
        .WithTags("Session").WithSummary("The current user and role");

    private static async Task<IResult> StartAsync(
        string? token, HttpContext http, StartToken start, AccessSessions sessions, CancellationToken cancellation)
    {
        if (!start.Use(token ?? ""))
        {
            throw new RefusedException(StatusCodes.Status401Unauthorized, ServerErrors.TokenUsed());
        }

        await OpenAsync(http, await sessions.OpenAsync(Principals.Owner, Role.Admin, null, "with the one-time token", cancellation));
        return Results.Redirect("/");
    }

    private static async Task<IResult> SignInAsync(
        HttpContext http, IAntiforgery antiforgery, AccessKeys keys, AccessSessions sessions, CancellationToken cancellation)
    {
        await Check(http, antiforgery);
        var token = (await http.Request.ReadFormAsync(cancellation))["key"].ToString().Trim();
        if (await keys.VerifyAsync(token, cancellation) is not { IsScoped: false } key)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return SignInPage(http, antiforgery, failed: true);
        }

        await OpenAsync(http, await sessions.OpenAsync(key.Name, key.Role, key.Name, "with the key", cancellation));
        return Results.Redirect("/");
    }

    /// <summary>Ends the session on record first, so that a copy of the cookie is worth nothing afterwards.</summary>
    private static async Task<IResult> SignOutAsync(
        HttpContext http, IAntiforgery antiforgery, AccessSessions sessions, CancellationToken cancellation)
    {
        await Check(http, antiforgery);
        if (http.User.Session() is { } session)
        {
            await sessions.TryEndAsync(session, http.User.Who(), "signed out", cancellation);
        }

        await http.SignOutAsync(Access.Session);
        return Results.Redirect(Access.SignIn);
    }

    private static Task OpenAsync(HttpContext http, AccessSession session) => http.SignInAsync(
        Access.Session, Principals.Of(session, Access.Session), new AuthenticationProperties { IsPersistent = true });

    private static async Task Check(HttpContext http, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            throw RefusedException.BadRequest(ServerErrors.Forged());
        }
    }

    private static IResult SignInPage(HttpContext http, IAntiforgery antiforgery, bool failed)
    {
        var tokens = antiforgery.GetAndStoreTokens(http);
        var oidc = http.RequestServices.GetRequiredService<ServedProject>().Project.Settings.Security.Oidc is { ClientId: not null };
        return Results.Content(
            $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Trestle: sign in</title>{Sheet}</head>
            <body class="alone"><main class="card">
            <h1>Sign in</h1>
            {(oidc ? $"""<p><a href="{SingleSignOn.Path}">Sign in with single sign-on</a></p>""" : "")}
            <p class="quiet">Enter an API key. Create one with <code>trestle keys create NAME --role viewer</code>,
            or use the one-time link that the server prints at startup.</p>
            <form method="post" action="{Access.SignIn}">
            <input type="hidden" name="{tokens.FormFieldName}" value="{tokens.RequestToken}">
            <label for="key">Key</label>
            <input id="key" name="key" type="password" autocomplete="current-password" autofocus required>
            {(failed ? """<p class="bad" role="alert">This key is not valid.</p>""" : "")}
            <button type="submit">Sign in</button>
            </form>
            </main></body></html>
            """,
            "text/html; charset=utf-8");
    }
}
