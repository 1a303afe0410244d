using System.Buffers;
using System.Text.Json;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Serving.Codecs;

namespace Trestle.Serving.Http;

/// <summary>
/// Writes <c>{"predictions": […]}</c>. Numbers are written so that reading them back gives the same bits.
/// </summary>
internal sealed class PredictionWriter(Scorer scorer)
{
    private static readonly JsonEncodedText PredictionsName = JsonEncodedText.Encode("predictions");
    private static readonly JsonEncodedText PredictionName = JsonEncodedText.Encode("prediction");
    private static readonly JsonEncodedText ProbabilitiesName = JsonEncodedText.Encode("probabilities");

    private readonly JsonEncodedText[] classes = [.. scorer.Package.Contract.Classes.Select(name => JsonEncodedText.Encode(name))];

    /// <summary>Writes the answer.</summary>
    public void Write(IBufferWriter<byte> output, Scores scores, OutputForm form)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteStartArray(PredictionsName);
        var rows = scores.Values.Length / scores.Outputs;
        for (var row = 0; row < rows; row++)
        {
            WriteRow(writer, scores, row, form);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteRow(Utf8JsonWriter writer, Scores scores, int row, OutputForm form)
    {
        var regression = scorer.Package.Contract.Task == TaskKind.Regression;
        if (form == OutputForm.Scores || regression)
        {
            WriteScores(writer, scores, row);
        }
        else if (form == OutputForm.Labels)
        {
            writer.WriteStringValue(scorer.Label(scores, row));
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteString(PredictionName, scorer.Label(scores, row));
            writer.WriteStartObject(ProbabilitiesName);
            for (var c = 0; c < classes.Length; c++)
            {
                writer.WriteNumber(classes[c], Probability(scores, row, c));
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }

    private static void WriteScores(Utf8JsonWriter writer, Scores scores, int row)
    {
        if (scores.Outputs == 1)
        {
            writer.WriteNumberValue(scores.Values[row]);
            return;
        }

        writer.WriteStartArray();
        for (var output = 0; output < scores.Outputs; output++)
        {
            writer.WriteNumberValue(scores.Values[(row * scores.Outputs) + output]);
        }

        writer.WriteEndArray();
    }

    private static double Probability(Scores scores, int row, int position) => scores.Outputs > 1
        ? scores.Values[(row * scores.Outputs) + position]
        : position == 1 ? scores.Values[row] : 1 - scores.Values[row];
}
