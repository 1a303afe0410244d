using System.Globalization;
using System.Numerics;

using Trestle.Core.Expressions;

namespace Trestle.Tests.Rows.Expressions;

/// <summary>
/// The meaning of expressions, said a second time: one row, values as objects, null for null. Dates and durations are microseconds.
/// </summary>
internal static class Oracle
{
    private const double Day = 86_400_000_000;

    public static object? Of(Syntax tree, Func<string, object?> cell) => tree switch
    {
        LiteralSyntax { Type: ExpressionType.Null } => null,
        LiteralSyntax { Type: ExpressionType.Text } text => text.Text,
        LiteralSyntax { Type: ExpressionType.Boolean } truth => truth.Number == 1,
        LiteralSyntax literal => literal.Number,
        ColumnSyntax column => cell(column.Name),
        CallSyntax call => Call(call.Function, call.Arguments, argument => Of(argument, cell)),
        _ => throw new InvalidOperationException(),
    };

    private static object? Call(string name, IReadOnlyList<Syntax> arguments, Func<Syntax, object?> of)
    {
        var values = arguments.Select(of).ToArray();
        switch (name)
        {
            case "is null":
                return values[0] is null;
            case "coalesce":
                return values.FirstOrDefault(value => value is not null);
            case "if":
                return values[0] is true ? values[1] : values[2];
            case "nullif":
                return values[0] is not null && values[1] is not null && Same(values[0]!, values[1]!) ? null : values[0];
            case "and":
                return Both(values[0], values[1]);
            case "or":
                return values.Contains(true) ? true : values.Contains(null) ? null : false;
            case "between":
                return Both(Compared(">=", values[0], values[1]), Compared("<=", values[0], values[2]));
            case "in":
                object?[] found = [.. values.Skip(1).Select(other => Compared("=", values[0], other))];
                return found.Contains(true) ? true : found.Contains(null) ? null : false;
            case "concat":
                return values.All(value => value is null) ? null : string.Concat(values);
            default:
                return values.Contains(null) ? null : Finite(Strict(name, values!));
        }
    }

    private static object? Both(object? a, object? b) => a is false || b is false ? false : a is null || b is null ? null : true;

    /// <summary>What is left of a when b is taken from it as often as possible, computed exactly.</summary>
    private static double Remainder(double a, double b)
    {
        if (b == 0 || !double.IsFinite(a) || !double.IsFinite(b))
        {
            return double.NaN;
        }

        var scale = BigInteger.One << 1100;
        var (x, y) = (Big(a, scale), Big(b, scale));
        var rest = x % y;
        var power = -1100;
        for (; !rest.IsZero && rest.IsEven; power++)
        {
            rest >>= 1;
        }

        return Math.ScaleB((double)rest, power);
    }

    private static BigInteger Big(double number, BigInteger scale)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = (bits & 0xFFFFFFFFFFFFFL) | (exponent == 0 ? 0 : 1L << 52);
        var power = Math.Max(exponent, 1) - 1075;
        return power >= 0 ? (mantissa * scale) << power : (mantissa * scale) >> -power;
    }

    private static object? Compared(string sign, object? a, object? b) => a is null || b is null ? null : Strict(sign, [a, b]);

    private static object Strict(string name, object[] values) => (name, values) switch
    {
        ("+", [double a, double b]) => a + b,
        ("-", [double a, double b]) => a - b,
        ("-", [double a]) => -a,
        ("*", [double a, double b]) => a * b,
        ("/", [double a, double b]) => a / b,
        ("%", [double a, double b]) => Math.Sign(a) * (double)Remainder(Math.Abs(a), Math.Abs(b)),
        ("not", [bool a]) => !a,
        ("=", [var a, var b]) => Same(a, b),
        ("!=", [var a, var b]) => !Same(a, b),
        ("<", [var a, var b]) => Order(a, b) < 0,
        ("<=", [var a, var b]) => Order(a, b) <= 0,
        (">", [var a, var b]) => Order(a, b) > 0,
        (">=", [var a, var b]) => Order(a, b) >= 0,
        ("||", [string a, string b]) => a + b,
        ("abs", [double a]) => a < 0 ? -a : a,
        ("floor", [double a]) => Math.Floor(a),
        ("min", [double a, double b]) => a < b ? a : b,
        ("max", [double a, double b]) => a > b ? a : b,
        ("clip", [double a, double low, double high]) => Math.Min(Math.Max(a, low), high),
        ("length", [string a]) => (double)a.EnumerateRunes().Count(),
        ("lower", [string a]) => a.ToLowerInvariant(),
        ("trim", [string a]) => a.Trim(),
        ("left", [string a, double count]) => a[..Math.Min(a.Length, (int)count)],
        ("replace", [string a, string old, string by]) => a.Replace(old, by, StringComparison.OrdinalIgnoreCase),
        ("contains", [string a, string part]) => a.ToUpperInvariant().Contains(part.ToUpperInvariant(), StringComparison.Ordinal),
        ("starts_with", [string a, string part]) => a.ToUpperInvariant().StartsWith(part.ToUpperInvariant(), StringComparison.Ordinal),
        ("days", [double micros]) => micros / Day,
        ("month", [double micros]) => (double)DateTime.UnixEpoch.AddMicroseconds(micros).Month,
        ("truncate", [double micros, "day"]) => Math.Floor(micros / Day) * Day,
        ("date", [string text]) => (DateTime.Parse(text, CultureInfo.InvariantCulture) - DateTime.UnixEpoch).TotalMicroseconds,
        _ => throw new InvalidOperationException($"the oracle does not know {name}"),
    };

    private static object? Finite(object value) => value is double number && !double.IsFinite(number) ? null : value;

    private static bool Same(object a, object b) => a is bool ? a.Equals(b) : Order(a, b) == 0;

    private static int Order(object a, object b) => a is double number
        ? number < (double)b ? -1 : number > (double)b ? 1 : 0
        : string.CompareOrdinal(((string)a).ToUpperInvariant(), ((string)b).ToUpperInvariant());
}
