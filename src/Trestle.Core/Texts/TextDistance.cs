namespace Trestle.Core.Texts;

/// <summary>How far two texts are apart, in single changes of characters.</summary>
public static class TextDistance
{
    private const int Longest = 512;

    /// <summary>
    /// The number of insertions, deletions, substitutions and exchanges of neighbours that turn one text into the other (optimal string
    /// alignment); <paramref name="limit"/> + 1 for more than the limit.
    /// </summary>
    public static int Between(ReadOnlySpan<char> first, ReadOnlySpan<char> second, int limit)
    {
        if (Math.Abs(first.Length - second.Length) > limit || Math.Max(first.Length, second.Length) > Longest)
        {
            return first.SequenceEqual(second) ? 0 : limit + 1;
        }

        Span<int> before = stackalloc int[second.Length + 1];
        Span<int> last = stackalloc int[second.Length + 1];
        Span<int> row = stackalloc int[second.Length + 1];
        for (var j = 0; j <= second.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= first.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= second.Length; j++)
            {
                var cost = first[i - 1] == second[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }

                least = Math.Min(least, row[j]);
            }

            if (least > limit)
            {
                return limit + 1;
            }

            var free = before;
            before = last;
            last = row;
            row = free;
        }

        return Math.Min(last[second.Length], limit + 1);
    }

    /// <summary>Whether one text may be a misspelling of the other: at most a third of the characters of the longer one differ.</summary>
    public static bool AreSimilar(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        var limit = Math.Max(first.Length, second.Length) / 3;
        return limit > 0 && Between(first, second, limit) <= limit;
    }
}
