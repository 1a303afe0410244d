using System.Text.Json;

using Trestle.Server.Security;

namespace Trestle.Server;

/// <summary>
/// Writes the body of every error response: a problem document (RFC 9457) with the error code for programs, a short page for browsers.
/// A server fault reveals only its number in the log.
/// </summary>
internal sealed class Problems(RequestDelegate next, ILogger<Problems> log)
{
    private const string ContentType = "application/problem+json";

    // Status of errors of the layers below, if it is not 400.
    private static readonly Dictionary<string, int> Statuses = new(StringComparer.Ordinal)
    {
        ["TR0043"] = StatusCodes.Status507InsufficientStorage,
        ["TR0044"] = StatusCodes.Status507InsufficientStorage,
        ["TR0047"] = StatusCodes.Status410Gone,
        ["TR0048"] = StatusCodes.Status503ServiceUnavailable,
        ["TR0121"] = StatusCodes.Status409Conflict,
        ["TR0122"] = StatusCodes.Status404NotFound,
        ["TR0126"] = StatusCodes.Status404NotFound,
        ["TR1802"] = StatusCodes.Status404NotFound,
        ["TR1805"] = StatusCodes.Status409Conflict,
        ["TR1807"] = StatusCodes.Status409Conflict,
        ["TR1808"] = StatusCodes.Status409Conflict,
        ["TR1809"] = StatusCodes.Status409Conflict,
        ["TR1810"] = StatusCodes.Status409Conflict,
        ["TR1812"] = StatusCodes.Status409Conflict,
        ["TR1813"] = StatusCodes.Status409Conflict,
        ["TR1814"] = StatusCodes.Status409Conflict,
        ["TR1815"] = StatusCodes.Status409Conflict,
        ["TR1816"] = StatusCodes.Status404NotFound,
        ["TR1818"] = StatusCodes.Status409Conflict,
        ["TR1849"] = StatusCodes.Status409Conflict,
        ["TR1826"] = StatusCodes.Status502BadGateway,
        ["TR2115"] = StatusCodes.Status404NotFound,
        ["TR2118"] = StatusCodes.Status404NotFound,
        ["TR2119"] = StatusCodes.Status502BadGateway,
        ["TR1611"] = StatusCodes.Status404NotFound,
        ["TR1612"] = StatusCodes.Status404NotFound,
        ["TR1615"] = StatusCodes.Status404NotFound,
        ["TR1616"] = StatusCodes.Status404NotFound,
        ["TR1617"] = StatusCodes.Status409Conflict,
        ["TR1620"] = StatusCodes.Status403Forbidden,
    };

    /// <summary>Handles a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected.
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var (status, problems) = Judge(e, context);
            var wait = context.Response.Headers.RetryAfter;
            context.Response.Clear();
            context.Response.Headers.RetryAfter = wait;
            await WriteAsync(context, status, problems);
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
        {
            await WriteAsync(context, context.Response.StatusCode, [Of(context)]);
        }
    }

    /// <summary>Whether a browser asks for a page.</summary>
    public static bool IsForPerson(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
            && !request.Path.StartsWithSegments("/api")
            && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    private (int, IReadOnlyList<Problem>) Judge(Exception e, HttpContext context)
    {
        switch (e)
        {
            case RefusedException refused:
                return (refused.Status, [refused.Problem]);
            case TrestleException known:
                return (Statuses.GetValueOrDefault(known.Problems[0].Code, StatusCodes.Status400BadRequest), known.Problems);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return (StatusCodes.Status413PayloadTooLarge, [ServerErrors.TooLarge()]);
            case BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType }:
                return (StatusCodes.Status415UnsupportedMediaType, [ServerErrors.WrongType()]);
            case BadHttpRequestException broken:
                return (broken.StatusCode, [ServerErrors.Malformed()]);
            default:
                log.LogError(
                    e, "request {Id} failed: {Method} {Path}", context.TraceIdentifier, context.Request.Method,
                    context.GetEndpoint()?.DisplayName);
                return (StatusCodes.Status500InternalServerError, [ServerErrors.Fault(context.TraceIdentifier)]);
        }
    }

    private static Problem Of(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status401Unauthorized => ServerErrors.NotSignedIn(),
        StatusCodes.Status403Forbidden when context.User.IsScoped() => ServerErrors.KeyIsLimited(),
        StatusCodes.Status403Forbidden =>
            ServerErrors.NotAllowed(
                (context.GetEndpoint()?.Metadata.GetMetadata<NeededRole>()?.Role ?? Role.Viewer).ToString().ToLowerInvariant()),
        StatusCodes.Status404NotFound => ServerErrors.NoSuchPath(),
        StatusCodes.Status405MethodNotAllowed => ServerErrors.WrongMethod(),
        StatusCodes.Status413PayloadTooLarge => ServerErrors.TooLarge(),
        StatusCodes.Status415UnsupportedMediaType => ServerErrors.WrongType(),
        StatusCodes.Status429TooManyRequests => ServerErrors.TooMany(),
        StatusCodes.Status504GatewayTimeout => ServerErrors.TooSlow(),
        _ => ServerErrors.Malformed(),
    };

    private static Task WriteAsync(HttpContext context, int status, IReadOnlyList<Problem> problems)
    {
        context.Response.StatusCode = status;
        if (IsForPerson(context.Request))
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync(ErrorPage.Of(status, problems[0]), context.RequestAborted);
        }

        return JsonSerializer.SerializeAsync(
            Typed(context.Response), Document(status, problems), JsonSerializerOptions.Web, context.RequestAborted);
    }

    private static Stream Typed(HttpResponse response)
    {
        response.ContentType = ContentType;
        return response.Body;
    }

    private static object Document(int status, IReadOnlyList<Problem> problems) => new
    {
        Type = $"urn:trestle:{problems[0].Code}",
        Title = problems[0].Found,
        Status = status,
        Detail = $"{problems[0].Found}; expected: {problems[0].Expected}",
        problems[0].Code,
        problems[0].Fix,
        problems[0].Page,
        Errors = problems,
    };
}
