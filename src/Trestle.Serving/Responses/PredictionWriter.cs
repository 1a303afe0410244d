using System.Text.Encodings.Web;
using System.Text.Json;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Serving.Requests;

namespace Trestle.Serving.Responses;

/// <summary>
/// Writes <c>{"predictions": […]}</c>, one entry per row, <c>"faults": […]</c> when rows have any, and
/// <c>"intervals": {…}</c>, <c>"sets": {…}</c> and <c>"explanations": {…}</c> when asked for. Numbers are in the shortest
/// form that reads back to the same bits, so a score sent over HTTP equals the computed one.
/// </summary>
internal sealed class PredictionWriter(Scorer scorer)
{
    private static readonly JsonEncodedText Predictions = JsonEncodedText.Encode("predictions");
    private static readonly JsonEncodedText Faults = JsonEncodedText.Encode("faults");
    private static readonly JsonEncodedText Prediction = JsonEncodedText.Encode("prediction");
    private static readonly JsonEncodedText Probabilities = JsonEncodedText.Encode("probabilities");

    private readonly ExplanationWriter explanations = new(scorer);
    private readonly CoverageWriter coverage = new(scorer);

    private readonly JsonEncodedText[] classes =
        [.. scorer.Package.Contract.Classes.Select(name => JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];

    /// <summary>Writes the predictions: null for a row that has a fault, and then also the faults.</summary>
    public void Write(Utf8JsonWriter json, Scored scored)
    {
        var (asked, next) = (scored.Asked, 0);
        json.WriteStartObject();
        json.WriteStartArray(Predictions);
        for (var row = 0; row < asked.Rows; row++)
        {
            if (asked.Faults.Has(row))
            {
                json.WriteNullValue();
            }
            else
            {
                Write(json, scored.Scores, next++, asked.Output);
            }
        }

        json.WriteEndArray();
        if (asked.Faults.Rows > 0)
        {
            json.WriteStartArray(Faults);
            ProblemWriter.WriteFaults(json, asked.Faults);
            json.WriteEndArray();
        }

        coverage.Write(json, scored);
        if (asked.Explain > 0)
        {
            explanations.Write(json, scored);
        }

        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, Scores scores, int row, OutputForm form)
    {
        if (scorer.Package.Contract.Task == TaskKind.Regression || form == OutputForm.Scores)
        {
            WriteScores(json, scores.Row(row));
        }
        else if (form == OutputForm.Labels)
        {
            json.WriteStringValue(classes[scorer.Class(scores, row)]);
        }
        else
        {
            WriteFull(json, scores, row);
        }
    }

    private static void WriteScores(Utf8JsonWriter json, ReadOnlySpan<double> row)
    {
        if (row.Length == 1)
        {
            json.WriteNumberValue(row[0]);
            return;
        }

        json.WriteStartArray();
        foreach (var score in row)
        {
            json.WriteNumberValue(score);
        }

        json.WriteEndArray();
    }

    private void WriteFull(Utf8JsonWriter json, Scores scores, int row)
    {
        json.WriteStartObject();
        json.WriteString(Prediction, classes[scorer.Class(scores, row)]);
        json.WriteStartObject(Probabilities);
        for (var i = 0; i < classes.Length; i++)
        {
            json.WriteNumber(classes[i], scores.Probability(row, i));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
