using System.Text.Encodings.Web;
using System.Text.Json;

using Trestle.Core.Errors;
using Trestle.Learners.Packages;
using Trestle.Serving.Requests;

namespace Trestle.Serving.Responses;

/// <summary>
/// Writes <c>"intervals": {"level": 0.9, "rows": [[low, high], …]}</c> and <c>"sets": {"level": 0.9, "rows": [["Yes", "No"], …]}</c>, when
/// asked for: what the true value or class of a row should be in for a share of rows. Null for a row that has a fault.
/// </summary>
internal sealed class CoverageWriter(Scorer scorer)
{
    private readonly JsonEncodedText[] classes =
        [.. scorer.Package.Contract.Classes.Select(name => JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];

    /// <summary>Refuses a level that the model has no intervals or sets of.</summary>
    public static void Check(Scorer scorer, RequestRows asked)
    {
        Problem?[] problems =
        [
            asked.Interval > 0 ? scorer.NoInterval(asked.Interval) : null, asked.Set > 0 ? scorer.NoSet(asked.Set) : null,
        ];
        if (problems.OfType<Problem>().FirstOrDefault() is { } problem)
        {
            throw new RefusedException(LevelErrors.NotCovered(problem));
        }
    }

    /// <summary>Writes what is asked for.</summary>
    public void Write(Utf8JsonWriter json, Scored scored)
    {
        var (asked, scores) = (scored.Asked, scored.Scores);
        if (asked.Interval == 0 && asked.Set == 0)
        {
            return;
        }

        Check(scorer, asked);
        if (asked.Interval > 0)
        {
            Write(json, "intervals", asked.Interval, asked, row =>
            {
                var (low, high) = scorer.Interval(scores, row, asked.Interval);
                json.WriteNumberValue(low);
                json.WriteNumberValue(high);
            });
        }

        if (asked.Set > 0)
        {
            Write(json, "sets", asked.Set, asked, row =>
            {
                for (var position = 0; position < classes.Length; position++)
                {
                    if (scorer.InSet(scores, row, position, asked.Set))
                    {
                        json.WriteStringValue(classes[position]);
                    }
                }
            });
        }
    }

    private static void Write(Utf8JsonWriter json, string name, double level, RequestRows asked, Action<int> write)
    {
        var next = 0;
        json.WriteStartObject(name);
        json.WriteNumber("level", level);
        json.WriteStartArray("rows");
        for (var row = 0; row < asked.Rows; row++)
        {
            if (asked.Faults.Has(row))
            {
                json.WriteNullValue();
                continue;
            }

            json.WriteStartArray();
            write(next++);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
