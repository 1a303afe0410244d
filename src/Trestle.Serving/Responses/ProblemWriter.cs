using System.Text.Json;

using Trestle.Serving.Requests;

namespace Trestle.Serving.Responses;

/// <summary>
/// Writes why a request was refused as a problem document (RFC 9457): the first reason at the top level, all of them in <c>errors</c>.
/// </summary>
internal static class ProblemWriter
{
    /// <summary>Writes the document.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Refusal> refusals)
    {
        var first = refusals[0];
        json.WriteStartObject();
        json.WriteString("type", $"urn:trestle:{first.Problem.Code}");
        json.WriteString("title", first.Title);
        json.WriteNumber("status", first.Status);
        WriteReason(json, first);
        if (first.Successor is { } successor)
        {
            json.WriteString("successor", successor);
        }

        json.WriteStartArray("errors");
        foreach (var refusal in refusals)
        {
            json.WriteStartObject();
            WriteReason(json, refusal);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes the fault of each bad row of a request whose other rows are answered, in the order of the rows.</summary>
    public static void WriteFaults(Utf8JsonWriter json, RowFaults faults) => WriteFaults(json, faults.Each);

    /// <summary>Writes what is wrong with parts of a request whose other parts are used.</summary>
    public static void WriteFaults(Utf8JsonWriter json, IEnumerable<Refusal> faults)
    {
        foreach (var fault in faults)
        {
            json.WriteStartObject();
            WriteReason(json, fault, whole: false);
            json.WriteEndObject();
        }
    }

    private static void WriteReason(Utf8JsonWriter json, Refusal refusal, bool whole = true)
    {
        json.WriteString("detail", $"{refusal.Problem.Found}; expected: {refusal.Problem.Expected}");
        json.WriteString("code", refusal.Problem.Code);
        json.WriteString("fix", refusal.Problem.Fix);
        if (whole)
        {
            json.WriteString("page", refusal.Problem.Page);
        }

        if (refusal.Field is { } field)
        {
            json.WriteString("field", field);
        }

        if (refusal.Row is { } row)
        {
            json.WriteNumber("row", row);
        }

        if (refusal.Pointer is { } pointer)
        {
            json.WriteString("pointer", pointer);
        }
    }
}
