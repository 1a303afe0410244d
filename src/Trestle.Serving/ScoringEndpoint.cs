using Trestle.Serving.Codecs;
using Trestle.Serving.Descriptions;
using Trestle.Serving.Metrics;
using Trestle.Serving.OpenInference;
using Trestle.Serving.PredictionLogs;
using Trestle.Serving.Requests;
using Trestle.Serving.Responses;
using Trestle.Serving.Routes;
using Trestle.Serving.Security;
using Trestle.Web.Connections;

namespace Trestle.Serving;

/// <summary>
/// Answers every request: <c>POST /invocations</c> and <c>/feedback</c>, <c>GET /ping</c>, <c>/health</c>, <c>/version</c>,
/// <c>/metrics</c>, <c>/openapi.json</c> and <c>/schema</c>, and the Open Inference Protocol below <c>/v2</c>.
/// </summary>
internal sealed class ScoringEndpoint(
    Switchboard board,
    HostMetrics metrics,
    Answers answers,
    Predictor predictor,
    InferenceEndpoint inference,
    FeedbackEndpoint feedback,
    PredictionLogWriter? predictionLog,
    Gate gate,
    long mostBytes,
    ReplayClock? replay,
    string? project)
{
    private static readonly byte[] Ok = "OK\n"u8.ToArray();
    private static readonly InvocationsFormat Invocations = new();
    private static readonly ArrowFormat Arrow = new();

    /// <summary>Answers a request; a refusal is an answer too.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var connection = context.Features.Get<WatchedConnection>();
        connection?.Begin();
        try
        {
            await gate.EnterAsync(context, path);
            replay?.Follow(context.Request);
            if (path is not ("/invocations" or "/ping" or "/health" or "/metrics"))
            {
                // Those that watch a service add what they like to the last three.
                AnswerOptions.RefuseAny(context.Request);
            }

            await (path switch
            {
                "/invocations" => InvokeAsync(context),
                "/feedback" => feedback.TakeAsync(context),
                "/ping" or "/health" => answers.TellAsync(context, "text/plain", Ok),
                "/version" => answers.TellAsync(context, "application/json", VersionPage.Write(board, project)),
                "/metrics" => answers.TellAsync(context, MetricsPage.ContentType, MetricsPage.Write(metrics, board, predictionLog)),
                OpenApiPage.Path => answers.TellAsync(context, "application/json", OpenApiPage.Document(board.Table)),
                _ when OpenApiPage.OwnsSchema(path) =>
                    answers.TellAsync(context, "application/schema+json", OpenApiPage.Schema(board.Table, path)),
                _ when InferencePath.Owns(path) => inference.HandleAsync(context, path),
                _ => throw new RefusedException(ServeErrors.NoSuchPath()),
            });
        }
        catch (Exception failed) when (!context.Response.HasStarted)
        {
            if (failed is OperationCanceledException or IOException and not BadHttpRequestException)
            {
                // The client is gone; nobody is left to answer.
                context.Abort();
                return;
            }

            answers.Refuse(context.Response, InferencePath.Owns(path) ? InferenceEndpoint.Format : Invocations, null, Why(failed));
            await context.Response.BodyWriter.FlushAsync();
        }
        finally
        {
            connection?.End();
        }
    }

    private Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        Answers.RequireMethod(request, HttpMethods.Post);
        var table = board.Table;
        table.RequireService();
        var codec = CodecCatalog.Find(request.ContentType) ?? throw new RefusedException(ServeErrors.WrongContentType());
        IAnswerFormat format = ArrowFormat.IsWanted(request) ? Arrow : Invocations;
        return predictor.AnswerAsync(context, table, new Call(codec, format, AnswerOptions.Read(request)));
    }

    private IReadOnlyList<Refusal> Why(Exception failed) => failed switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => [ServeErrors.TooLargeBody(mostBytes)],
        BadHttpRequestException broken => [ServeErrors.BrokenRequest(broken.StatusCode)],
        _ => Reasons.Of(failed),
    };
}
