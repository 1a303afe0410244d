using Microsoft.AspNetCore.Authentication;

using Trestle.Core.Security;
using Trestle.Stages.Kernel.Settings;
using Trestle.Web.Tokens;

namespace Trestle.Server.Security;

/// <summary>Sign-in on the pages with an OpenID Connect issuer: authorisation code with PKCE.</summary>
internal static class SingleSignOn
{
    /// <summary>Name of the scheme.</summary>
    public const string Scheme = "oidc";

    /// <summary>The path that begins a sign-in.</summary>
    public const string Path = "/sign-in/oidc";

    // The session's cookie is not sent with a request that another site leads to, so the browser goes on from a page of this one.
    private const string Onward = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Trestle</title></head>
        <body><a href="/">Continue</a></body></html>
        """;

    /// <summary>Adds the scheme, where a client is set.</summary>
    public static AuthenticationBuilder AddSingleSignOn(this AuthenticationBuilder builder, OidcSettings? settings, int port)
    {
        if (settings is not { ClientId: { } client })
        {
            return builder;
        }

        var trust = settings.ForHosts();
        return builder.AddOpenIdConnect(Scheme, oidc =>
        {
            oidc.SignInScheme = Access.Session;
            oidc.Authority = settings.Issuer;
            oidc.RequireHttpsMetadata = !new Uri(settings.Issuer).IsLoopback;
            oidc.ClientId = client;
            oidc.ClientSecret = settings.ClientSecret?.Reveal();
            oidc.ResponseType = "code";
            oidc.ResponseMode = "query";
            oidc.UsePkce = true;
            oidc.MapInboundClaims = false;
            oidc.SaveTokens = false;
            foreach (var scope in settings.Scopes)
            {
                oidc.Scope.Add(scope);
            }

            // Lax, not None: the issuer leads back with a GET, and None would need TLS.
            foreach (var cookie in new[] { oidc.CorrelationCookie, oidc.NonceCookie })
            {
                cookie.SameSite = SameSiteMode.Lax;
                cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.Name = $"trestle-{port}-{cookie.Name}";
            }

            oidc.Events.OnTicketReceived = context => OpenAsync(context, trust);
            oidc.Events.OnRemoteFailure = context =>
            {
                context.HandleResponse();
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            };
        });
    }

    private static async Task OpenAsync(TicketReceivedContext context, OidcTrust trust)
    {
        context.HandleResponse();
        var bearer = TokenBearer.Of([.. context.Principal?.Claims ?? []], trust);
        if (bearer?.Role is not { } role)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var http = context.HttpContext;
        var session = await http.RequestServices.GetRequiredService<AccessSessions>()
            .OpenAsync(bearer.Name, (Role)role, null, "with single sign-on", http.RequestAborted);
        await http.SignInAsync(
            Access.Session, Principals.Of(session, Access.Session), new AuthenticationProperties { IsPersistent = true });
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(Onward, http.RequestAborted);
    }
}
