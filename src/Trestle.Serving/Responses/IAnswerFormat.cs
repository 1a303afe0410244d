using System.Text.Json;

using Trestle.Serving.Requests;
using Trestle.Serving.Routes;

namespace Trestle.Serving.Responses;

/// <summary>What the headers of an answer say of its body.</summary>
/// <param name="Type">The media type.</param>
/// <param name="JsonLength">Bytes of JSON before tensors in binary form; 0 when there are none.</param>
internal readonly record struct AnswerHead(string Type, int JsonLength = 0)
{
    /// <summary>An answer in JSON.</summary>
    public static AnswerHead Json { get; } = new("application/json");
}

/// <summary>How a protocol writes answers and refusals; the latter in JSON.</summary>
internal interface IAnswerFormat
{
    /// <summary>The media type of a refusal.</summary>
    string RefusalType { get; }

    /// <summary>Writes the answer of a version from the beginning of a buffer.</summary>
    AnswerHead WriteAnswer(AnswerBuffer buffer, ServedTable table, ServedRoute route, Scored scored);

    /// <summary>Writes why a request is refused; there is at least one reason.</summary>
    void WriteRefusal(Utf8JsonWriter json, IReadOnlyList<Refusal> refusals);
}

/// <summary>The format of <c>/invocations</c>, and of every path without its own.</summary>
internal sealed class InvocationsFormat : IAnswerFormat
{
    /// <inheritdoc/>
    public string RefusalType => "application/problem+json";

    /// <inheritdoc/>
    public AnswerHead WriteAnswer(AnswerBuffer buffer, ServedTable table, ServedRoute route, Scored scored)
    {
        route.Model.Predictions.Write(buffer.Begin(), scored);
        return AnswerHead.Json;
    }

    /// <inheritdoc/>
    public void WriteRefusal(Utf8JsonWriter json, IReadOnlyList<Refusal> refusals) => ProblemWriter.Write(json, refusals);
}
