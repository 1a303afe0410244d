using System.Text.Json.Serialization;

using Trestle.Core.Expressions;

namespace Trestle.Learners.Metrics;

/// <summary>An amount in the user's currency, negative where it costs: the same for all rows, or one for each.</summary>
/// <param name="Number">The amount of all rows; 0 where each has its own.</param>
/// <param name="Column">Which of <see cref="RowValues.Expressions"/> it is; null where all rows have the same.</param>
public readonly record struct Amount(double Number, int? Column = null)
{
    /// <summary>The amount of a row.</summary>
    public double Of(IReadOnlyList<double[]> amounts, int row) => Column is { } column ? amounts[column][row] : Number;
}

/// <summary>
/// What a predicted value is worth: <paramref name="Within"/> where it is off by at most the tolerance, else
/// <paramref name="Outside"/> and the amount of its side for each unit that it is off.
/// </summary>
/// <param name="Over">Amount per unit where the prediction is too high.</param>
/// <param name="Under">Amount per unit where it is too low.</param>
/// <param name="Tolerance">The largest error that does not count, in units of the target.</param>
/// <param name="Within">Amount of a prediction within the tolerance.</param>
/// <param name="Outside">Amount of another one.</param>
public sealed record ErrorValues(Amount Over, Amount Under, Amount Tolerance, Amount Within, Amount Outside)
{
    /// <summary>
    /// What a learner learns for it: where only the side of an error counts, the quantile that costs least (the newsvendor's: Arrow,
    /// Harris, Marschak 1951), otherwise the median.
    /// </summary>
    [JsonIgnore]
    public Objective Objective => this is
    {
        Over: { Column: null, Number: < 0 and var over }, Under: { Column: null, Number: < 0 and var under },
        Tolerance: { Column: null, Number: 0 }, Outside: { Column: null, Number: 0 },
    } && over != under ? new QuantileLoss(under / (over + under)).Objective : new Mae().Objective;

    /// <summary>The tolerance of a row; an expression below 0 counts as 0.</summary>
    public double ToleranceOf(IReadOnlyList<double[]> amounts, int row) => Math.Max(0, Tolerance.Of(amounts, row));

    /// <summary>The value of a row.</summary>
    public double Of(double label, double decided, IReadOnlyList<double[]> amounts, int row)
    {
        var error = decided - label;
        return Math.Abs(error) <= ToleranceOf(amounts, row)
            ? Within.Of(amounts, row)
            : Outside.Of(amounts, row) + ((error > 0 ? Over : Under).Of(amounts, row) * Math.Abs(error));
    }
}

/// <summary>
/// What decisions about a row are worth where a matrix of one number for two classes does not say it: by expressions over the row's
/// columns, of several classes, or of a value.
/// </summary>
public sealed record RowValues
{
    /// <summary>The amounts that differ by row; those of the rows are in <see cref="Outcome.Amounts"/> in this order.</summary>
    public IReadOnlyList<Expression> Expressions { get; init; } = [];

    /// <summary>Whether amounts differ by row.</summary>
    [JsonIgnore]
    public bool ByRow => Expressions.Count > 0;

    /// <summary>Of each true class (outer) and decided class (inner); empty for a value.</summary>
    public IReadOnlyList<IReadOnlyList<Amount>> Classes { get; init; } = [];

    /// <summary>
    /// Whether they are not worth anything, but count by how many classes an ordered target is missed: the decision is the median class
    /// then.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OfSteps { get; init; }

    /// <summary>What a decision costs that is some classes off: one for each.</summary>
    public static RowValues Steps(int classes) => new()
    {
        OfSteps = true,
        Classes =
        [
            .. Enumerable.Range(0, classes).Select(actual => Enumerable.Range(0, classes).Select(
                decided => new Amount(-Math.Abs(actual - decided))).ToArray()),
        ],
    };

    /// <summary>Of predicted values; null for classes.</summary>
    public ErrorValues? Errors { get; init; }

