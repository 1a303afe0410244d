using Trestle.Learners.Packages;
using Trestle.Rows.Keyed;

namespace Trestle.Serving.Requests;

/// <summary>
/// What the look-ups of a model found for the rows of a request: a row that finds nothing is flagged at the first column of the key, or
/// refused where the join says so.
/// </summary>
internal sealed class LookedUp(Scorer scorer, RequestSchema schema)
{
    private readonly int[] columns = [.. scorer.LookUps.Select(look => schema.Find(look.Columns[0]))];

    /// <summary>Whether all rows found what they must; a row that did not gets a fault.</summary>
    public bool AreFound(Scores scores, RequestRows rows, int[]? sound)
    {
        var found = true;
        for (var i = 0; scores.Found is not null && i < columns.Length; i++)
        {
            if (!scorer.LookUps[i].Required)
            {
                continue;
            }

            for (var scored = 0; scored < scores.Found[i].Length; scored++)
            {
                if (scores.Found[i][scored] != (double)KeyedOutcome.Matched)
                {
                    var row = sound is null ? scored : sound[scored];
                    var (column, pointer, look) = (schema.Columns[columns[i]], rows.Pointer(columns[i], row), scorer.LookUps[i]);
                    rows.Refuse(look.Forecast is null
                        ? LookUpErrors.NotFound(column, look.Table, row, pointer)
                        : LookUpErrors.NoForecast(column, look.WhyNot((KeyedOutcome)(int)scores.Found[i][scored]), row, pointer));
                    found = false;
                }
            }
        }

        return found;
    }

    /// <summary>Flags rows with a key that found nothing; that there is no key is flagged where it is unusual.</summary>
    public void Flag(Scores scores, RequestRows rows, int[]? sound)
    {
        for (var i = 0; scores.Found is not null && i < columns.Length; i++)
        {
            for (var scored = 0; scored < scores.Found[i].Length; scored++)
            {
                if (scores.Found[i][scored] > (double)KeyedOutcome.NoKey)
                {
                    rows.Flags.Add(columns[i], Unusual.Unmatched, sound is null ? scored : sound[scored]);
                }
            }
        }
    }
}
