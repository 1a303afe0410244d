using Shouldly;

using Trestle.Rows.Keyed;

using Xunit;

namespace Trestle.Tests.Rows.Keyed;

/// <summary>Exponential smoothing, against statsmodels 0.13.5 (ETSModel with the same start) and SciPy's differential evolution.</summary>
public sealed class HoltWintersTests
{
    private static readonly double[] Values =
        [.. Enumerable.Range(0, 48).Select(i => 100.0 + (2 * i) + new[] { 10, -5, -15, 10 }[i % 4] + (i * 7919 % 13) - 6)];

    [Fact]
    public void With_given_parameters_it_is_ETS_of_statsmodels()
    {
        // statsmodels smooths the trend by alpha * beta.
        var fit = HoltWinters.Run(Values, 4, 8, new HoltWintersParameters(0.3, 0.1, 0.2, 0.95));
        fit.SquaredError.ShouldBe(1260.4072521923003, 1e-9);
        fit.Forecasts.ShouldBe(
            [
                204.1567983694505, 190.29756893768362, 179.61126654546075, 205.75145902542513, 208.2768926907426, 194.2116585429111,
                183.32965167042684, 209.2839248941429,
            ],
            1e-9);
    }

    [Fact]
    public void The_squared_error_is_that_of_a_global_search()
    {
        // differential_evolution over the same box: 1070.7646 at (0.0904, 0.4306, 0.0979, 0.9768).
        HoltWinters.Fit(Values, 4, 8).SquaredError.ShouldBeInRange(1070.7645, 1.02 * 1070.7646);
    }

    [Fact]
    public void A_straight_line_goes_on_damped_and_a_constant_stays()
    {
        double[] line = [.. Enumerable.Range(0, 40).Select(i => 5.0 + (3 * i))];
        var forecasts = HoltWinters.Fit(line, 1, 3).Forecasts;

        // The trend of 3 is damped by 0.99 at the most in each step.
        forecasts[0].ShouldBeInRange(124, 125);
        forecasts[2].ShouldBeInRange(129.5, 131);
        HoltWinters.Fit([.. Enumerable.Repeat(7.0, 20)], 4, 5).Forecasts.ShouldAllBe(value => value == 7);
    }

    [Fact]
    public void Steps_without_a_value_keep_the_season_in_place()
    {
        double[] season = [1, 2, 3, 10];
        double[] gaps = [.. Enumerable.Range(0, 32).Select(i => i is 13 or 14 or 27 ? double.NaN : season[i % 4])];
        var forecasts = HoltWinters.Fit(gaps, 4, 4).Forecasts;
        for (var i = 0; i < 4; i++)
        {
            forecasts[i].ShouldBe(season[i], 1e-9);
        }
    }
}
