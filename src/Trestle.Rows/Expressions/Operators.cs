using Trestle.Core.Expressions;

using static Trestle.Rows.Expressions.Types;

namespace Trestle.Rows.Expressions;

/// <summary>Arithmetic, comparisons and logic of three values.</summary>
internal static class Operators
{
    private static readonly ExpressionType[] Ordered = [Number, Date, Duration, Text];
    private static readonly ExpressionType[] Any = [Number, Truth, Date, Duration, Text];

    public static IEnumerable<Function> All =>
    [
        new("+", Number, [Number, Number], Lift.Pairs<Plus>),
        new("+", Date, [Date, Duration], Lift.Pairs<Plus>),
        new("+", Date, [Duration, Date], Lift.Pairs<Plus>),
        new("+", Duration, [Duration, Duration], Lift.Pairs<Plus>),
        new("-", Number, [Number, Number], Lift.Pairs<Minus>),
        new("-", Duration, [Date, Date], Lift.Pairs<Minus>),
        new("-", Date, [Date, Duration], Lift.Pairs<Minus>),
        new("-", Duration, [Duration, Duration], Lift.Pairs<Minus>),
        new("-", Number, [Number], Lift.Of<double, double>(x => -x)),
        new("-", Duration, [Duration], Lift.Of<double, double>(x => -x)),
        new("*", Number, [Number, Number], Lift.Pairs<Times>),
        new("*", Duration, [Duration, Number], Lift.Pairs<Times>),
        new("*", Duration, [Number, Duration], Lift.Pairs<Times>),
        new("/", Number, [Number, Number], Lift.Pairs<Over>),
        new("/", Duration, [Duration, Number], Lift.Pairs<Over>),
        new("/", Number, [Duration, Duration], Lift.Pairs<Over>),
        new("%", Number, [Number, Number], Lift.Pairs<Remainder>),
        new("and", Truth, [Truth, Truth], Lift.Pairs<Both>),
        new("or", Truth, [Truth, Truth], Lift.Pairs<Either>),
        new("not", Truth, [Truth], Lift.Of<double, double>(x => Lift.Truth(x == 0))),
        .. Any.SelectMany(type => new[]
        {
            new Function("=", Truth, [type, type], type == Text ? Texts(order => order == 0) : Lift.Pairs<Equal>),
            new Function("!=", Truth, [type, type], type == Text ? Texts(order => order != 0) : Lift.Pairs<Unequal>),
            new Function("in", Truth, [type, type], type == Text ? In<string> : In<double>) { Repeats = true },
            new Function("is null", Truth, [type], type == Text ? IsNull<string> : IsNull<double>),
            new Function("coalesce", type, [type, type], type == Text ? Coalesce<string> : Coalesce<double>) { Repeats = true },
            new Function("nullif", type, [type, type], type == Text ? NullIf<string> : NullIf<double>),
            new Function("if", type, [Truth, type, type], type == Text ? If<string> : If<double>),
        }),
        .. Ordered.SelectMany(type => new[]
        {
            new Function("<", Truth, [type, type], type == Text ? Texts(order => order < 0) : Lift.Pairs<Less>),
            new Function("<=", Truth, [type, type], type == Text ? Texts(order => order <= 0) : Lift.Pairs<AtMost>),
            new Function(">", Truth, [type, type], type == Text ? Texts(order => order > 0) : Lift.Pairs<More>),
            new Function(">=", Truth, [type, type], type == Text ? Texts(order => order >= 0) : Lift.Pairs<AtLeast>),
            new Function("between", Truth, [type, type, type], type == Text ? Between<string> : Between<double>),
        }),
    ];

    /// <summary>The order of two values; texts by their characters, whatever their case.</summary>
    public static int Order<T>(T a, T b) => a is double number
        ? number.CompareTo((double)(object)b!)
        : string.Compare((string)(object)a!, (string)(object)b!, StringComparison.OrdinalIgnoreCase);

    private static Evaluate Texts(Func<int, bool> holds) =>
        Lift.Of<string, string, double>((a, b) => Lift.Truth(holds(string.Compare(a, b, StringComparison.OrdinalIgnoreCase))));

    private static Array In<T>(Array[] arguments, int rows)
    {
        var values = (T?[])arguments[0];
        var result = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            result[i] = Lift.IsNull(values[i]) ? double.NaN : 0;
            for (var item = 1; item < arguments.Length && result[i] != 1; item++)
            {
                var other = ((T?[])arguments[item])[i];
                result[i] = Lift.IsNull(values[i]) || Lift.IsNull(other) ? double.NaN
                    : Order(values[i], other) == 0 ? 1
                    : result[i];
            }
        }

