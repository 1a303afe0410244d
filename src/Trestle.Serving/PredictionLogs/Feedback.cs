using System.Text.Json;

using Trestle.Serving.Requests;

namespace Trestle.Serving.PredictionLogs;

/// <summary>A label for a prediction.</summary>
/// <param name="Id">The prediction's id, from the answer's header and the row.</param>
/// <param name="Value">A class, or a number as written.</param>
internal readonly record struct Label(string Id, string Value);

/// <summary>
/// The body of <c>POST /feedback</c>: <c>{"labels": [{"id": "…", "label": "Yes"}, …]}</c>. A label is a text, a number or a boolean.
/// Whether the prediction is known is not checked here: it may be another host's, or in an archive.
/// </summary>
internal static class Feedback
{
    private const int LongestId = 64;
    private const int LongestLabel = 256;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    /// <summary>Reads a body; a mistake in it is thrown as a refusal, and none of its labels counts.</summary>
    public static IReadOnlyList<Label> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("labels", out var labels) || labels.ValueKind != JsonValueKind.Array)
            {
                throw new RefusedException(FeedbackErrors.NoLabels());
            }

            return [.. labels.EnumerateArray().Select(Label)];
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // A text that is not UTF-8, or has half of a surrogate pair, fails only here.
            throw new RefusedException(FeedbackErrors.NoJson());
        }
    }

    private static Label Label(JsonElement entry, int at)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String)
        {
            throw new RefusedException(FeedbackErrors.NoId(at));
        }

        var name = id.GetString()!;
        return name.Length is 0 or > LongestId || !name.All(c => char.IsAsciiHexDigitLower(c) || c == '-')
            ? throw new RefusedException(FeedbackErrors.NoId(at))
            : new Label(name, Value(entry, at));
    }

    private static string Value(JsonElement entry, int at)
    {
        var value = !entry.TryGetProperty("label", out var label) ? null : label.ValueKind switch
        {
            JsonValueKind.String => label.GetString(),
            JsonValueKind.Number => label.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
        return value is { Length: > 0 and <= LongestLabel } ? value : throw new RefusedException(FeedbackErrors.NoLabel(at));
    }
}
