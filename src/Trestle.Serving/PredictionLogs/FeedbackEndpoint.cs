using System.Buffers;
using System.Text.Json;

using Trestle.Serving.Codecs;
using Trestle.Serving.Requests;
using Trestle.Serving.Responses;
using Trestle.Serving.Routes;

namespace Trestle.Serving.PredictionLogs;

/// <summary>
/// <c>POST /feedback</c>: labels of predictions. Answered with <c>{"accepted": n}</c> once they are written, so that accepted labels
/// outlive the process. Labels that cannot be used are listed in <c>faults</c> beside the good ones; when all of them are bad the request
/// is refused.
/// </summary>
internal sealed class FeedbackEndpoint(Switchboard board, Answers answers, PredictionLogWriter? predictionLog, TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Takes the labels of a request.</summary>
    public async Task TakeAsync(HttpContext context)
    {
        Answers.RequireMethod(context.Request, HttpMethods.Post);
        if (CodecCatalog.Find(context.Request.ContentType) is not Json)
        {
            // A form of another site's page can send the types of forms, and none, but not this one.
            throw new RefusedException(FeedbackErrors.WrongContentType());
        }

        if (predictionLog is null)
        {
            throw new RefusedException(FeedbackErrors.Off());
        }

        var reader = context.Request.BodyReader;
        var body = await Predictor.BodyAsync(reader);
        Feedback feedback;
        try
        {
            feedback = Feedback.Read(body.ToArray(), board.Labels, predictionLog.Host, predictionLog.LastSequence);
        }
        finally
        {
            // Also for refused requests: a body that is not read ends the connection.
            reader.AdvanceTo(body.End);
        }

        predictionLog.Refused(feedback.Refused);
        if (feedback is { Refused: > 0, Labels.Count: 0 })
        {
            throw new RefusedException(feedback.Faults, []);
        }

        await WriteAsync(predictionLog, feedback.Labels, context.RequestAborted);
        if (feedback.Refused > 0)
        {
            context.Response.Headers[Predictor.FaultsHeader] = feedback.Refused.ToString();
        }

        answers.Write(context.Response, StatusCodes.Status200OK, "application/json", Answer(feedback));
        await context.Response.BodyWriter.FlushAsync();
    }

    private async Task WriteAsync(PredictionLogWriter log, IReadOnlyList<Label> labels, CancellationToken cancellation)
    {
        var failing = log.Failing;
        if (failing.IsCompleted || !log.AddLabels(clock.GetUtcNow().UtcTicks, labels))
        {
            throw new RefusedException(failing.IsCompleted ? FeedbackErrors.Unwritable() : FeedbackErrors.Busy());
        }

        try
        {
            var written = log.WrittenAsync(cancellation);
            await Task.WhenAny(written, failing).WaitAsync(Limit, clock, cancellation);
            await (written.IsCompleted ? written : throw new RefusedException(FeedbackErrors.Unwritable()));
        }
        catch (Exception unwritten) when (unwritten is TimeoutException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(FeedbackErrors.Busy());
        }
    }

    private static byte[] Answer(Feedback feedback)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("accepted", feedback.Labels.Count);
            if (feedback.Refused > 0)
            {
                json.WriteNumber("refused", feedback.Refused);
                json.WriteStartArray("faults");
                ProblemWriter.WriteFaults(json, feedback.Faults);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
