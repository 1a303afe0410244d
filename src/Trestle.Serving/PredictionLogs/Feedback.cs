using System.Text.Json;

using Trestle.Rows.PredictionLogs;
using Trestle.Rows.Steps.Parsing;
using Trestle.Serving.Requests;

namespace Trestle.Serving.PredictionLogs;

/// <summary>A label for a prediction.</summary>
/// <param name="Id">The prediction's id, from the answer's header and the row.</param>
/// <param name="Text">A class, or a number as written.</param>
/// <param name="Number">The value of a JSON number; NaN for a text.</param>
internal readonly record struct Label(string Id, string Text, double Number = double.NaN);

/// <summary>
/// The body of <c>POST /feedback</c>: <c>{"labels": [{"id": "…", "label": "Yes"}, …]}</c>. A label is a text, a number or a boolean. Each
/// is checked on its own: against the classes of the versions that this host serves or has served, the rows of its request, and the
/// requests of this host. Whether another host made a prediction is not known here; the monitor tells labels without one.
/// </summary>
internal sealed class Feedback
{
    private const int LongestId = 64;
    private const int LongestLabel = 256;
    private const int MostTold = 1000;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    private readonly List<Label> labels = [];
    private readonly List<Refusal> faults = [];

    /// <summary>The labels that can be used.</summary>
    public IReadOnlyList<Label> Labels => labels;

    /// <summary>Number of the others.</summary>
    public int Refused { get; private set; }

    /// <summary>What is wrong with them, in their order; of very many the first thousand.</summary>
    public IReadOnlyList<Refusal> Faults => faults;

    /// <summary>Reads a body; one that has no list of labels is thrown as a refusal.</summary>
    /// <param name="body">The body.</param>
    /// <param name="known">How versions read labels; empty when no version was ever served, and then any label may be right.</param>
    /// <param name="host">This host.</param>
    /// <param name="last">The number of its last request.</param>
    public static Feedback Read(ReadOnlyMemory<byte> body, IReadOnlyCollection<Labels> known, ulong host, long last)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("labels", out var entries) || entries.ValueKind != JsonValueKind.Array)
            {
                throw new RefusedException(FeedbackErrors.NoLabels());
            }

            var read = new Feedback();
            foreach (var (at, entry) in entries.EnumerateArray().Index())
            {
                read.Add(at, entry, known, host, last);
            }

            return read;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // A text that is not UTF-8, or has half of a surrogate pair, fails only here.
            throw new RefusedException(FeedbackErrors.NoJson());
        }
    }

    private void Add(int at, JsonElement entry, IReadOnlyCollection<Labels> known, ulong host, long last)
    {
        var id = Id(entry);
        var label = Label(entry, id ?? "");
        var fault = id is null || PredictionId.Parse(id) is not var (prediction, rows) ? FeedbackErrors.NoId(at)
            : label is not { } sent ? FeedbackErrors.NoLabel(at)
            : prediction.Row >= rows ? FeedbackErrors.NoRow(at, rows.Value)
            : prediction.Host == host && (rows is null || prediction.Sequence > last) ? FeedbackErrors.NoPrediction(at)
            : known.Count > 0 && !known.Any(version => IsKnown(version, sent)) ? FeedbackErrors.UnknownLabel(at, [.. known])
            : null;
        if (fault is null)
        {
            labels.Add(label!.Value);
            return;
        }

        Refused++;
        if (faults.Count < MostTold)
        {
            faults.Add(fault);
        }
    }

    private static bool IsKnown(Labels version, Label sent) =>
        !double.IsNaN(version.Of(sent.Text)) || (!double.IsNaN(sent.Number) && !double.IsNaN(version.Of(sent.Number)));

    private static string? Id(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
        && id.GetString() is { Length: > 0 and <= LongestId } text ? text : null;

    private static Label? Label(JsonElement entry, string id)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("label", out var label))
        {
            return null;
        }

        var (text, number) = label.ValueKind switch
        {
            JsonValueKind.String => (label.GetString()!, double.NaN),

            // An infinite one, such as 1e999, measures nothing.
            JsonValueKind.Number when double.IsFinite(label.GetDouble()) => (label.GetRawText(), label.GetDouble()),
            JsonValueKind.True => ("true", double.NaN),
            JsonValueKind.False => ("false", double.NaN),
            _ => ("", double.NaN),
        };
        return text.Length is > 0 and <= LongestLabel ? new Label(id, text, number) : null;
    }
}
