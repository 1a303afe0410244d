using Microsoft.AspNetCore.Antiforgery;

using Trestle.Server.Security;

namespace Trestle.Server.Api;

/// <summary>All endpoints of the API: one line for each kind of thing.</summary>
internal static class ApiRoutes
{
    /// <summary>Where the API is.</summary>
    public const string Root = "/api/v1";

    private const int LongestName = 100;
    private const int LongestReason = 2000;

    /// <summary>Adds the endpoints.</summary>
    public static void MapApi(this WebApplication web)
    {
        var api = web.MapGroup(Root).For(Role.Viewer).RequireRateLimiting(Limits.Api);
        api.WithRequestTimeout(Limits.Api);
        api.AddEndpointFilter(CheckNames).AddEndpointFilter(CheckAntiforgery);
        api.MapSession();
        api.MapLifecycle();
        api.MapRuns();
        api.MapData();
        api.MapModels();
        api.MapRegistry();
        api.MapDeployments();
        api.MapMonitoring();
        api.MapAudit();
        api.MapKeys();
    }

    /// <summary>The reason that a person gave for a change; error TR0150 when there is none, TR0157 when it is too long.</summary>
    public static string Reason(string? reason) => Reasons.Require(reason) is { Length: <= LongestReason } given
        ? given
        : throw RefusedException.BadRequest(ServerErrors.LongReason(LongestReason));

    /// <summary>
    /// No name of a path ever leads anywhere but to what has this name: it is checked before anything looks for it. Slashes and dots that
    /// are encoded, once or twice, are in no name.
    /// </summary>
    private static ValueTask<object?> CheckNames(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var (what, value) in context.HttpContext.Request.RouteValues)
        {
            if (value is string name)
            {
                CheckName(what, name);
            }
        }

        return next(context);
    }

    /// <summary>Refuses what is no name; error TR0140.</summary>
    public static void CheckName(string what, string name)
    {
        if (!IsName(name))
        {
            throw RefusedException.BadRequest(ServerErrors.BadName(what));
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>A browser sends the cookie of a session by itself, so a change that comes with one must prove that it was meant.</summary>
    internal static async ValueTask<object?> CheckAntiforgery(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.User.Identity?.AuthenticationType == Access.Session && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            try
            {
                await http.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(http);
            }
            catch (AntiforgeryValidationException)
            {
                throw RefusedException.BadRequest(ServerErrors.Forged());
            }
        }

        return await next(context);
    }
}
