namespace Trestle.Learners.Statistics;

/// <summary>
/// What each unit of rows contributes to a figure, for any metric: the jackknife values (n - 1)(mean of θ without a unit - θ without
/// this one), whose mean is 0 (Tukey 1958; for clusters: MacKinnon, Nielsen, Webb, Journal of Applied Econometrics 38, 2023).
/// </summary>
internal sealed class PseudoValues
{
    /// <summary>Maximum number of units: enough to see how they hang together, and no more measurements than a bootstrap.</summary>
    public const int MostUnits = 1000;

    private PseudoValues(RowUnits units, double[] values)
    {
        Units = units;
        Values = values;
    }

    /// <summary>The units.</summary>
    public RowUnits Units { get; }

    /// <summary>The contribution of each; NaN when the figure is not defined without some unit.</summary>
    public double[] Values { get; }

    /// <summary>Whether the figure is defined without each unit, so that its variation can be seen.</summary>
    public bool IsDefined => Values.Length > 1 && Array.TrueForAll(Values, double.IsFinite);

    /// <summary>Leaves out each unit in turn.</summary>
    /// <param name="measure">The figure on rows of which each is taken as often as is said.</param>
    /// <param name="units">The units.</param>
    /// <param name="cancellation">Stops it.</param>
    public static PseudoValues Of(Func<int[], double> measure, RowUnits units, CancellationToken cancellation)
    {
        var without = new double[units.Count];
        Parallel.For(
            0,
            units.Count,
            new ParallelOptions { CancellationToken = cancellation },
            () => new int[units.Of.Length],
            (unit, _, times) =>
            {
                for (var row = 0; row < times.Length; row++)
                {
                    times[row] = units.Of[row] == unit ? 0 : 1;
                }

                without[unit] = measure(times);
                return times;
            },
            _ => { });
        var mean = without.Length == 0 ? double.NaN : without.Average();
        return new PseudoValues(units, Array.ConvertAll(without, value => (units.Count - 1) * (mean - value)));
    }
}