    /// <summary>The name of the column of a row path that holds one of the <see cref="Expressions"/>.</summary>
    public static string ColumnOf(int expression) => FormattableString.Invariant($"__value:{expression}");

    /// <summary>The amounts of several parts, one after the other.</summary>
    public static IReadOnlyList<double[]> Join(IReadOnlyList<IReadOnlyList<double[]>> parts) => parts.Count == 0
        ? []
        : [.. Enumerable.Range(0, parts[0].Count).Select(column => parts.SelectMany(part => part[column]).ToArray())];

    /// <summary>What a decision for a class would be worth where a row's class is another.</summary>
    public double OfClass(int actual, int decided, IReadOnlyList<double[]> amounts, int row) =>
        Classes[actual][decided].Of(amounts, row);

    /// <summary>
    /// What deciding for the second of two classes is expected to bring more than deciding for the first (Elkan 2001: The foundations of
    /// cost-sensitive learning). NaN where an amount is not known.
    /// </summary>
    public double Gain(double probability, IReadOnlyList<double[]> amounts, int row) =>
        (probability * (OfClass(1, 1, amounts, row) - OfClass(1, 0, amounts, row)))
        + ((1 - probability) * (OfClass(0, 1, amounts, row) - OfClass(0, 0, amounts, row)));

    /// <summary>
    /// The class of the largest expected value, the first in a tie. Of two classes the second only where its <see cref="Gain"/> is above
    /// the cutoff. Where an amount is not known, the first of two classes, of several the most probable one.
    /// </summary>
    public int Decide(ReadOnlySpan<double> scores, IReadOnlyList<double[]> amounts, int row, double cutoff)
    {
        if (scores.Length == 1)
        {
            return Gain(scores[0], amounts, row) > cutoff ? 1 : 0;
        }

        var (best, most, known) = (0, double.NegativeInfinity, true);
        for (var decided = 0; decided < scores.Length; decided++)
        {
            var expected = 0.0;
            for (var actual = 0; actual < scores.Length; actual++)
            {
                expected += scores[actual] * OfClass(actual, decided, amounts, row);
            }

            known &= !double.IsNaN(expected);
            (best, most) = expected > most ? (decided, expected) : (best, most);
        }

        return known ? best : MostProbable(scores);
    }

    /// <summary>
    /// The class that is decided for a row: by its expected value where values say so; of two classes the second from the threshold on, of
    /// several the most probable one.
    /// </summary>
    internal static int Class(
        RowValues? values, ReadOnlySpan<double> scores, IReadOnlyList<double[]> amounts, int row, double threshold) =>
        values is not null ? values.Decide(scores, amounts, row, threshold)
        : scores.Length > 1 ? MostProbable(scores)
        : scores[0] >= threshold ? 1 : 0;

    /// <summary>The class with the highest score, the first in a tie.</summary>
    public static int MostProbable(ReadOnlySpan<double> scores)
    {
        var best = 0;
        for (var c = 1; c < scores.Length; c++)
        {
            best = scores[c] > scores[best] ? c : best;
        }

        return best;
    }

    /// <summary>The mean value of rows that are decided as they are.</summary>
    public double PerRow(Outcome outcome) => Errors is { } errors
        ? outcome.MeanOfRows(row => errors.Of(outcome.Labels[row], outcome.Decided(row), outcome.Amounts, row))
        : PerRow(outcome, outcome.Class);

    /// <summary>The mean value of rows that are decided for these classes.</summary>
    public double PerRow(Outcome outcome, Func<int, int> decided) =>
        outcome.MeanOfRows(row => OfClass((int)outcome.Labels[row], decided(row), outcome.Amounts, row));

    /// <summary>The mean value of rows that are decided rightly.</summary>
    public double Perfect(Outcome outcome) => Errors is { } errors
        ? outcome.MeanOfRows(row => errors.Of(outcome.Labels[row], outcome.Labels[row], outcome.Amounts, row))
        : outcome.MeanOfRows(row => Enumerable.Range(0, Classes.Count)
            .Max(decided => OfClass((int)outcome.Labels[row], decided, outcome.Amounts, row)));
}
