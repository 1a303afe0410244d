namespace Trestle.Core.Expressions;

/// <summary>
/// Reads an expression by precedence climbing (V. R. Pratt, Top Down Operator Precedence, 1973). From loose to tight: or; and; not;
/// comparisons, is null, in, between; ||; + and -; *, / and %; a sign.
/// </summary>
internal sealed class Parser
{
    /// <summary>Longest text that is read.</summary>
    public const int MostCharacters = 10_000;

    /// <summary>How deep an expression may be nested.</summary>
    public const int MostLevels = 200;

    internal const int Or = 1;
    internal const int And = 2;
    internal const int Not = 3;
    internal const int Compare = 4;
    internal const int Join = 5;
    internal const int Add = 6;
    internal const int Multiply = 7;
    internal const int Sign = 8;

    private readonly Lexer lexer;
    private Token token;
    private int level;

    private Parser(string text)
    {
        lexer = new Lexer(text);
        token = lexer.Next();
    }

    /// <summary>The tree of a text; throws <see cref="ExpressionFault"/>.</summary>
    public static Syntax Parse(string text)
    {
        if (text.Length > MostCharacters)
        {
            throw new ExpressionFault(
                0, $"an expression of {text.Length} characters", $"at most {MostCharacters} characters",
                "divide it into derived columns; write a long list of alternatives as a table");
        }

        var parser = new Parser(text);
        var tree = parser.Read(0);
        return parser.token.Kind == TokenKind.End
            ? tree
            : throw parser.Unexpected("an operator or the end of the expression");
    }

    /// <summary>The precedence of an operator between two values; 0 for anything else.</summary>
    public static int Precedence(string sign) => sign switch
    {
        "or" => Or,
        "and" => And,
        "=" or "!=" or "<" or "<=" or ">" or ">=" or "is" or "in" or "between" or "not" => Compare,
        "||" => Join,
        "+" or "-" => Add,
        "*" or "/" or "%" => Multiply,
        _ => 0,
    };

    /// <summary>A value and all operators after it that bind more tightly than <paramref name="loose"/>.</summary>
    private Syntax Read(int loose)
    {
        Enter();
        var start = level;
        var left = Prefix();
        while (token.Kind is TokenKind.Sign or TokenKind.Keyword && Precedence(token.Text) is > 0 and var precedence && precedence > loose)
        {
            // A chain is as deep a tree as it is long.
            Enter();
            left = precedence == Compare ? Comparison(left) : Binary(left, precedence);
        }

        level = start - 1;
        return left;
    }

    private Syntax Prefix()
    {
        var first = token;
        if (Skip("not"))
        {
            return new CallSyntax(first.At, "not", [Read(Not - 1)]);
        }

        if (Skip("-"))
        {
            return Read(Sign - 1) switch
            {
                LiteralSyntax { Type: ExpressionType.Number or ExpressionType.Duration } literal =>
                    literal with { At = first.At, Number = -literal.Number },
                var value => new CallSyntax(first.At, "-", [value]),
            };
        }

        if (Skip("("))
        {
            var inner = Read(0);
            Expect(")");
            return inner;
        }

        return Skip("case") ? Case(first.At) : Value();
    }

    private Syntax Value()
    {
        var read = token;
        Syntax? literal = read switch
        {
            { Kind: TokenKind.Number } => new LiteralSyntax(read.At, ExpressionType.Number, read.Number),
            { Kind: TokenKind.Duration } => new LiteralSyntax(read.At, ExpressionType.Duration, read.Number),
            { Kind: TokenKind.Text } => new LiteralSyntax(read.At, ExpressionType.Text, Text: read.Text),
            { Kind: TokenKind.Keyword, Text: "null" } => new LiteralSyntax(read.At, ExpressionType.Null),
            { Kind: TokenKind.Keyword, Text: "true" or "false" } =>
                new LiteralSyntax(read.At, ExpressionType.Boolean, read.Text == "true" ? 1 : 0),
            { Kind: TokenKind.QuotedName } => new ColumnSyntax(read.At, read.Text),
            _ => null,
        };
        if (literal is null && read.Kind != TokenKind.Name)
        {
            throw Unexpected("a column, a number, a text in single quotes, or '('");
        }

        Move();
        return literal ?? Named(read);
    }

