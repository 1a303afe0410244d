using Trestle.Core.Texts;

namespace Trestle.Core.Errors;

/// <summary>Finds the word that was probably meant.</summary>
public static class Nearest
{
    /// <summary>Letters of a word that is looked for as a part of candidates.</summary>
    private const int LeastPart = 3;

    /// <summary>
    /// The candidate with the smallest optimal string alignment distance (Damerau 1964: insertions, deletions, substitutions
    /// and swaps of neighbours, ignoring case), or null when none is within a third of the word's length (at least 2). A candidate that
    /// has the word between its hyphens, dots or underscores counts as one change away: auc-ovr for auc.
    /// </summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        var (upper, limit) = (word.ToUpperInvariant(), Math.Max(2, word.Length / 3));
        return candidates
            .Select(candidate => (candidate, distance: Distance(candidate.ToUpperInvariant())))
            .Where(pair => pair.distance <= limit)
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

        int Distance(string candidate)
        {
            var distance = TextDistance.Between(upper, candidate, limit);
            return distance > 1 && upper.Length >= LeastPart && candidate.Split('-', '_', '.').Contains(upper) ? 1 : distance;
        }
    }

    /// <summary>A sentence that suggests the nearest candidate, else lists all of them.</summary>
    public static string Advice(string word, IReadOnlyCollection<string> candidates) =>
        To(word, candidates) is { } nearest
            ? $"did you mean '{nearest}'?"
            : $"use one of: {string.Join(", ", candidates.Take(20))}{(candidates.Count > 20 ? ", …" : "")}";
}
