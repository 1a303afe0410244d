using Trestle.Learners.Metrics;

namespace Trestle.Bench;

/// <summary>Standard normal values that depend on each other in a known way, so that the truth of every metric is known.</summary>
/// <param name="Name">What it is called in tables.</param>
/// <param name="Dependence">How its rows depend on each other, as the product is told.</param>
/// <param name="Draw">One series.</param>
internal sealed record DependentSeries(string Name, RowDependence Dependence, Func<Random, double[]> Draw)
{
    private const int Warm = 500;

    public static DependentSeries Independent(int rows) =>
        new($"independent, {rows} rows", RowDependence.None, random => Normals(random, rows));

    public static DependentSeries IndependentInTime(int rows) =>
        new($"independent, told to be ordered in time, {rows} rows", Order(rows), random => Normals(random, rows));

    /// <summary>Groups with an effect of their own, which makes up a share of the variance.</summary>
    public static DependentSeries Groups(string name, int[] sizes, double share)
    {
        double[] groups = [.. sizes.SelectMany((size, group) => Enumerable.Repeat((double)group, size))];
        return new($"{name}, {share:0 %} of the variance between them", new RowDependence { Groups = groups }, random =>
        {
            var effects = Normals(random, sizes.Length);
            return [.. groups.Select(group => (Math.Sqrt(share) * effects[(int)group]) + (Math.Sqrt(1 - share) * Normal(random)))];
        });
    }

    /// <summary>An autoregression on the value some rows before.</summary>
    public static DependentSeries Autoregression(int rows, double rho, int lag = 1) => new(
        lag == 1 ? $"AR(1) ρ {rho:0.##}, {rows} rows" : $"seasonal, ρ {rho:0.##} at lag {lag}, {rows} rows", Order(rows),
        random => Autoregressive(random, rows, rho, lag));

    /// <summary>A season in the size of the errors that comes again and again, the same in every replay.</summary>
    public static DependentSeries Season(int rows, int length) => new(
        $"errors whose size has a fixed season of {length}, {rows} rows", Order(rows),
        random => [.. Normals(random, rows).Select((value, row) => value * Math.Sqrt(1 + (0.8 * Math.Sin(2 * Math.PI * row / length))))]);

    /// <summary>Each group at each time: an effect of the group, one of the time that follows an autoregression, and noise.</summary>
    public static DependentSeries Panel(int groups, int times, double share, double rho) => new(
        $"{groups} groups × {times} times, {share:0 %} of the variance each, times AR(1) ρ {rho:0.##}",
        new RowDependence
        {
            Groups = [.. Enumerable.Range(0, groups * times).Select(row => (double)(row % groups))],
            Times = [.. Enumerable.Range(0, groups * times).Select(row => (double)(row / groups))],
        },
        random =>
        {
            var (ofGroups, ofTimes) = (Normals(random, groups), Autoregressive(random, times, rho, 1));
            return [.. Enumerable.Range(0, groups * times).Select(row => (Math.Sqrt(share) * (ofGroups[row % groups] + ofTimes[row / groups]))
                + (Math.Sqrt(1 - (2 * share)) * Normal(random)))];
        });

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    public static double[] Normals(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Normal(random))];

    public static double[] Autoregressive(Random random, int rows, double rho, int lag)
    {
        var values = new double[rows + Warm];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i < lag ? Normal(random) : (rho * values[i - lag]) + (Math.Sqrt(1 - (rho * rho)) * Normal(random));
        }

        return values[Warm..];
    }

    private static RowDependence Order(int rows) => new() { Times = [.. Enumerable.Range(0, rows).Select(row => (double)row)] };
}
