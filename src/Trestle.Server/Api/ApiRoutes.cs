using Microsoft.AspNetCore.Antiforgery;

using Trestle.Server.Security;

namespace Trestle.Server.Api;

/// <summary>All endpoints of the API: one line for each resource.</summary>
internal static class ApiRoutes
{
    /// <summary>Root path of the API.</summary>
    public const string Root = "/api/v1";

    private const int LongestName = 100;
    private const int LongestReason = 2000;

    /// <summary>Adds the endpoints.</summary>
    public static void MapApi(this WebApplication web)
    {
        var api = web.MapGroup(Root).For(Role.Viewer).RequireRateLimiting(Limits.Api);
        api.WithRequestTimeout(Limits.Api);
        api.WithMetadata(new Strict());
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

    /// <summary>The reason given for a change; error TR0150 if it is missing, TR0157 if it is too long.</summary>
    public static string Reason(string? reason) => Reasons.Require(reason) is { Length: <= LongestReason } given
        ? given
        : throw RefusedException.BadRequest(ServerErrors.LongReason(LongestReason));

    /// <summary>
    /// Checks every name in a path before it is looked up, so that a name never leads elsewhere: encoded slashes and dots are
    /// not valid in names.
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

    /// <summary>Refuses an invalid name; error TR0140.</summary>
    public static void CheckName(string what, string name)
    {
        if (!IsName(name))
        {
            throw RefusedException.BadRequest(ServerErrors.BadName(what));
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
            && char.IsAsciiLetterOrDigit(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>Browsers send session cookies automatically, so a change with a session must also carry an antiforgery token.</summary>
    internal static async ValueTask<object?> CheckAntiforgery(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.User.Identity?.AuthenticationType == Access.Session
            && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
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
