namespace Trestle.Rows.Steps.Texts;

/// <summary>What the terms of a text are made of.</summary>
public enum TextUnit
{
    /// <summary>Words: runs of two or more letters, digits and underscores.</summary>
    Words,

    /// <summary>Characters within a word, with a space in front of it and behind it.</summary>
    Characters,
}

/// <summary>
/// Finds the terms of texts, in lower case: sequences of words or of characters, as scikit-learn's TfidfVectorizer does (its analysers
/// <c>word</c> and <c>char_wb</c>).
/// </summary>
/// <param name="unit">What they are made of.</param>
/// <param name="shortest">Units in the shortest terms.</param>
/// <param name="longest">Units in the longest.</param>
internal sealed class TextTerms(TextUnit unit, int shortest, int longest)
{
    /// <summary>What comes later in a text is not read.</summary>
    public const int MostCharacters = 100_000;

    private const int ShortestWord = 2;

    /// <summary>Visits the terms of a text in order; a term is valid during the visit.</summary>
    public void Visit<T>(string text, T state, Action<T, ReadOnlySpan<char>> visit)
    {
        var lower = Lower(text.AsSpan(0, Math.Min(text.Length, MostCharacters)));
        if (unit == TextUnit.Words)
        {
            VisitWords(lower, state, visit);
        }
        else
        {
            VisitCharacters(lower, state, visit);
        }
    }

    private static char[] Lower(ReadOnlySpan<char> text)
    {
        var lower = new char[text.Length];
        for (var i = 0; i < lower.Length; i++)
        {
            lower[i] = char.ToLowerInvariant(text[i]);
        }

        return lower;
    }

    private void VisitWords<T>(ReadOnlySpan<char> text, T state, Action<T, ReadOnlySpan<char>> visit)
    {
        // The words with a space between them, and where each ends.
        var words = new char[text.Length + 1];
        var ends = new List<int> { 0 };
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var start = at;
            while (at < text.Length && IsInWord(text[at]))
            {
                at++;
            }

            if (at - start >= ShortestWord)
            {
                text[start..at].CopyTo(words.AsSpan(length));
                length += at - start;
                words[length++] = ' ';
                ends.Add(length);
            }
        }

        for (var units = shortest; units <= longest; units++)
        {
            for (var word = 0; word + units < ends.Count; word++)
            {
                visit(state, words.AsSpan(ends[word]..(ends[word + units] - 1)));
            }
        }
    }

    private void VisitCharacters<T>(ReadOnlySpan<char> text, T state, Action<T, ReadOnlySpan<char>> visit)
    {
        var padded = new char[text.Length + 2];
        for (var at = 0; at < text.Length; at++)
        {
            var start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at > start)
            {
                text[start..at].CopyTo(padded.AsSpan(1));
                (padded[0], padded[at - start + 1]) = (' ', ' ');
                VisitWord(padded.AsSpan(0, at - start + 2), state, visit);
            }
        }
    }

    /// <summary>A word that is shorter than a term is one term, once.</summary>
    private void VisitWord<T>(ReadOnlySpan<char> word, T state, Action<T, ReadOnlySpan<char>> visit)
    {
        for (var units = shortest; units <= longest; units++)
        {
            if (word.Length <= units)
            {
                visit(state, word);
                return;
            }

            for (var at = 0; at + units <= word.Length; at++)
            {
                visit(state, word.Slice(at, units));
            }
        }
    }

    private static bool IsInWord(char c) => char.IsLetterOrDigit(c) || c == '_' || char.IsNumber(c);
}
