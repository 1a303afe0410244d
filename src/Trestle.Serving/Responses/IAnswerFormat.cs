using System.Text.Json;

using Trestle.Serving.Requests;
using Trestle.Serving.Routes;

namespace Trestle.Serving.Responses;

/// <summary>How a protocol writes answers and refusals, both in JSON.</summary>
internal interface IAnswerFormat
{
    /// <summary>The media type of a refusal.</summary>
    string RefusalType { get; }

    /// <summary>Writes the answer of a version.</summary>
    void WriteAnswer(Utf8JsonWriter json, ServedTable table, ServedRoute route, Scored scored);

    /// <summary>Writes why a request is refused; there is at least one reason.</summary>
    void WriteRefusal(Utf8JsonWriter json, IReadOnlyList<Refusal> refusals);
}

/// <summary>The format of <c>/invocations</c>, and of every path without its own.</summary>
internal sealed class InvocationsFormat : IAnswerFormat
{
    /// <inheritdoc/>
    public string RefusalType => "application/problem+json";

    /// <inheritdoc/>
    public void WriteAnswer(Utf8JsonWriter json, ServedTable table, ServedRoute route, Scored scored) =>
        route.Model.Predictions.Write(json, scored);

    /// <inheritdoc/>
    public void WriteRefusal(Utf8JsonWriter json, IReadOnlyList<Refusal> refusals) => ProblemWriter.Write(json, refusals);
}
