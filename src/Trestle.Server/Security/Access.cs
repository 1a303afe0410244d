using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HostFiltering;

using Trestle.Stages.Kernel.Settings;

namespace Trestle.Server.Security;

/// <summary>Authentication and authorisation: keys for programs, sessions for people, a role for every endpoint.</summary>
internal static class Access
{
    /// <summary>Name of the scheme of sessions.</summary>
    public const string Session = "session";

    /// <summary>The header for the antiforgery token of a session.</summary>
    public const string AntiforgeryHeader = "X-Trestle-Antiforgery";

    /// <summary>Path of the sign-in page.</summary>
    public const string SignIn = "/sign-in";

    private const string Either = "either";
    private const string Predict = "predict-";
    private static readonly string[] LocalNames = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Adds the services.</summary>
    public static void AddAccess(this IServiceCollection services, ServerOptions options, SecuritySettings security, string keyFolder)
    {
        // Cookies are shared by all ports of a machine, so the port is part of their names.
        services.AddAuthentication(Either)
            .AddPolicyScheme(
                Either, null,
                scheme => scheme.ForwardDefaultSelector = context => BearerKeys.IsIn(context.Request) ? BearerKeys.SchemeName : Session)
            .AddScheme<AuthenticationSchemeOptions, BearerKeys>(BearerKeys.SchemeName, null)
            .AddCookie(Session, cookie =>
            {
                cookie.Cookie.Name = $"trestle-{options.Port}";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.ExpireTimeSpan = AccessSession.LongestPause;
                cookie.SlidingExpiration = true;
                cookie.LoginPath = SignIn;
                cookie.Events.OnRedirectToLogin = Challenge;
                cookie.Events.OnRedirectToAccessDenied = Forbid;
                cookie.Events.OnValidatePrincipal = ValidateAsync;
            })
            .AddSingleSignOn(security.Oidc, options.Port);
        services.AddSingleton(new AcceptedTokens(security.Oidc?.ForHosts()));
        services.AddAuthorization(authorization =>
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                authorization.AddPolicy(
                    role.ToString(), policy => policy.RequireRole(role.ToString()).RequireAssertion(context => !context.User.IsScoped()));
                authorization.AddPolicy(Predict + role, policy => policy.RequireRole(role.ToString()));
            }

            authorization.FallbackPolicy = authorization.GetPolicy(nameof(Role.Viewer));
        });
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.HeaderName = AntiforgeryHeader;
            antiforgery.Cookie.Name = $"trestle-antiforgery-{options.Port}";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
        });
        services.AddDataProtection().SetApplicationName("trestle").PersistKeysToFileSystem(Private(keyFolder));
        services.Configure<HostFilteringOptions>(filter =>
        {
            // Prevents DNS rebinding: a page of another site must not reach a loopback server under its own host name.
            filter.AllowedHosts = options.IsLocal || security.AllowedHosts.Count > 0 ? [.. LocalNames, .. security.AllowedHosts] : ["*"];
            filter.IncludeFailureMessage = false;
        });
    }

    /// <summary>Allows an endpoint for a role and those above it.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, Role role)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization(role.ToString()).WithMetadata(new NeededRole(role));

    /// <summary>Allows an endpoint for a role and those above it, and also for keys of single deployments.</summary>
    public static TBuilder ForPredictions<TBuilder>(this TBuilder endpoint, Role role)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(Predict + role).WithMetadata(new NeededRole(role));

    private static Task Challenge(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (Problems.IsForPerson(context.Request))
        {
            context.Response.Redirect(context.RedirectUri);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }

        return Task.CompletedTask;
    }

    private static Task Forbid(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>A cookie is worth as much as the session on record.</summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<OpenSessions>();
        if (!await sessions.UseAsync(context.Principal, context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Session);
        }
    }

    private static DirectoryInfo Private(string folder) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(folder)
        : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}

/// <summary>The role that an endpoint requires, so that a refusal can name it.</summary>
internal sealed record NeededRole(Role Role);
