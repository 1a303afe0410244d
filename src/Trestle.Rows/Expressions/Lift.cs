namespace Trestle.Rows.Expressions;

/// <summary>
/// Makes columns functions of single values. A value is a <see cref="double"/> (NaN is null) or a <see cref="string"/>. A function of a
/// null is null, and a number that is not finite (a division by zero, the logarithm of 0) is null. Loops are scalar, so that a row's
/// result does not depend on the rows around it.
/// </summary>
internal static class Lift
{
    /// <summary>Longest text that an expression makes; a longer one is null, so that no row can exhaust the memory.</summary>
    public const int LongestText = 65_536;

    public static Evaluate Of<TA, T>(Func<TA, T?> of) => (arguments, rows) =>
    {
        var a = (TA?[])arguments[0];
        var result = new T?[rows];
        for (var i = 0; i < rows; i++)
        {
            result[i] = IsNull(a[i]) ? Null<T>() : Finite(of(a[i]!));
        }

        return result;
    };

    public static Evaluate Of<TA, TB, T>(Func<TA, TB, T?> of) => (arguments, rows) =>
    {
        var (a, b) = ((TA?[])arguments[0], (TB?[])arguments[1]);
        var result = new T?[rows];
        for (var i = 0; i < rows; i++)
        {
            result[i] = IsNull(a[i]) || IsNull(b[i]) ? Null<T>() : Finite(of(a[i]!, b[i]!));
        }

        return result;
    };

    public static Evaluate Of<TA, TB, TC, T>(Func<TA, TB, TC, T?> of) => (arguments, rows) =>
    {
        var (a, b, c) = ((TA?[])arguments[0], (TB?[])arguments[1], (TC?[])arguments[2]);
        var result = new T?[rows];
        for (var i = 0; i < rows; i++)
        {
            result[i] = IsNull(a[i]) || IsNull(b[i]) || IsNull(c[i]) ? Null<T>() : Finite(of(a[i]!, b[i]!, c[i]!));
        }

        return result;
    };

    /// <summary>Combines any number of columns from the left.</summary>
    public static Evaluate Fold(Func<double, double, double> of) => (arguments, rows) =>
    {
        var result = ((double[])arguments[0]).AsSpan(0, rows).ToArray();
        foreach (double[] next in arguments.AsSpan(1))
        {
            for (var i = 0; i < rows; i++)
            {
                result[i] = double.IsNaN(result[i]) || double.IsNaN(next[i]) ? double.NaN : of(result[i], next[i]);
            }
        }

        return result;
    };

    /// <summary>An operator on numbers, inlined into its loop.</summary>
    public static double[] Pairs<TOperator>(Array[] arguments, int rows)
        where TOperator : IPair
    {
        ReadOnlySpan<double> a = ((double[])arguments[0]).AsSpan(0, rows);
        ReadOnlySpan<double> b = ((double[])arguments[1]).AsSpan(0, rows);
        var result = GC.AllocateUninitializedArray<double>(rows);
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = TOperator.Of(a[i], b[i]);
        }

        return result;
    }

    public static bool IsNull<T>(T? value) => value is double number ? double.IsNaN(number) : value is null;

    public static T? Null<T>() => typeof(T) == typeof(double) ? (T)(object)double.NaN : default;

    public static double Truth(bool value) => value ? 1 : 0;

    public static bool IsTrue(double truth) => truth != 0 && !double.IsNaN(truth);

    private static T? Finite<T>(T? value) => value is double number && !double.IsFinite(number) ? Null<T>() : value;
}

/// <summary>An operator on two numbers.</summary>
internal interface IPair
{
    static abstract double Of(double a, double b);
}
