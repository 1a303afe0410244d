using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>Helpers that several metrics share.</summary>
public static class Outcomes
{
    /// <summary>Whether nothing can be measured: there is no row that counts, or a label or score is not a number.</summary>
    public static bool IsBlank(this Outcome outcome) =>
        !(outcome.Total > 0) || HoldsNaN(outcome.Labels) || HoldsNaN(outcome.Scores);

    /// <summary>One class of several as a binary outcome: the class is positive, all others are negative.</summary>
    public static Outcome OneVersusRest(this Outcome outcome, int positive)
    {
        var labels = new double[outcome.Rows];
        var scores = new double[outcome.Rows];
        for (var row = 0; row < labels.Length; row++)
        {
            labels[row] = outcome.Labels[row] == positive ? 1 : 0;
            scores[row] = outcome.Scores[(row * outcome.Outputs) + positive];
        }

        return new Outcome(TaskKind.Binary, labels, scores, 1)
        {
            Weights = outcome.Weights,
            Dependence = outcome.Dependence,
            Folds = outcome.Folds,
        };
    }

    /// <summary>
    /// A metric of rank: its mean over the folds on which it is defined, since scores of different models cannot be ranked against each
    /// other (LeDell, Petersen, van der Laan, Electronic Journal of Statistics 9, 2015). NaN when it is defined on none.
    /// </summary>
    internal static double MeanOfFolds(this Outcome outcome, Func<Outcome, double> measure)
    {
        if (outcome.Folds is not { } folds)
        {
            return measure(outcome);
        }

        // Resamples come with their folds in order, so that nothing is sorted a thousand times.
        var ordered = IsAscending(folds) ? outcome : outcome.Take([.. Enumerable.Range(0, folds.Length).OrderBy(row => folds[row])]);
        var (sum, defined) = (0.0, 0);
        for (int from = 0, to; from < folds.Length; from = to)
        {
            to = from + 1;
            while (to < folds.Length && ordered.Folds![to] == ordered.Folds[from])
            {
                to++;
            }

            var value = measure(new Outcome(
                outcome.Task, ordered.Labels[from..to], ordered.Scores[(from * outcome.Outputs)..(to * outcome.Outputs)], outcome.Outputs,
                outcome.Threshold)
            {
                Weights = ordered.Weights?[from..to],
            });
            (sum, defined) = double.IsNaN(value) ? (sum, defined) : (sum + value, defined + 1);
        }

        return defined == 0 ? double.NaN : sum / defined;
    }

    private static bool IsAscending(double[] values)
    {
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] < values[i - 1])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The mean over the rows, as they count, of a function of label and score, for one score per row; NaN without rows.</summary>
    internal static double MeanOfRows(this Outcome outcome, Func<double, double, double> part) =>
        outcome.MeanOfRows(row => part(outcome.Labels[row], outcome.Scores[row]));

    /// <summary>The mean over the rows, as they count, of a function of the row; NaN without rows.</summary>
    internal static double MeanOfRows(this Outcome outcome, Func<int, double> part)
    {
        var sum = 0.0;
        for (var row = 0; row < outcome.Rows; row++)
        {
            // What is not defined of a row that does not count is not asked.
            sum += outcome.Weight(row) is > 0 and var weight ? weight * part(row) : 0;
        }

        return sum / outcome.Total;
    }

    private static bool HoldsNaN(double[] values)
    {
        foreach (var value in values)
        {
            if (double.IsNaN(value))
            {
                return true;
            }
        }

        return false;
    }
}
