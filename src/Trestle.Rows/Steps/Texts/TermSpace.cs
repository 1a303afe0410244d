using System.Runtime.InteropServices;

namespace Trestle.Rows.Steps.Texts;

/// <summary>The terms of texts, their weights, and the few directions in which the texts differ most.</summary>
/// <param name="Terms">The terms, in ordinal order.</param>
/// <param name="Weights">The inverse document frequency of each: ln((1 + n) / (1 + rows with the term)) + 1, as in scikit-learn.</param>
/// <param name="Directions">For each term its share of each direction: one row for each term.</param>
/// <param name="Count">Number of directions.</param>
internal sealed record TermSpace(IReadOnlyList<string> Terms, IReadOnlyList<double> Weights, IReadOnlyList<float> Directions, int Count)
{
    /// <summary>A term of fewer rows says nothing about others.</summary>
    private const int FewestRows = 2;

    /// <summary>Latent semantic analysis (Deerwester et al. 1990): the truncated SVD of the weighted terms of the texts.</summary>
    /// <param name="texts">Different texts, and the number of rows of each.</param>
    /// <param name="terms">Finds the terms of a text.</param>
    /// <param name="most">The most terms that are kept: those of the most rows.</param>
    /// <param name="directions">The most directions.</param>
    public static TermSpace Learn(IReadOnlyList<KeyValuePair<string, long>> texts, TextTerms terms, int most, int directions)
    {
        var known = Frequent(texts, terms, most);
        var rows = (double)texts.Sum(text => text.Value);
        double[] weights = [.. known.Select(term => Math.Log((1 + rows) / (1 + term.Value)) + 1)];
        string[] names = [.. known.Select(term => term.Key)];
        var (count, matrix) = TruncatedSvd.Of(Matrix(texts, new TermVector(terms, names, weights)), directions);
        return new TermSpace(names, weights, Array.ConvertAll(matrix, value => (float)value), count);
    }

    /// <summary>The terms of the most rows, in ordinal order, with the number of rows.</summary>
    private static KeyValuePair<string, long>[] Frequent(IReadOnlyList<KeyValuePair<string, long>> texts, TextTerms terms, int most)
    {
        var seen = new Dictionary<string, (long Rows, int Last)>(StringComparer.Ordinal);
        var lookup = seen.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < texts.Count; i++)
        {
            var (number, rows) = (i + 1, texts[i].Value);
            terms.Visit(texts[i].Key, lookup, (found, term) =>
            {
                ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(found, term, out _);
                entry = entry.Last == number ? entry : (entry.Rows + rows, number);
            });
        }

        return
        [
            .. seen.Where(entry => entry.Value.Rows >= FewestRows)
                .Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Rows))
                .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)
                .Take(most)
                .OrderBy(entry => entry.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>The weighted terms of the texts, each text as often as it has rows.</summary>
    private static SparseRows Matrix(IReadOnlyList<KeyValuePair<string, long>> texts, TermVector vector)
    {
        var (starts, columns, values) = (new int[texts.Count + 1], new List<int>(), new List<double>());
        for (var i = 0; i < texts.Count; i++)
        {
            var scale = Math.Sqrt(texts[i].Value);
            foreach (var (term, value) in vector.Of(texts[i].Key))
            {
                columns.Add(term);
                values.Add(value * scale);
            }

            starts[i + 1] = columns.Count;
        }

        return new SparseRows(starts, [.. columns], [.. values], vector.Width);
    }
}
