using System.Globalization;

using Trestle.Serving.Responses;

namespace Trestle.Serving.Requests;

/// <summary>What an answer contains, as the query of a request says; for bodies that cannot say it themselves.</summary>
/// <param name="Output">What each row gets; null when the query does not say.</param>
/// <param name="Explain">How many columns the explanation of a row names; null when the query does not say.</param>
/// <param name="Interval">The level of the intervals; null when the query does not say.</param>
/// <param name="Set">The level of the sets of classes; null when the query does not say.</param>
internal readonly record struct AnswerOptions(OutputForm? Output, int? Explain, double? Interval, double? Set)
{
    /// <summary>The parameter for the number of columns that the explanation of a row names.</summary>
    public const string ExplainParameter = "explain";

    /// <summary>The parameter for the level of the intervals of a value.</summary>
    public const string IntervalParameter = "interval";

    /// <summary>The parameter for the level of the sets of classes.</summary>
    public const string SetParameter = "set";

    /// <summary>The names of all parameters.</summary>
    public static IReadOnlyList<string> Names { get; } = [OutputForms.Parameter, ExplainParameter, IntervalParameter, SetParameter];

    /// <summary>Whether a number can be a level: a share. The package knows which levels it has.</summary>
    public static bool IsLevel(double level) => level is > 0 and < 1;

    /// <summary>The options in a query; one that is unknown, twice there or without a valid value is refused.</summary>
    public static AnswerOptions Read(HttpRequest request)
    {
        var options = default(AnswerOptions);
        if (!request.QueryString.HasValue)
        {
            return options;
        }

        foreach (var (name, values) in request.Query)
        {
            var text = values.Count == 1 ? values.ToString() : throw new RefusedException(ServeErrors.QueryTwice(name));
            options = name switch
            {
                OutputForms.Parameter => options with
                {
                    Output = OutputForms.Find(text) ?? throw new RefusedException(ServeErrors.UnknownOutput("query")),
                },
                ExplainParameter => options with
                {
                    Explain = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0
                        ? most
                        : throw new RefusedException(ServeErrors.BadExplain("query")),
                },
                IntervalParameter => options with { Interval = Level(name, text) },
                SetParameter => options with { Set = Level(name, text) },
                _ => throw new RefusedException(ServeErrors.UnknownQuery(name, Names)),
            };
        }

        return options;
    }

    private static double Level(string name, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var level) && IsLevel(level)
            ? level
            : throw new RefusedException(LevelErrors.BadLevel(name, "query"));

    /// <summary>Refuses a query; for paths that take none.</summary>
    public static void RefuseAny(HttpRequest request)
    {
        if (request.QueryString.HasValue && request.Query.Keys.FirstOrDefault() is { } name)
        {
            throw new RefusedException(ServeErrors.UnknownQuery(name, []));
        }
    }
}
