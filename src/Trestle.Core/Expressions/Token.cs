namespace Trestle.Core.Expressions;

/// <summary>The kinds of <see cref="Token"/>.</summary>
internal enum TokenKind
{
    End,
    Number,
    Duration,
    Text,
    Name,
    QuotedName,
    Keyword,
    Sign,
}

/// <summary>A word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text without quotes; keywords in lower case.</param>
/// <param name="At">Where it starts.</param>
/// <param name="Number">Its number, or the microseconds of a duration.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int At, double Number = double.NaN)
{
    public bool Is(string text) => Kind is TokenKind.Sign or TokenKind.Keyword && Text == text;

    /// <summary>The word as it is quoted in a message.</summary>
    public string Words => Kind switch
    {
        TokenKind.End => "the end of the expression",
        TokenKind.Text => "a text",
        _ => $"'{Text}'",
    };
}
