namespace Trestle.Tests.Rows.Keyed;

/// <summary>
/// Rows of two series, 4 to 24 hours apart, and what pandas makes of the rows before each: written by bench/peers/history.py.
/// </summary>
internal static class HistoryOfPandas
{
    /// <summary>What pandas gives, by the name of the column.</summary>
    public static IReadOnlyDictionary<string, double[]> Expected { get; } = new Dictionary<string, double[]>
    {
        ["shift1"] =
        [
            double.NaN, double.NaN, -4.75, -1.75, 1.25, double.NaN, 7.25, 10.25, -3.75, -0.75, 2.25, 5.25, double.NaN,
            11.25, -2.75, 0.25, 3.25, 6.25, 9.25, double.NaN, -1.75, 1.25, 4.25, 7.25,
        ],
        ["shift3"] =
        [
            double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, -4.75, -1.75, 1.25, double.NaN, 7.25,
            10.25, -3.75, -0.75, 2.25, 5.25, double.NaN, 11.25, -2.75, 0.25, 3.25, 6.25, 9.25, double.NaN,
        ],
        ["mean4"] =
        [
            double.NaN, double.NaN, -4.75, -1.75, -1.75, -1.75, 1.25, 4.25, 0.0, 2.583333333333, 1.75, 4.916666666667,
            1.916666666667, 6.5, -1.416666666667, 4.0, 0.916666666667, 5.75, 3.25, 5.916666666667, 2.0, 2.583333333333,
            3.75, 4.916666666667,
        ],
        ["std4"] =
        [
            double.NaN, double.NaN, double.NaN, double.NaN, 4.242640687119, double.NaN, 6.0, 8.485281374239, 5.5,
            6.658328118479, 4.509249752823, 5.507570547286, 5.507570547286, 5.5, 3.214550253664, 5.5, 3.214550253664,
            4.509249752823, 6.0, 5.507570547286, 5.5, 3.214550253664, 4.509249752823, 3.214550253664,
        ],
        ["sum2d"] =
        [
            0.0, 0.0, -4.75, -1.75, -3.5, -1.75, 3.75, 8.5, 4.75, 9.5, 5.75, 14.75, -1.5, 15.75, -0.5, 16.75, 0.5, 17.75,
            9.75, 6.5, 10.75, 7.5, 15.0, 8.5,
        ],
        ["min2d"] =
        [
            double.NaN, double.NaN, -4.75, -1.75, -4.75, -1.75, -4.75, -1.75, -3.75, -0.75, -3.75, -0.75, -3.75, -0.75,
            -2.75, 0.25, -2.75, 0.25, -2.75, 0.25, -1.75, 1.25, -1.75, 1.25,
        ],
        ["max2d"] =
        [
            double.NaN, double.NaN, -4.75, -1.75, 1.25, -1.75, 7.25, 10.25, 7.25, 10.25, 7.25, 10.25, 2.25, 11.25, 2.25,
            11.25, 3.25, 11.25, 9.25, 6.25, 9.25, 6.25, 9.25, 7.25,
        ],
        ["count2d"] =
        [
            0.0, 0.0, 1.0, 1.0, 2.0, 1.0, 3.0, 2.0, 3.0, 2.0, 3.0, 3.0, 2.0, 3.0, 2.0, 3.0, 2.0, 3.0, 3.0, 2.0, 3.0, 2.0,
            4.0, 2.0,
        ],
        ["mean"] =
        [
            double.NaN, double.NaN, -4.75, -1.75, -1.75, -1.75, 1.25, 4.25, 0.0, 2.583333333333, 0.45, 3.25, 0.45, 4.85,
            -0.083333333333, 4.083333333333, 0.392857142857, 4.392857142857, 1.5, 4.392857142857, 1.138888888889, 4.0, 1.45,
            4.361111111111,
        ],
    };

    /// <summary>The key, the time in hours and the value of each row.</summary>
    public static (double[] Keys, double[] At, double[] Values) Rows()
    {
        int[] rows = [.. Enumerable.Range(0, 24)];
        return (
            [.. rows.Select(i => (double)(i % 2))],
            [.. rows.Select(i => (double)((i * 7) + (i * i % 11)))],
            [.. rows.Select(i => i % 7 == 3 ? double.NaN : (i * 37 % 17) - 5 + 0.25)]);
    }
}
