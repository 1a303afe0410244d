namespace Trestle.Rows.Steps.Forms;

/// <summary>The countries whose postal codes are known.</summary>
public enum PostalCountry
{
    /// <summary>Austria.</summary>
    At,

    /// <summary>Australia.</summary>
    Au,

    /// <summary>Belgium.</summary>
    Be,

    /// <summary>Brazil.</summary>
    Br,

    /// <summary>Canada.</summary>
    Ca,

    /// <summary>Switzerland.</summary>
    Ch,

    /// <summary>Germany.</summary>
    De,

    /// <summary>Denmark.</summary>
    Dk,

    /// <summary>Spain.</summary>
    Es,

    /// <summary>France.</summary>
    Fr,

    /// <summary>The United Kingdom.</summary>
    Gb,

    /// <summary>Ireland.</summary>
    Ie,

    /// <summary>India.</summary>
    In,

    /// <summary>Italy.</summary>
    It,

    /// <summary>Japan.</summary>
    Jp,

    /// <summary>The Netherlands.</summary>
    Nl,

    /// <summary>Norway.</summary>
    No,

    /// <summary>Poland.</summary>
    Pl,

    /// <summary>Portugal.</summary>
    Pt,

    /// <summary>Sweden.</summary>
    Se,

    /// <summary>The United States.</summary>
    Us,
}

/// <summary>The standard form of postal codes (Universal Postal Union, addressing guides of the countries).</summary>
internal static class PostalForm
{
    /// <summary>How codes are written: 9 a digit, A a letter, X either; anything else stands between them.</summary>
    /// <param name="Patterns">The forms.</param>
    /// <param name="Prefixes">What may stand before a code of digits: the code of the country, the sign of its cars.</param>
    /// <param name="Zeros">How many zeros at the front are put back, which a table of numbers has lost.</param>
    private sealed record Shape(string[] Patterns, string[] Prefixes, int Zeros = 0);

    private static readonly Dictionary<PostalCountry, Shape> Shapes = new()
    {
        [PostalCountry.At] = new(["9999"], ["AT", "A"]),
        [PostalCountry.Au] = new(["9999"], ["AU"], 1),
        [PostalCountry.Be] = new(["9999"], ["BE", "B"]),
        [PostalCountry.Br] = new(["99999-999"], ["BR"], 1),
        [PostalCountry.Ca] = new(["A9A 9A9"], []),
        [PostalCountry.Ch] = new(["9999"], ["CH"]),
        [PostalCountry.De] = new(["99999"], ["DE", "D"], 1),
        [PostalCountry.Dk] = new(["9999"], ["DK"]),
        [PostalCountry.Es] = new(["99999"], ["ES", "E"], 1),
        [PostalCountry.Fr] = new(["99999"], ["FR", "F"], 1),
        [PostalCountry.Gb] = new(["A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA"], []),
        [PostalCountry.Ie] = new(["A99 XXXX", "A9A XXXX"], []),
        [PostalCountry.In] = new(["999999"], ["IN"]),
        [PostalCountry.It] = new(["99999"], ["IT", "I"], 2),
        [PostalCountry.Jp] = new(["999-9999"], ["JP", "〒"], 1),
        [PostalCountry.Nl] = new(["9999 AA"], ["NL"]),
        [PostalCountry.No] = new(["9999"], ["NO", "N"], 1),
        [PostalCountry.Pl] = new(["99-999"], ["PL"], 1),
        [PostalCountry.Pt] = new(["9999-999", "9999"], ["PT", "P"]),
        [PostalCountry.Se] = new(["999 99"], ["SE", "S"]),
        [PostalCountry.Us] = new(["99999", "99999-9999"], ["US"], 2),
    };

    /// <summary>The code as its country writes it; null when the text is none.</summary>
    public static string? Of(string text, PostalCountry country)
    {
        if (text.Length > 30)
        {
            return null;
        }

        var shape = Shapes[country];
        var key = Key(NormalForm.Of(text, compatible: true));
        if (shape.Prefixes.FirstOrDefault(prefix => key.StartsWith(prefix, StringComparison.Ordinal)) is { } written)
        {
            key = key[written.Length..];
        }

        return shape.Patterns.Select(pattern => Written(key, pattern)).FirstOrDefault(code => code is not null)
            ?? Enumerable.Range(1, shape.Zeros)
                .Where(_ => key.Length > 0 && key.All(char.IsAsciiDigit) && !text.Contains('-', StringComparison.Ordinal))
                .Select(zeros => Written(new string('0', zeros) + key, shape.Patterns[0]))
                .FirstOrDefault(code => code is not null);
    }

    /// <summary>Digits and letters; "2134.0" is a number that a table of numbers has printed.</summary>
    private static string Key(string text)
    {
        text = text.Trim();
        if (text.EndsWith(".0", StringComparison.Ordinal) && !text.AsSpan(..^2).ContainsAnyExceptInRange('0', '9'))
        {
            text = text[..^2];
        }

        return string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '.' or '\u2010' or '\u2013'))).ToUpperInvariant();
    }

    private static string? Written(string key, string pattern)
    {
        var code = new char[pattern.Length];
        var at = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] is not ('9' or 'A' or 'X'))
            {
                code[i] = pattern[i];
            }
            else if (at < key.Length && Fits(key[at], pattern[i]))
            {
                code[i] = key[at++];
            }
            else
            {
                return null;
            }
        }

        return at == key.Length ? new string(code) : null;
    }

    private static bool Fits(char c, char kind) => kind switch
    {
        '9' => char.IsAsciiDigit(c),
        'A' => char.IsAsciiLetterUpper(c),
        _ => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c),
    };
}
