using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace Trestle.Server.Api;

/// <summary>
/// Refuses what a request says and no endpoint would read: query parameters and JSON members that are unknown or given twice, and words
/// that are no values. Otherwise a misspelt member would count as absent.
/// </summary>
internal static class StrictRequests
{
    /// <summary>Checks the endpoints that are marked with <see cref="Strict"/>.</summary>
    public static void UseStrictRequests(this WebApplication web) => web.Use(async (context, next) =>
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<Strict>() is not null)
        {
            CheckQuery(context.Request.Query, ParametersOf(endpoint));
            if (endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is { } type && context.Request.HasJsonContentType())
            {
                await CheckBodyAsync(context, type);
            }
        }

        await next(context);
    });

    /// <summary>The query parameters of an endpoint: those of its values that are neither in its path nor in its body.</summary>
    public static IReadOnlyList<string> ParametersOf(RouteEndpoint endpoint) =>
    [
        .. endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(value => value.HasTryParse || value.ParameterInfo.ParameterType == typeof(string))
            .Select(value => value.Name)
            .Where(name => endpoint.RoutePattern.GetParameter(name) is null),
    ];

    private static void CheckQuery(IQueryCollection query, IReadOnlyList<string> known)
    {
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw RefusedException.BadRequest(ServerErrors.UnknownParameter(name, known));
            }

            if (values.Count != 1)
            {
                throw RefusedException.BadRequest(ServerErrors.GivenTwice(name, "query"));
            }
        }
    }

    private static async Task CheckBodyAsync(HttpContext context, Type type)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        new BodyCheck(json).Run(body.ToArray(), type);
        body.Position = 0;
        context.Request.Body = body;
    }
}

/// <summary>Marks endpoints whose requests are checked by <see cref="StrictRequests"/>.</summary>
internal sealed record Strict;