    /// <summary>A name is a function before a parenthesis, a date before a text, else a column.</summary>
    private Syntax Named(Token name)
    {
        if (token.Is("("))
        {
            return new CallSyntax(name.At, name.Text.ToLowerInvariant(), Arguments());
        }

        return token.Kind == TokenKind.Text && name.Text.Equals("date", StringComparison.OrdinalIgnoreCase)
            ? Date(name.At)
            : new ColumnSyntax(name.At, name.Text);
    }

    /// <summary><c>date '2024-01-31'</c>.</summary>
    private CallSyntax Date(int at)
    {
        var text = new LiteralSyntax(token.At, ExpressionType.Text, Text: token.Text);
        Move();
        return new CallSyntax(at, "date", [text]);
    }

    private List<Syntax> Arguments()
    {
        Expect("(");
        var arguments = new List<Syntax>();
        if (Skip(")"))
        {
            return arguments;
        }

        do
        {
            arguments.Add(Read(0));
        }
        while (Skip(","));
        Expect(")");
        return arguments;
    }

    private CallSyntax Binary(Syntax left, int precedence)
    {
        var sign = token;
        Move();
        return new CallSyntax(sign.At, sign.Text, [left, Read(precedence)]);
    }

    private CallSyntax Comparison(Syntax left)
    {
        var sign = token;
        Move();
        if (sign.Is("is"))
        {
            var isNot = Skip("not");
            Expect("null");
            return Negated(isNot, sign.At, new CallSyntax(sign.At, "is null", [left]));
        }

        var negated = sign.Is("not");
        if (negated && !token.Is("in") && !token.Is("between"))
        {
            throw Unexpected("in or between after not");
        }

        var kind = negated ? token : sign;
        if (negated)
        {
            Move();
        }

        return kind.Text switch
        {
            "in" => Negated(negated, sign.At, new CallSyntax(kind.At, "in", [left, .. Arguments()])),
            "between" => Negated(negated, sign.At, new CallSyntax(kind.At, "between", Bounds(left))),
            _ => token.Is("null")
                ? throw new ExpressionFault(
                    sign.At, $"a comparison with null, which is never true: {sign.Text} null", "is null or is not null",
                    sign.Text == "!=" ? "write is not null" : "write is null")
                : new CallSyntax(sign.At, sign.Text, [left, Read(Compare)]),
        };
    }

    private List<Syntax> Bounds(Syntax value)
    {
        var low = Read(Compare);
        Expect("and");
        return [value, low, Read(Compare)];
    }

    private static CallSyntax Negated(bool negated, int at, CallSyntax call) => negated ? new CallSyntax(at, "not", [call]) : call;

    /// <summary><c>case when a then b else c end</c> is <c>if(a, b, c)</c>.</summary>
    private CallSyntax Case(int at)
    {
        Enter();
        Expect("when");
        var condition = Read(0);
        Expect("then");
        var value = Read(0);
        var next = token;
        Syntax otherwise;
        if (next.Is("when"))
        {
            otherwise = Case(next.At);
            level--;
            return new CallSyntax(at, "if", [condition, value, otherwise]);
        }

        otherwise = Skip("else") ? Read(0) : new LiteralSyntax(next.At, ExpressionType.Null);
        Expect("end");
        level--;
        return new CallSyntax(at, "if", [condition, value, otherwise]);
    }

    private void Enter()
    {
        if (++level > MostLevels)
        {
            throw new ExpressionFault(
                token.At, $"an expression of more than {MostLevels} levels", $"at most {MostLevels} levels of operators and parentheses",
                "write a chain of alternatives as in (...), or divide the expression into derived columns");
        }
    }

    private bool Skip(string sign)
    {
        var found = token.Is(sign);
        if (found)
        {
            Move();
        }

        return found;
    }

    private void Expect(string sign)
    {
        if (!Skip(sign))
        {
            throw Unexpected($"'{sign}'");
        }
    }

    private void Move() => token = lexer.Next();

    private ExpressionFault Unexpected(string expected) => new(
        token.At, token.Words, expected,
        token.Kind switch
        {
            TokenKind.Keyword => $"a column with this name is written in double quotes: \"{token.Text}\"",
            TokenKind.QuotedName or TokenKind.Text =>
                "a text is written in single quotes, a column in double quotes; put an operator before it",
            TokenKind.End => "complete the expression",
            _ => "put an operator between two values, and close each parenthesis",
        });
}
