using System.Buffers;

using Trestle.Serving.Draining;
using Trestle.Serving.Metrics;
using Trestle.Serving.PredictionLogs;
using Trestle.Serving.Requests;
using Trestle.Serving.Responses;
using Trestle.Serving.Routes;
using Trestle.Web.Certificates;

namespace Trestle.Serving;

/// <summary>Writes complete responses. All refusals are counted and logged here.</summary>
internal sealed class Answers(HostMetrics metrics, Drain drain, PredictionLogWriter? predictionLog, TimeProvider clock) : IDisposable
{
    /// <summary>The header that names the model that answered.</summary>
    public const string ModelHeader = "X-Trestle-Model";

    /// <summary>Whether the host speaks TLS, and says so with each answer.</summary>
    public bool IsSecure { get; init; }

    private readonly ThreadLocal<AnswerBuffer> buffers = new(() => new AnswerBuffer(), trackAllValues: true);

    /// <summary>The running thread's buffer.</summary>
    public AnswerBuffer Buffer => buffers.Value!;

    /// <summary>Throws unless the request has this method.</summary>
    public static void RequireMethod(HttpRequest request, string method)
    {
        if (request.Method != method && !(method == HttpMethods.Get && HttpMethods.IsHead(request.Method)))
        {
            throw new RefusedException(
                ServeErrors.WrongMethod(method == HttpMethods.Get ? $"{HttpMethods.Get}, {HttpMethods.Head}" : method));
        }
    }

    /// <summary>Answers a GET request.</summary>
    public async Task TellAsync(HttpContext context, string type, ReadOnlyMemory<byte> what, int status = StatusCodes.Status200OK)
    {
        RequireMethod(context.Request, HttpMethods.Get);
        Write(context.Response, status, type, what.Span);
        await context.Response.BodyWriter.FlushAsync();
    }

    /// <summary>Puts an answer into a response; it is sent when its writer is flushed.</summary>
    public void Write(HttpResponse response, int status, string type, ReadOnlySpan<byte> body)
    {
        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength = body.Length;
        if (drain.HasBegun)
        {
            response.Headers.Connection = "close";
        }

        if (IsSecure)
        {
            response.Headers.StrictTransportSecurity = ServerCertificate.StrictTransport;
        }

        response.BodyWriter.Write(body);
    }

    /// <summary>Puts a refusal into a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="format">The format of refusals.</param>
    /// <param name="route">The version whose contract was broken; null when the request reached none.</param>
    /// <param name="reasons">The reasons; at least one.</param>
    /// <param name="rows">The refused rows by reason; null for one row with the first reason.</param>
    public void Refuse(
        HttpResponse response, IAnswerFormat format, ServedRoute? route, IReadOnlyList<Refusal> reasons,
        IReadOnlyList<RefusedRows>? rows = null)
    {
        var first = reasons[0];
        if (first.Allow is { } allowed)
        {
            response.Headers.Allow = allowed;
        }

        if (first.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (first.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = wait;
        }

        if (first.Encodings is { } encodings)
        {
            response.Headers.AcceptEncoding = encodings;
        }

        if (first.Successor is { } successor && successor.All(c => c is > ' ' and <= '~' and not '<' and not '>'))
        {
            response.Headers.Link = $"<{successor}>; rel=\"successor-version\"";
        }

        if (route is not null)
        {
            response.Headers[ModelHeader] = route.Header;
            rows ??= [new RefusedRows(first.Problem.Code, first.Field ?? "", 1)];
            route.Counts.Refuse(rows);
            predictionLog?.AddRefusals(clock.GetUtcNow().UtcTicks, first.Status, rows);
        }

        format.WriteRefusal(Buffer.Begin(), reasons);
        Write(response, first.Status, format.RefusalType, Buffer.End());
        (route?.Counts ?? metrics.Unrouted).Refuse(first);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in buffers.Values)
        {
            buffer.Dispose();
        }

        buffers.Dispose();
    }
}
