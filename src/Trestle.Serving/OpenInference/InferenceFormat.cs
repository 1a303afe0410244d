using System.Text.Json;

using Trestle.Serving.Requests;
using Trestle.Serving.Responses;
using Trestle.Serving.Routes;

namespace Trestle.Serving.OpenInference;

/// <summary>Answers and refusals in the form of the Open Inference Protocol.</summary>
internal sealed class InferenceFormat : IAnswerFormat
{
    /// <inheritdoc/>
    public string RefusalType => "application/json";

    /// <inheritdoc/>
    public void WriteAnswer(Utf8JsonWriter json, ServedTable table, ServedRoute route, Scored scored)
    {
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

        route.Model.Tensors.WriteOutputs(json, scored.Scores, scored.Asked.Outputs);
        json.WriteEndObject();
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
