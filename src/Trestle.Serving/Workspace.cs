using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

using Trestle.Learners.Packages;
using Trestle.Serving.Codecs;
using Trestle.Serving.Requests;
using Trestle.Serving.Responses;

namespace Trestle.Serving;

/// <summary>What one thread needs to turn the bytes of a request into those of its answer; used again for each request.</summary>
internal sealed class Workspace(Scorer scorer, PredictionWriter predictions, RequestSchema numbers, RequestSchema texts)
{
    private const int LargestKept = 1 << 20;

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly RequestRows numberRows = new(numbers);
    private readonly RequestRows textRows = new(texts);
    private ArrayBufferWriter<byte> answer = new(1024);

    /// <summary>The bytes of the answer, valid until the next request of this thread.</summary>
    public ReadOnlySpan<byte> Answer => answer.WrittenSpan;

    /// <summary>
    /// Answers a body with predictions, in the form that the body asks for unless <paramref name="form"/> does; returns how many of its
    /// columns were passed over. A refusal is thrown.
    /// </summary>
    public int Predict(IRequestCodec codec, ReadOnlySpan<byte> body, OutputForm? form)
    {
        var rows = codec.BringsNumbers ? numberRows : textRows;
        try
        {
            codec.Decode(WithoutMark(body), rows);
            rows.Check();
            var scores = scorer.Score(rows.Block());
            using var json = Begin();
            predictions.Write(json, scores, form ?? rows.Output);
            return rows.Extra;
        }
        finally
        {
            rows.Reset();
        }
    }

    /// <summary>Answers with the reasons of a refusal.</summary>
    public void Refuse(IReadOnlyList<Refusal> refusals)
    {
        using var json = Begin();
        ProblemWriter.Write(json, refusals);
    }

    private Utf8JsonWriter Begin()
    {
        if (answer.Capacity > LargestKept)
        {
            answer = new ArrayBufferWriter<byte>(1024);
        }

        answer.ResetWrittenCount();
        return new Utf8JsonWriter(answer, Writing);
    }

    /// <summary>The body without a byte order mark.</summary>
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) => body.StartsWith("\uFEFF"u8) ? body[3..] : body;
}
