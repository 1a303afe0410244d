using Trestle.Core.Configuration;
using Trestle.Core.Expressions;

namespace Trestle.Stages.Kernel.Settings;

/// <summary>
/// What decisions are worth, in any unit; costs are negative. Each amount is a number, or an expression of the row's columns.
/// </summary>
public sealed record ValueSettings
{
    [Setting("Value of a true positive: a number, or an expression of the curated columns.", Example = "monthly_charges * 12 - 20")]
    public Expression? TruePositive { get; init; }

    [Setting("Value of a false positive.", Example = "-20")]
    public Expression? FalsePositive { get; init; }

    [Setting("Value of a true negative.", Example = "0")]
    public Expression? TrueNegative { get; init; }

    [Setting("Value of a false negative.", Example = "-100")]
    public Expression? FalseNegative { get; init; }

    [Setting(
        "Value by the names of the classes: of each true class by what is decided. Pairs that are not named are worth 0.",
        Example = "{broken: {broken: -50, sound: -900}, sound: {broken: -50}}")]
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, Expression>> Classes { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, Expression>>();

    [Setting("For a predicted value: worth of each unit by which it is too high.", Example = "-2")]
    public Expression? Over { get; init; }

    [Setting("For a predicted value: worth of each unit by which it is too low.", Example = "-5")]
    public Expression? Under { get; init; }

    [Setting("For a predicted value: the largest error that does not count, in units of the target.", Example = "10")]
    public Expression? Tolerance { get; init; }

    [Setting("For a predicted value: worth of one within the tolerance.", Example = "5")]
    public Expression? Within { get; init; }

    [Setting("For a predicted value: worth of one outside the tolerance, besides what each unit is worth.", Example = "-20")]
    public Expression? Outside { get; init; }

    /// <summary>The amounts of two classes that are given, by their settings.</summary>
    internal IEnumerable<(string Name, Expression Amount)> OfTwo() => Given(
        ("true-positive", TruePositive), ("false-positive", FalsePositive), ("true-negative", TrueNegative),
        ("false-negative", FalseNegative));

    /// <summary>The amounts of a predicted value that are given, by their settings.</summary>
    internal IEnumerable<(string Name, Expression Amount)> OfErrors() => Given(
        ("over", Over), ("under", Under), ("tolerance", Tolerance), ("within", Within), ("outside", Outside));

    /// <summary>All amounts that are given.</summary>
    internal IEnumerable<Expression> All() =>
        OfTwo().Concat(OfErrors()).Select(entry => entry.Amount).Concat(Classes.Values.SelectMany(decisions => decisions.Values));

    private static IEnumerable<(string Name, Expression Amount)> Given(params (string Name, Expression? Amount)[] all) =>
        all.Where(entry => entry.Amount is not null).Select(entry => (entry.Name, entry.Amount!));
}
