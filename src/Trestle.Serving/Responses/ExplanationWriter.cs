using System.Text.Encodings.Web;
using System.Text.Json;

using Trestle.Core.Schema;
using Trestle.Learners.Explanations;
using Trestle.Learners.Packages;
using Trestle.Serving.Requests;

namespace Trestle.Serving.Responses;

/// <summary>
/// Writes <c>"explanations": {"scale": …, "rows": […]}</c>: for each row the base value, the columns that moved its prediction the
/// most, and the sum of the others, so that all numbers of a row add up to what the scale says. With several classes they are those of
/// the predicted class, as in stage 20.
/// </summary>
internal sealed class ExplanationWriter(Scorer scorer)
{
    /// <summary>Maximum number of rows of a request for explanations: one takes a hundred times as long as a prediction.</summary>
    public const int MostRows = 1000;

    private readonly JsonEncodedText[] columns =
        [.. scorer.Columns.Select(name => JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];

    /// <summary>
    /// Writes the explanations; null for a row that has a fault. A model without exact contributions is an error (TR2050).
    /// </summary>
    public void Write(Utf8JsonWriter json, Scored scored)
    {
        var asked = scored.Asked;
        if (asked.Rows > MostRows)
        {
            throw new RefusedException(ServeErrors.TooManyToExplain(MostRows));
        }

        var explanations = scorer.Explain(scored.Inputs);
        var next = 0;
        json.WriteStartObject("explanations");
        json.WriteString("scale", Name(explanations.Scale));
        json.WriteStartArray("rows");
        for (var row = 0; row < asked.Rows; row++)
        {
            if (asked.Faults.Has(row))
            {
                json.WriteNullValue();
            }
            else
            {
                WriteRow(json, explanations, scored.Scores, next++, asked.Explain);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The scale in words of the wire: <c>score</c>, <c>log-odds</c>, <c>mean-log-odds</c> and so on.</summary>
    public static string Name(ContributionScale scale) => JsonNamingPolicy.KebabCaseLower.ConvertName(scale.ToString());

    private void WriteRow(Utf8JsonWriter json, Explanations explanations, Scores scores, int row, int most)
    {
        var output = scores.Outputs == 1 ? 0 : scorer.Class(scores, row);
        var contributions = explanations.Of(row, output).ToArray();
        var order = Enumerable.Range(0, contributions.Length).OrderByDescending(column => Math.Abs(contributions[column])).ToArray();
        json.WriteStartObject();
        if (scores.Outputs > 1)
        {
            json.WriteString("class", scorer.Label(scores, row));
        }
        else if (scorer.Package.Contract.Task != TaskKind.Regression)
        {
            json.WriteString("class", scorer.Package.Contract.Classes[^1]);
        }

        json.WriteNumber("base", explanations.BaseValues[output]);
        json.WriteStartArray("contributions");
        foreach (var column in order.Take(most))
        {
            json.WriteStartObject();
            json.WriteString("column", columns[column]);
            json.WriteNumber("contribution", contributions[column]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("others", order.Skip(most).Sum(column => contributions[column]));
        json.WriteEndObject();
    }
}
