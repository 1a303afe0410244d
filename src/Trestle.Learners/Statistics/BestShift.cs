using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>
/// What to add to predictions so that they are worth most. The value of the rows together is piecewise linear in the shift, with corners
/// where the error of a row reaches its tolerance, so one of these is a maximum: O(n log n). Where only the side of an error counts, it is
/// a quantile of the errors, weighted by what they cost and how much the rows count (Koenker, Bassett 1978).
/// </summary>
public static class BestShift
{
    /// <summary>The shift, the smallest of several that are as good; null for blank rows.</summary>
    public static double? Of(Outcome outcome, ErrorValues values)
    {
        if (outcome.IsBlank())
        {
            return null;
        }

        var rows = Enumerable.Range(0, outcome.Rows).Select(row => new Side(outcome, values, row)).ToArray();
        int[] entering = [.. Enumerable.Range(0, rows.Length).OrderBy(row => rows[row].Enters)];
        int[] leaving = values.Tolerance == default
            ? entering
            : [.. Enumerable.Range(0, rows.Length).OrderBy(row => rows[row].Leaves)];

        // With a very small shift all predictions are too low.
        var (level, slope) = (rows.Sum(row => row.LowLevel), rows.Sum(row => row.LowSlope));
        var (best, most) = (0.0, double.NegativeInfinity);
        for (var (i, j) = (0, 0); j < leaving.Length;)
        {
            var leave = rows[leaving[j]].Leaves;
            var at = i < entering.Length ? Math.Min(rows[entering[i]].Enters, leave) : leave;
            for (; i < entering.Length && rows[entering[i]].Enters <= at; i++)
            {
                var row = rows[entering[i]];
                (level, slope) = (level + row.Within - row.LowLevel, slope - row.LowSlope);
            }

            var value = level + (slope * at);
            (best, most) = value > most ? (at, value) : (best, most);
            for (; j < leaving.Length && rows[leaving[j]].Leaves <= at; j++)
            {
                var row = rows[leaving[j]];
                (level, slope) = (level + row.HighLevel - row.Within, slope + row.HighSlope);
            }
        }

        return best;
    }

    /// <summary>The value of one row by the shift: linear below its tolerance, constant within, linear above.</summary>
    private readonly record struct Side
    {
        public Side(Outcome outcome, ErrorValues values, int row)
        {
            var (residual, weight) = (outcome.Labels[row] - outcome.Scores[row], outcome.Weight(row));
            double Own(Amount amount) => weight * amount.Of(outcome.Amounts, row);
            var (tolerance, outside) = (values.ToleranceOf(outcome.Amounts, row), Own(values.Outside));
            (Enters, Leaves, Within) = (residual - tolerance, residual + tolerance, Own(values.Within));
            (LowSlope, HighSlope) = (-Own(values.Under), Own(values.Over));
            (LowLevel, HighLevel) = (outside - (LowSlope * residual), outside - (HighSlope * residual));
        }

        public double Enters { get; }

        public double Leaves { get; }

        public double Within { get; }

        public double LowLevel { get; }

        public double LowSlope { get; }

        public double HighLevel { get; }

        public double HighSlope { get; }
    }
}
