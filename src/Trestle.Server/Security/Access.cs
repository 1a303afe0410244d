using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HostFiltering;

namespace Trestle.Server.Security;

/// <summary>Who is let in, and to what: keys for programs, sessions for people, a role for every endpoint.</summary>
internal static class Access
{
    /// <summary>Name of the scheme of sessions.</summary>
    public const string Session = "session";

    /// <summary>The header with which a session proves that a change was meant.</summary>
    public const string AntiforgeryHeader = "X-Trestle-Antiforgery";

    /// <summary>Where people sign in.</summary>
    public const string SignIn = "/sign-in";

    private const string Either = "either";
    private static readonly TimeSpan SessionLife = TimeSpan.FromHours(12);

    /// <summary>Adds the services.</summary>
    public static void AddAccess(this IServiceCollection services, ServerOptions options, string keyFolder)
    {
        // Cookies are shared by all ports of a machine, so the port is part of their names.
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, scheme => scheme.ForwardDefaultSelector = context => BearerKeys.IsIn(context.Request) ? BearerKeys.SchemeName : Session)
            .AddScheme<AuthenticationSchemeOptions, BearerKeys>(BearerKeys.SchemeName, null)
            .AddCookie(Session, cookie =>
            {
                cookie.Cookie.Name = $"trestle-{options.Port}";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.ExpireTimeSpan = SessionLife;
                cookie.SlidingExpiration = true;
                cookie.LoginPath = SignIn;
                cookie.Events.OnRedirectToLogin = Challenge;
                cookie.Events.OnRedirectToAccessDenied = Forbid;
                cookie.Events.OnValidatePrincipal = ValidateAsync;
            });
        services.AddAuthorization(authorization =>
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                authorization.AddPolicy(role.ToString(), policy => policy.RequireRole(role.ToString()));
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
            // A page of another site must not reach a server on loopback under a name of its own (DNS rebinding).
            filter.AllowedHosts = options.IsLocal ? ["localhost", "127.0.0.1", "[::1]"] : ["*"];
            filter.IncludeFailureMessage = false;
        });
    }

    /// <summary>Lets an endpoint be used by a role and those above it.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, Role role)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization(role.ToString()).WithMetadata(new NeededRole(role));

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

    /// <summary>A session ends with its key.</summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (context.Principal?.Key() is { } name
            && await context.HttpContext.RequestServices.GetRequiredService<AccessKeys>().FindAsync(name, context.HttpContext.RequestAborted) is not { IsValid: true })
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Session);
        }
    }

    private static DirectoryInfo Private(string folder) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(folder)
        : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}

/// <summary>The role that an endpoint asks for, so that a refusal can name it.</summary>
internal sealed record NeededRole(Role Role);
