namespace Trestle.Rows.Steps.Texts;

/// <summary>The terms of a text, each weighted by how often it occurs and how rare it is; the squares sum to 1 (TF-IDF).</summary>
/// <param name="terms">Finds the terms of a text.</param>
/// <param name="known">The terms that count.</param>
/// <param name="weights">How rare each is.</param>
internal sealed class TermVector(TextTerms terms, IReadOnlyList<string> known, IReadOnlyList<double> weights)
{
    private readonly Dictionary<string, int> positions =
        known.Select((term, position) => KeyValuePair.Create(term, position)).ToDictionary(StringComparer.Ordinal);

    /// <summary>Number of terms that count.</summary>
    public int Width => known.Count;

    /// <summary>The terms of a text, ascending by position, with their weights; none when none is known.</summary>
    public List<(int Term, double Value)> Of(string text)
    {
        var found = new List<int>();
        terms.Visit(text, (Found: found, Lookup: positions.GetAlternateLookup<ReadOnlySpan<char>>()), (state, term) =>
        {
            if (state.Lookup.TryGetValue(term, out var position))
            {
                state.Found.Add(position);
            }
        });
        found.Sort();

        var values = new List<(int Term, double Value)>();
        var squares = 0.0;
        for (var at = 0; at < found.Count;)
        {
            var (term, start) = (found[at], at);
            while (at < found.Count && found[at] == term)
            {
                at++;
            }

            var value = (at - start) * weights[term];
            squares += value * value;
            values.Add((term, value));
        }

        var length = Math.Sqrt(squares);
        for (var i = 0; i < values.Count; i++)
        {
            values[i] = (values[i].Term, values[i].Value / length);
        }

        return values;
    }
}
