using Trestle.Core.Texts;

namespace Trestle.Stages.Clean.Repairs;

/// <summary>Whether one text is most likely a misspelling of another.</summary>
internal static class Slip
{
    /// <summary>What stands for a run of digits in a shape.</summary>
    public const char Digits = '\u0001';

    private const int ShortWord = 5;
    private const int LongText = 12;
    private const int LongWord = 9;

    /// <summary>
    /// Word by word: long words may differ in two letters, others in one, short ones and those with digits in none. Words of four letters
    /// are short in short texts. Where the number of words differs, only what separates them may differ.
    /// </summary>
    public static bool Between(string slip, string right)
    {
        if (slip.Count(c => c == Digits) != right.Count(c => c == Digits))
        {
            return false;
        }

        var (first, second) = (Words(slip), Words(right));
        return first.Length == second.Length
            ? Separators(slip) == Separators(right) && first.Zip(second).All(words => AreClose(words.First, words.Second, right.Length))
            : second.Sum(word => word.Length) >= LongWord && AreJoined(slip, right);
    }

    private static bool AreClose(string slip, string right, int whole)
    {
        if (slip == right)
        {
            return true;
        }

        var length = Math.Min(slip.Length, right.Length);
        var isShort = length < (whole < LongText ? ShortWord : ShortWord - 1);
        var limit = isShort || slip.Contains(Digits, StringComparison.Ordinal) ? 0 : length < LongWord ? 1 : 2;
        return limit > 0 && TextDistance.Between(slip, right, limit) <= limit;
    }

    /// <summary>Whether the texts are equal but for what separates the words, at each place one character or none.</summary>
    private static bool AreJoined(string slip, string right)
    {
        if (slip.Length == right.Length)
        {
            return slip.Zip(right).All(pair => pair.First == pair.Second || !IsOfWord(pair.Second));
        }

        return string.Concat(Words(slip)) == string.Concat(Words(right));
    }

    private static string Separators(string text) => string.Concat(text.Where(c => !IsOfWord(c)));

    private static string[] Words(string text)
    {
        var words = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && IsOfWord(text[end]))
            {
                end++;
            }

            if (end > at)
            {
                words.Add(text[at..end]);
            }

            at = end + 1;
        }

        return [.. words];
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c == Digits;
}
