using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;

using Trestle.Serving.Metrics;
using Trestle.Serving.OpenInference;
using Trestle.Serving.PredictionLogs;
using Trestle.Serving.Requests;
using Trestle.Serving.Routes;
using Trestle.Serving.Shadows;

namespace Trestle.Serving;

/// <summary>Answers requests for predictions with the versions of a table.</summary>
internal sealed class Predictor(Answers answers, ShadowQueue shadows, PredictionLogWriter? predictionLog, TimeProvider clock)
{
    /// <summary>The header with the number of ignored columns, when there were any.</summary>
    public const string IgnoredHeader = "X-Trestle-Ignored-Columns";

    /// <summary>The header with the number of rows that have a fault instead of a prediction, when there are any.</summary>
    public const string FaultsHeader = "X-Trestle-Faults";

    /// <summary>The header with the values that were scored although the training did not have the like, when there are any.</summary>
    public const string FlagsHeader = "X-Trestle-Flags";

    /// <summary>
    /// The header with the id of an answer's predictions, when they are logged, which ends with the number of rows: a row's id is this, a
    /// dash and its number.
    /// </summary>
    public const string IdHeader = "X-Trestle-Prediction-Id";

    /// <summary>The header with which a client gets all its requests answered by the same version.</summary>
    public const string KeyHeader = "X-Trestle-Route-Key";

    /// <summary>Most characters of an id: 16 digits and a dash, 16 digits, a point and 10 digits.</summary>
    private const int IdLength = 44;

    private readonly string idPrefix = $"{predictionLog?.Host:x16}-";
    private long drawn;

    /// <summary>The whole body of a request; the reader must be advanced after use.</summary>
    public static async ValueTask<ReadOnlySequence<byte>> BodyAsync(PipeReader reader)
    {
        var read = await reader.ReadAsync();
        while (!read.IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await reader.ReadAsync();
        }

        return read.Buffer;
    }

    /// <summary>Answers a request, or refuses it because of its body.</summary>
    public async Task AnswerAsync(HttpContext context, ServedTable table, Call call)
    {
        var reader = context.Request.BodyReader;
        var body = await BodyAsync(reader);
        try
        {
            Answer(context, table, call, body);
        }
        finally
        {
            reader.AdvanceTo(body.End);
        }

        await context.Response.BodyWriter.FlushAsync();
    }

    /// <summary>Works on one thread from the body to the answer, so that reused buffers belong to one thread.</summary>
    private void Answer(HttpContext context, ServedTable table, Call call, ReadOnlySequence<byte> body)
    {
        var draw = table.IsPlain ? default : Draw(context.Request);
        var route = call.Route ?? table.Pick(draw);
        var joined = body.IsSingleSegment ? null : ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            var bytes = joined is null ? body.FirstSpan : Join(body, joined);
            var sequence = Answer(context.Response, table, route, call, bytes);
            for (var i = 0; i < table.ShadowCount; i++)
            {
                if (table.Shadow(i, draw) is { } shadow)
                {
                    shadows.Offer(shadow, call.Decoder, bytes, sequence);
                }
            }
        }
        catch (Exception failed)
        {
            answers.Refuse(context.Response, call.Format, route, Reasons.Of(failed), (failed as RefusedException)?.Rows);
        }
        finally
        {
            if (joined is not null)
            {
                ArrayPool<byte>.Shared.Return(joined);
            }
        }
    }

    /// <summary>Writes an answer and hands it to the prediction log; returns its number in the log.</summary>
    private long Answer(HttpResponse response, ServedTable table, ServedRoute route, Call call, ReadOnlySpan<byte> body)
    {
        var began = clock.GetTimestamp();
        using var scored = route.Model.Workspace.Score(call.Decoder, body);
        scored.Asked.Output = call.Options.Output ?? scored.Asked.Output;
        scored.Asked.Explain = call.Options.Explain ?? scored.Asked.Explain;
        scored.Asked.Interval = call.Options.Interval ?? scored.Asked.Interval;
        scored.Asked.Set = call.Options.Set ?? scored.Asked.Set;
        var buffer = answers.Buffer;
        var head = call.Format.WriteAnswer(buffer, table, route, scored);
        var sequence = predictionLog?.NextSequence() ?? 0;
        WriteHeaders(response.Headers, route, scored.Asked, sequence);
        if (head.JsonLength > 0)
        {
            response.Headers[TensorBytes.LengthHeader] = head.JsonLength.ToString();
        }

        answers.Write(response, StatusCodes.Status200OK, head.Type, buffer.End());

        var microseconds = clock.MicrosecondsSince(began);
        route.Counts.Answered(scored, microseconds);
        predictionLog?.AddAnswer(clock.GetUtcNow().UtcTicks, sequence, route, microseconds, scored);
        return sequence;
    }

    private static ReadOnlySpan<byte> Join(ReadOnlySequence<byte> body, byte[] joined)
    {
        body.CopyTo(joined);
        return joined.AsSpan(0, (int)body.Length);
    }

    private void WriteHeaders(IHeaderDictionary headers, ServedRoute route, RequestRows asked, long sequence)
    {
        headers[Answers.ModelHeader] = route.Header;
        if (asked.Extra > 0)
        {
            headers[IgnoredHeader] = asked.Extra.ToString();
        }

        if (asked.Faults.Rows > 0)
        {
            headers[FaultsHeader] = asked.Faults.Rows.ToString();
        }

        if (asked.Flags.Any && asked.Flags.Count(asked.Schema.Columns, asked.Faults) is { Count: > 0 } flagged)
        {
            headers[FlagsHeader] = Flags(flagged);
        }

        if (sequence > 0)
        {
            headers[IdHeader] = string.Create(
                CultureInfo.InvariantCulture, stackalloc char[IdLength], $"{idPrefix}{sequence:x}.{asked.Rows}");
        }
    }

    /// <summary><c>city unseen=2, age out-of-range=1</c>; a long list is cut, as clients refuse long headers.</summary>
    private static string Flags(IReadOnlyList<Flagged> flagged)
    {
        const int Most = 40;
        var named = flagged.Take(Most).Select(flag => $"{flag.Column.HeaderName} {flag.Name}={flag.Values}");
        return string.Join(", ", flagged.Count > Most ? named.Append($"and {flagged.Count - Most} more") : named);
    }

    private RouteDraw Draw(HttpRequest request) =>
        request.Headers.TryGetValue(KeyHeader, out var key) && key.ToString() is { Length: > 0 } text
        ? RouteDraw.Of(text)
        : RouteDraw.Nth(Interlocked.Increment(ref drawn));
}
