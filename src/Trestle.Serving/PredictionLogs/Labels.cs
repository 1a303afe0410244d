using System.Buffers;
using System.Text.Json;

using Trestle.Serving.Codecs;
using Trestle.Serving.Requests;

namespace Trestle.Serving.PredictionLogs;

/// <summary>
/// <c>POST /feedback</c>: labels of predictions. Answered with <c>{"accepted": n}</c> once they are written, so that accepted labels
/// outlive the process.
/// </summary>
internal sealed class Labels(Answers answers, PredictionLogWriter? predictionLog, TimeProvider clock)
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
        IReadOnlyList<Label> labels;
        try
        {
            labels = Feedback.Read(body.ToArray());
        }
        finally
        {
            // Also for refused requests: a body that is not read ends the connection.
            reader.AdvanceTo(body.End);
        }

        if (!predictionLog.AddLabels(clock.GetUtcNow().UtcTicks, labels))
        {
            throw new RefusedException(FeedbackErrors.Busy());
        }

        try
        {
            await predictionLog.WrittenAsync(context.RequestAborted).WaitAsync(Limit, clock, context.RequestAborted);
        }
        catch (Exception unwritten) when (unwritten is TimeoutException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(FeedbackErrors.Busy());
        }

        answers.Write(
            context.Response, StatusCodes.Status200OK, "application/json",
            JsonSerializer.SerializeToUtf8Bytes(new { accepted = labels.Count }));
        await context.Response.BodyWriter.FlushAsync();
    }
}
