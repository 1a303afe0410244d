namespace Trestle.Learners.Statistics;

/// <summary>Corrections for many tests: over the columns of a window, and over windows.</summary>
public static class Multiplicity
{
    /// <summary>
    /// Adjusted p-values of Benjamini and Yekutieli (Annals of Statistics 29, 2001): rejecting those at or below a level controls the
    /// false-discovery rate at it under any dependence of the tests. When nothing has changed at all, that is the probability of any
    /// false alarm among them.
    /// </summary>
    public static double[] Adjust(IReadOnlyList<double> pValues) => StepUp(pValues, Enumerable.Range(1, pValues.Count).Sum(i => 1.0 / i));

    /// <summary>
    /// Adjusted p-values of Benjamini and Hochberg (1995): of those at or below a rate, at most that share is false, on average, for tests
    /// that are independent or positively dependent.
    /// </summary>
    public static double[] AdjustIndependent(IReadOnlyList<double> pValues) => StepUp(pValues, 1);

    private static double[] StepUp(IReadOnlyList<double> pValues, double factor)
    {
        var adjusted = new double[pValues.Count];
        var least = 1.0;
        var rank = pValues.Count;
        foreach (var i in Enumerable.Range(0, pValues.Count).OrderByDescending(i => pValues[i]))
        {
            least = Math.Min(least, pValues[i] * factor * pValues.Count / rank--);
            adjusted[i] = least;
        }

        return adjusted;
    }

    /// <summary>The largest p-value that <see cref="Adjust"/> keeps at or below a level when no other test has a small one.</summary>
    public static double Critical(double level, int tests) =>
        level / (Math.Max(1, tests) * Enumerable.Range(1, Math.Max(1, tests)).Sum(i => 1.0 / i));

    /// <summary>
    /// The factor for a p-value of the next window before it is compared with the level: LOND of Javanmard and Montanari (Annals of
    /// Statistics 46, 2018), with the level spent evenly over a horizon. A window is tested at level / horizon × (alarms so far + 1);
    /// this keeps the false-discovery rate of alarmed windows of the horizon at or below the level for independent windows, and for
    /// positively dependent ones too (Zrnic, Ramdas and Jordan, JMLR 22, 2021).
    /// </summary>
    /// <param name="horizon">Windows over which the level is spent.</param>
    /// <param name="alarmsBefore">Earlier windows of the same horizon with an alarm that came from a test.</param>
    public static double OverWindows(int horizon, int alarmsBefore) => (double)horizon / (Math.Min(alarmsBefore, horizon - 1) + 1);
}
