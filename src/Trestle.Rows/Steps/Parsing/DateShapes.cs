using System.Collections.Frozen;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// Finds the formats that can read a text by its shape: one or two digits are 0, more are 9, a word is a, and what does not change the
/// meaning is left out, so "2. Januar 2024, 9:05" has the shape "0 a 9 0:0". A few formats have the same shape, and only these are tried.
/// </summary>
internal static class DateShapes
{
    private const char Silent = '\0';

    // Texts of all shapes that an optional field has.
    private static readonly string[] Zones =
    [
        "", .. new[] { "Z", "+1", "-1", "+1:1", "-1:1", "+0100", "-0100", "Z+1", "Z-1", "Z+1:1", "Z-1:1", "Z+0100", "Z-0100" }
            .SelectMany(zone => new[] { zone, " " + zone }),
    ];

    private static readonly string[] Halves = ["am", " am", "a. m.", " a. m."];

    private static readonly FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> Index = Build();

    /// <summary>The positions in <see cref="DateFormatList.All"/> of the formats that may read a plain text, ascending.</summary>
    public static ReadOnlySpan<int> Candidates(ReadOnlySpan<char> text)
    {
        Span<char> shape = stackalloc char[DateText.Longest];
        return Index.TryGetValue(shape[..Shape(text, shape)], out var formats) ? formats : [];
    }

    private static FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> Build()
    {
        var index = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        Span<char> shape = stackalloc char[DateText.Longest];
        for (var i = 0; i < DateFormatList.All.Count; i++)
        {
            foreach (var sample in Samples(DateFormatList.All[i]))
            {
                var key = shape[..Shape(sample, shape)].ToString();
                if (!index.TryGetValue(key, out var formats))
                {
                    index.Add(key, formats = []);
                }

                if (formats is not [.., var last] || last != i)
                {
                    formats.Add(i);
                }
            }
        }

        return index.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.ToArray(), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Texts of all shapes that a format reads.</summary>
    private static IEnumerable<string> Samples(string format)
    {
        IEnumerable<string> samples = [""];
        for (var at = 0; at < format.Length;)
        {
            var letter = format[at];
            var end = at + 1;
            while (end < format.Length && format[end] == letter)
            {
                end++;
            }

            var next = end < format.Length ? format[end] : '\0';
            var parts = Parts(letter, end - at, next);
            at = letter == '.' && next == 'F' ? format.LastIndexOf('F') + 1 : end;
            samples = samples.SelectMany(sample => parts.Select(part => sample + part));
        }

        return samples;
    }

    private static string[] Parts(char letter, int run, char next) => letter switch
    {
        '.' when next == 'F' => ["", ".1", ".123"],
        ' ' when next is 't' or 'K' => [""],
        'M' when run > 2 => ["jan"],
        't' => Halves,
        'K' => Zones,
        'T' or 'W' or 'Q' => ["T"],
        'F' => ["1", "123"],
        _ => [new string(char.IsAsciiLetter(letter) ? '1' : letter, run)],
    };

    private static int Shape(ReadOnlySpan<char> text, Span<char> shape)
    {
        var length = 0;
        for (var at = 0; at < text.Length && text[at] is not ('(' or '[') && !DateWords.EndsYear(text[at..]);)
        {
            var last = length > 0 ? shape[length - 1] : Silent;
            var kind = Kind(text[at..], last, out var run);
            at += run;
            if (kind != Silent && (kind != last || kind is not (' ' or 'a')))
            {
                shape[length++] = kind;
            }
        }

        return length > 0 && shape[length - 1] == ' ' ? length - 1 : length;
    }

    /// <summary>The kind of the run with which a text begins, after one of the kind <paramref name="last"/>.</summary>
    private static char Kind(ReadOnlySpan<char> text, char last, out int run)
    {
        run = Digits(text);
        if (run > 0)
        {
            return run <= 2 ? '0' : '9';
        }

        var word = DateWords.Letters(text);
        if (word.Length > 0)
        {
            var filler = last == ' ' ? DateWords.Filler(text) : 0;
            run = Math.Max(word.Length, filler);
            return filler > 0 || (last == '0' && DateWords.Ordinal(word) > 0) ? Silent : 'a';
        }

        run = 1;
        return text[0] switch
        {
            '°' => Silent,
            '.' when last == 'a' || (last is '0' or '9' && Digits(text[1..]) == 0) => Silent,
            ',' when text.Length > 1 && char.IsWhiteSpace(text[1]) => Silent,
            var sign when char.IsWhiteSpace(sign) => ' ',
            var sign => sign,
        };
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
