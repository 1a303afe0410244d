using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>Helpers that several metrics share.</summary>
public static class Outcomes
{
    /// <summary>Whether nothing can be measured: there is no row, or a label or score is not a number.</summary>
    public static bool IsBlank(this Outcome outcome) =>
        outcome.Rows == 0 || HoldsNaN(outcome.Labels) || HoldsNaN(outcome.Scores);

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

        return new Outcome(TaskKind.Binary, labels, scores, 1);
    }

    /// <summary>The mean over the rows of a function of label and score, for one score per row; NaN without rows.</summary>
    internal static double MeanOfRows(this Outcome outcome, Func<double, double, double> part)
    {
        var sum = 0.0;
        for (var row = 0; row < outcome.Rows; row++)
        {
            sum += part(outcome.Labels[row], outcome.Scores[row]);
        }

        return sum / outcome.Rows;
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
