namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// Reads one plain text by one .NET custom format string. What .NET reads is read alike; more is read where the spelling of a date
/// differs and its meaning cannot: any white space for a blank, and a comma before it; names of months and days in the common languages,
/// short or full, with or without a point; "1st", "2 de enero de 2024"; a.m. and p.m.; nine digits of a second; zones such as UTC and
/// +01; a day's name in front; 24:00:00. Fields of our own: Www is an ISO week, D a day of it (1 is Monday), Qq a quarter.
/// </summary>
internal ref struct DateScan(ReadOnlySpan<char> text, string format)
{
    private readonly ReadOnlySpan<char> text = text;
    private readonly string format = format;
    private int at;
    private int f;
    private DateFields fields = new();
    private bool zoned;

    /// <summary>Whether the format has a field, or the text a name, that is not known here, so that .NET has to read it.</summary>
    public bool Unknown { get; private set; }

    /// <summary>Whether what was read has a time of day but no zone.</summary>
    public readonly bool Local => fields.Timed && !zoned;

    private readonly char Next => f < format.Length ? format[f] : '\0';

    private readonly char Sign => at < text.Length ? text[at] : '\0';

    /// <summary>Whether the format has a month by its name.</summary>
    private readonly bool Named => format.Contains("MMM", StringComparison.Ordinal);

    /// <summary>Whether the text is a date in this format; its moment in ticks from the year 1.</summary>
    public bool TryRead(out long ticks)
    {
        ticks = 0;
        if (format.Length == 1)
        {
            return Fails();
        }

        if (!char.IsAsciiDigit(Sign))
        {
            SkipDayInFront();
        }

        while (f < format.Length)
        {
            var sign = format[f];
            if (!(char.IsAsciiLetter(sign) ? Field(sign) : Literal(sign)))
            {
                return false;
            }
        }

        if (at < text.Length && !(Named && DateWords.EndsYear(text[at..])))
        {
            return false;
        }

        // Where the month has a name, the day's name can be wrong, but cannot change the date.
        return fields.Complete ? fields.TryTicks(fields.WeekDays != 0 && !Named, out ticks) : Fails();
    }

    private bool Fails()
    {
        Unknown = true;
        return false;
    }

    private bool Field(char letter)
    {
        var run = Run();
        if (letter is 'T' or 'Z')
        {
            f -= run - 1;
            zoned |= letter == 'Z';
            return Is(letter) || (letter == 'Z' && text[..at] is [.., 'z']);
        }

        if ((letter == 'W' && Next == 'w') || (letter == 'Q' && Next == 'q'))
        {
            return at < text.Length && char.ToUpperInvariant(text[at++]) == letter;
        }

        if (!fields.Lacks(letter, run))
        {
            return Fails();
        }

        return letter switch
        {
            'M' when run > 2 => Month(),
            'd' when run > 2 => WeekDay(),
            'F' => Fraction(0, run),
            'f' => Fraction(run, run),
            't' => HalfDay(),
            'K' => Zone(),
            _ => Number(letter, run),
        };
    }

    /// <summary>The number of times that the letter at the format's position is repeated; moves past them.</summary>
    private int Run()
    {
        var start = f++;
        while (f < format.Length && format[f] == format[start])
        {
            f++;
        }

        return f - start;
    }

    private bool Number(char letter, int run)
    {
        var least = letter == 'w' ? 1 : run;
        var most = Math.Max(run, letter is 'q' or 'D' ? 1 : 2);
        var value = 0;
        var start = at;
        while (at - start < most && char.IsAsciiDigit(Sign))
        {
            value = (value * 10) + (text[at++] - '0');
        }

        fields.Set(letter, run, value);
        if (letter == 'd' && at < text.Length && Next != text[at] && (char.IsLetter(text[at]) || text[at] is '.' or '°') && Named)
        {
            at += DateWords.Ordinal(text[at..]);
        }

        return at - start >= least;
    }

    /// <summary>Digits of a second: between <paramref name="least"/> and <paramref name="most"/>; up to nine for seven.</summary>
    private bool Fraction(int least, int most)
    {
        var start = at;
        var ticks = 0;
        var weight = (int)TimeSpan.TicksPerSecond / 10;
        var longest = most == 7 && least == 0 && (!char.IsAsciiLetter(Next) || Next is 'K' or 't' or 'Z') ? 9 : most;
        for (; at - start < longest && char.IsAsciiDigit(Sign); weight /= 10)
        {
            ticks += weight * (text[at++] - '0');
        }

        fields.Set('F', most, ticks);
        return at - start >= least;
    }

    private bool Month()
    {
        var word = DateWords.Letters(text[at..]);
        var month = DateNames.Month(word);
        if (month == 0 || Next is 'T' or 'Z' or '\'' or '"' or '\\')
        {
            return Fails();
        }

        fields.Set('M', 1, month);
        at += word.Length;
        SkipPoint();
        return true;
    }

    private bool WeekDay()
    {
        var word = DateWords.DayName(text[at..]);
        fields.WeekDays = DateNames.WeekDays(word);
        if (fields.WeekDays == 0)
        {
            return Fails();
        }

        at += word.Length;
        SkipPoint();
        return true;
    }

    /// <summary>Skips the point of an abbreviation, unless the format wants it.</summary>
    private void SkipPoint() => at += Sign == '.' && Next != '.' ? 1 : 0;

    private void SkipDayInFront()
    {
        var end = DateWords.DayInFront(text, out var days);
        var wanted = format.StartsWith("ddd", StringComparison.Ordinal);
        // "mar." is Tuesday in French, and March in English.
        if (end > 0 && !wanted && (!format.StartsWith("MMM", StringComparison.Ordinal) || char.IsLetter(text[end])))
        {
            at = end;
            fields.WeekDays = days;
        }
    }

    /// <summary>AM, PM, a.m. or p.m. in any case, with or without a blank before.</summary>
    private bool HalfDay()
    {
        SkipWhite();
        var half = (char)(Sign | 0x20);
        if (half is not ('a' or 'p'))
        {
            return false;
        }

        at++;
        fields.Half = half;
        var dotted = Sign == '.';
        at += dotted ? 1 : 0;
        if (dotted)
        {
            SkipWhite();
        }

        if ((Sign | 0x20) != 'm')
        {
            return false;
        }

        at++;
        at += dotted && Sign == '.' ? 1 : 0;
        return true;
    }

    private bool Zone()
    {
        var start = at;
        var possible = DateZone.TryRead(text, ref at, out var minutes);
        zoned |= at > start;
        fields.Offset = minutes;
        return possible;
    }

    private bool Literal(char sign)
    {
        f++;
        switch (sign)
        {
            case ' ':
                return Blank();
            case '.' when Next == 'F' && Sign != '.':
                Run();
                return true;
            case '%':
                return Fails();
            case '\\' when f < format.Length:
                return Is(format[f++]);
            case '\'' or '"':
                return Quoted(sign);
            default:
                return Is(sign);
        }
    }

    private bool Is(char sign) => at < text.Length && text[at++] == sign;

    private bool Quoted(char quote)
    {
        var end = format.IndexOf(quote, f);
        if (end < 0)
        {
            return Fails();
        }

        var words = format.AsSpan(f, end - f);
        var same = text[at..].StartsWith(words, StringComparison.Ordinal);
        at += same ? words.Length : 0;
        f = end + 1;
        return same;
    }

    /// <summary>White space, a comma before it, and a word such as "de" after it; or nothing where AM, PM or a zone may follow.</summary>
    private bool Blank()
    {
        at += Sign == ',' && Next != ',' ? 1 : 0;
        SkipWhite();
        var blank = at > 0 && char.IsWhiteSpace(text[at - 1]);
        if (blank && char.IsLetter(Sign) && char.IsAsciiLetter(Next) && Named)
        {
            at += DateWords.Filler(text[at..]);
        }

        return blank || Next is 't' or 'K';
    }

    private void SkipWhite()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }
}
