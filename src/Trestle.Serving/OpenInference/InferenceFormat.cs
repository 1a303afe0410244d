using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

using Trestle.Serving.Requests;
using Trestle.Serving.Responses;
using Trestle.Serving.Routes;

namespace Trestle.Serving.OpenInference;

/// <summary>Answers and refusals in the form of the Open Inference Protocol.</summary>
internal sealed class InferenceFormat : IAnswerFormat
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public string RefusalType => "application/json";

    /// <inheritdoc/>
    public AnswerHead WriteAnswer(AnswerBuffer buffer, ServedTable table, ServedRoute route, Scored scored)
    {
        var json = buffer.Begin();
        json.WriteStartObject();
        json.WriteString("model_name", table.Model);
        if (route.VersionText is { } version)
        {
            json.WriteString("model_version", version);
        }

        if (scored.Asked.Id is { } id)
        {
            json.WriteString("id", id);
        }

        if (scored.Asked.Faults.Rows > 0)
        {
            // Parameters hold texts, numbers and truths alone.
            json.WriteStartObject("parameters");
            json.WriteString("faults", Faults(scored.Asked.Faults));
            json.WriteEndObject();
        }

        var tail = route.Model.Tensors.WriteOutputs(json, scored);
        json.WriteEndObject();
        if (tail.Count == 0)
        {
            return AnswerHead.Json;
        }

        var head = new AnswerHead(TensorBytes.MediaType, buffer.Length);
        foreach (var data in tail)
        {
            buffer.Append(CollectionsMarshal.AsSpan(data));
        }

        return head;
    }

    private static byte[] Faults(RowFaults faults)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Relaxed))
        {
            json.WriteStartArray();
            ProblemWriter.WriteFaults(json, faults);
            json.WriteEndArray();
        }

        return bytes.ToArray();
    }

    /// <inheritdoc/>
    public void WriteRefusal(Utf8JsonWriter json, IReadOnlyList<Refusal> refusals)
    {
        json.WriteStartObject();
        json.WriteString("error", string.Join("; ", refusals.Select(refusal => refusal.Problem)
            .Select(problem => $"{problem.Code}: {problem.Found}, at {problem.Where}; expected: {problem.Expected}; {problem.Fix}")));
        json.WriteEndObject();
    }
}
