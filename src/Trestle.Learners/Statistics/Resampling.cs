using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>
/// Draws rows with replacement, as many as there are, so that a resample keeps how they depend on each other: single rows; whole groups
/// (cluster bootstrap: Davison, Hinkley 1997, 3.8); circular blocks of neighbouring times (Politis, Romano 1992), all rows of a time
/// together; or both, where a row is taken as often as its group times as often as its time (Owen, Eckles, Annals of Applied Statistics
/// 6, 2012). The same seed and resample give the same rows on any machine.
/// </summary>
public sealed class Resampling
{
    private readonly RowUnits? groups;
    private readonly RowUnits? times;

    private Resampling(RowDependence dependence, int rows, int block)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block, 1);
        Rows = rows;
        Block = block;
        groups = dependence.Groups is { } ofGroups ? RowUnits.Groups(ofGroups) : null;
        times = dependence.Times is { } ofTimes ? RowUnits.Times(ofTimes) : null;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of neighbouring times that are drawn together; 1 where rows have no order.</summary>
    public int Block { get; }

    /// <summary>Resamples rows with a dependence, by blocks of a given number of times.</summary>
    public static Resampling Of(RowDependence dependence, int rows, int block = 1) => new(dependence, rows, block);

    /// <summary>Resamples the rows of an outcome, by blocks as long as the metric's contributions depend on each other.</summary>
    public static Resampling Of(IMetric metric, Outcome outcome, CancellationToken cancellation)
    {
        if (outcome.Dependence.Times is not { } times)
        {
            return new Resampling(outcome.Dependence, outcome.Rows, 1);
        }

        var series = PseudoValues.Of(new OrderedRows(outcome).Measure(metric), TimeUnits(metric, times), cancellation);
        var joined = (double)RowUnits.Times(times).Count / Math.Max(1, series.Units.Count);
        var block = series.IsDefined ? LongRunVariance.BlockLength(series.Values) : 1;
        return new Resampling(outcome.Dependence, outcome.Rows, (int)Math.Ceiling(block * joined));
    }

    /// <summary>Fills in how many times each row is drawn.</summary>
    /// <param name="taken">One number per row.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="resample">Number of the resample.</param>
    public void Draw(int[] taken, int seed, int resample)
    {
        var random = new SplitMix64(seed, resample);
        if (groups is null && times is null)
        {
            Draw(taken, 1, ref random);
            return;
        }

        Array.Fill(taken, 1);
        Multiply(taken, groups, 1, ref random);
        Multiply(taken, times, Block, ref random);
    }

    /// <summary>The times of rows as units for a metric: not too many, and large ones for a metric that is not smooth.</summary>
    internal static RowUnits TimeUnits(IMetric metric, double[] times) => RowUnits.Times(times, Most(metric, times.Length));

    /// <summary>
    /// How many units show how a metric varies: without few rows of many, a median stays where it is (Shao, Wu, Annals of Statistics 17,
    /// 1989, leave out more than the root of the rows).
    /// </summary>
    internal static int Most(IMetric metric, int rows) =>
        metric.IsSmooth ? PseudoValues.MostUnits : Math.Clamp((int)Math.Sqrt(rows), 2, PseudoValues.MostUnits);

    private static void Multiply(int[] taken, RowUnits? units, int block, ref SplitMix64 random)
    {
        if (units is null)
        {
            return;
        }

        var drawn = new int[units.Count];
        Draw(drawn, block, ref random);
        for (var row = 0; row < taken.Length; row++)
        {
            taken[row] *= drawn[units.Of[row]];
        }
    }

    private static void Draw(int[] times, int block, ref SplitMix64 random)
    {
        Array.Clear(times);
        for (var drawn = 0; drawn < times.Length; drawn += block)
        {
            var start = random.Below(times.Length);
            for (var i = 0; i < block && drawn + i < times.Length; i++)
            {
                times[(start + i) % times.Length]++;
            }
        }
    }
}
