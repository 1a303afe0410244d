namespace Trestle.Learners.Statistics;

/// <summary>Ranks of numbers, the mean rank for equal ones.</summary>
public static class MeanRanks
{
    /// <summary>The ranks from 0 of some rows; NaN for the others.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="order">The rows, by their numbers.</param>
    public static double[] Of(double[] values, int[] order)
    {
        var ranks = new double[values.Length];
        Array.Fill(ranks, double.NaN);
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from + 1; to < order.Length && values[order[to]] == values[order[from]]; to++)
            {
            }

            for (var i = from; i < to; i++)
            {
                ranks[order[i]] = (from + to - 1) / 2.0;
            }
        }

        return ranks;
    }
}