        return result;
    }

    private static Array Between<T>(Array[] arguments, int rows)
    {
        var (values, lows, highs) = ((T?[])arguments[0], (T?[])arguments[1], (T?[])arguments[2]);
        var result = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            result[i] = Both.Of(AtLeast(values[i], lows[i]), AtLeast(highs[i], values[i]));
        }

        return result;

        static double AtLeast(T? a, T? b) => Lift.IsNull(a) || Lift.IsNull(b) ? double.NaN : Lift.Truth(Order(a, b) >= 0);
    }

    private static Array IsNull<T>(Array[] arguments, int rows)
    {
        var values = (T?[])arguments[0];
        var result = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            result[i] = Lift.Truth(Lift.IsNull(values[i]));
        }

        return result;
    }

    private static Array Coalesce<T>(Array[] arguments, int rows)
    {
        var result = ((T?[])arguments[0]).AsSpan(0, rows).ToArray();
        foreach (T?[] next in arguments.AsSpan(1))
        {
            for (var i = 0; i < rows; i++)
            {
                result[i] = Lift.IsNull(result[i]) ? next[i] : result[i];
            }
        }

        return result;
    }

    private static Array NullIf<T>(Array[] arguments, int rows)
    {
        var (values, others) = ((T?[])arguments[0], (T?[])arguments[1]);
        var result = new T?[rows];
        for (var i = 0; i < rows; i++)
        {
            var isEqual = !Lift.IsNull(values[i]) && !Lift.IsNull(others[i]) && Order(values[i], others[i]) == 0;
            result[i] = isEqual ? Lift.Null<T>() : values[i];
        }

        return result;
    }

    private static Array If<T>(Array[] arguments, int rows)
    {
        var (conditions, yes, no) = ((double[])arguments[0], (T?[])arguments[1], (T?[])arguments[2]);
        var result = new T?[rows];
        for (var i = 0; i < rows; i++)
        {
            result[i] = Lift.IsTrue(conditions[i]) ? yes[i] : no[i];
        }

        return result;
    }

    /// <summary>NaN where a number is infinite: it measures nothing.</summary>
    private static double Finite(double number) => double.IsFinite(number) ? number : double.NaN;

    /// <summary>1 or 0, and NaN where one of the two is.</summary>
    private static double Holds(double a, double b, bool holds) => double.IsNaN(a) || double.IsNaN(b) ? double.NaN : holds ? 1 : 0;

    private readonly struct Plus : IPair
    {
        public static double Of(double a, double b) => Finite(a + b);
    }

    private readonly struct Minus : IPair
    {
        public static double Of(double a, double b) => Finite(a - b);
    }

    private readonly struct Times : IPair
    {
        public static double Of(double a, double b) => Finite(a * b);
    }

    private readonly struct Over : IPair
    {
        public static double Of(double a, double b) => Finite(a / b);
    }

    private readonly struct Remainder : IPair
    {
        public static double Of(double a, double b) => Finite(a % b);
    }

    private readonly struct Equal : IPair
    {
        public static double Of(double a, double b) => Holds(a, b, a == b);
    }

    private readonly struct Unequal : IPair
    {
        public static double Of(double a, double b) => Holds(a, b, a != b);
    }

    private readonly struct Less : IPair
    {
        public static double Of(double a, double b) => Holds(a, b, a < b);
    }

    private readonly struct AtMost : IPair
    {
        public static double Of(double a, double b) => Holds(a, b, a <= b);
    }

    private readonly struct More : IPair
    {
        public static double Of(double a, double b) => Holds(a, b, a > b);
    }

    private readonly struct AtLeast : IPair
    {
        public static double Of(double a, double b) => Holds(a, b, a >= b);
    }

    /// <summary>False beats null, null beats true (Kleene).</summary>
    private readonly struct Both : IPair
    {
        public static double Of(double a, double b) => a == 0 || b == 0 ? 0 : double.IsNaN(a) || double.IsNaN(b) ? double.NaN : 1;
    }

    /// <summary>True beats null, null beats false (Kleene).</summary>
    private readonly struct Either : IPair
    {
        public static double Of(double a, double b) => Lift.IsTrue(a) || Lift.IsTrue(b) ? 1
            : double.IsNaN(a) || double.IsNaN(b) ? double.NaN : 0;
    }
}
