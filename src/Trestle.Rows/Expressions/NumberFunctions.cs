using static Trestle.Rows.Expressions.Types;

namespace Trestle.Rows.Expressions;

/// <summary>Functions of numbers.</summary>
internal static class NumberFunctions
{
    private const int MostDigits = 15;

    public static IEnumerable<Function> All =>
    [
        One("abs", Math.Abs),
        One("sign", x => Math.Sign(x)),
        One("floor", Math.Floor),
        One("ceil", Math.Ceiling),
        One("trunc", Math.Truncate),
        One("round", x => Math.Round(x, MidpointRounding.AwayFromZero)),
        new("round", Number, [Number, Number], Lift.Of<double, double, double>(Round)),
        One("sqrt", Math.Sqrt),
        One("exp", Math.Exp),
        One("ln", Math.Log),
        One("log", Math.Log),
        One("log10", Math.Log10),
        new("power", Number, [Number, Number], Lift.Of<double, double, double>(Math.Pow)),
        .. new[] { Number, Date, Duration }.SelectMany(type => new[]
        {
            new Function("min", type, [type, type], Lift.Fold(Math.Min)) { Repeats = true },
            new Function("max", type, [type, type], Lift.Fold(Math.Max)) { Repeats = true },
            new Function(
                "clip", type, [type, type, type],
                Lift.Of<double, double, double, double>((x, low, high) => x < low ? low : x > high ? high : x)),
        }),
    ];

    /// <summary>Rounds to digits after the point (before it when negative), halves away from zero; NaN for over 15 digits.</summary>
    private static double Round(double number, double digits)
    {
        var places = (int)Math.Clamp(digits, -MostDigits - 1, MostDigits + 1);
        var shift = Math.Pow(10, -places);
        return places is < -MostDigits or > MostDigits || places != digits ? double.NaN
            : places >= 0 ? Math.Round(number, places, MidpointRounding.AwayFromZero)
            : Math.Round(number / shift, MidpointRounding.AwayFromZero) * shift;
    }

    private static Function One(string name, Func<double, double> of) => new(name, Number, [Number], Lift.Of(of));
}
