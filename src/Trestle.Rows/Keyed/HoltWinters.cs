namespace Trestle.Rows.Keyed;

/// <summary>
/// Exponential smoothing with a damped trend and an additive season (Holt-Winters; ETS(A,Ad,A), without a season ETS(A,Ad,N); Hyndman and
/// Athanasopoulos: Forecasting, principles and practice, chapter 8). The parameters are those with the least squared error one step
/// ahead, found by a grid and a compass search: only sums and products, so that the result is the same everywhere. A step without a value
/// changes nothing but the level, by its trend.
/// </summary>
public static class HoltWinters
{
    private const int Halvings = 6;
    private static readonly HoltWintersParameters Least = new(0.01, 0, 0, 0.8);
    private static readonly HoltWintersParameters Largest = new(0.99, 0.5, 0.9, 0.99);

    /// <summary>The parameters with the least squared error, and the forecasts of the next steps.</summary>
    /// <param name="values">The values, oldest first; NaN for a step without one. At least two seasons, and four values.</param>
    /// <param name="season">Steps of a season; 1 for none.</param>
    /// <param name="horizon">How many steps.</param>
    public static HoltWintersFit Fit(ReadOnlySpan<double> values, int season, int horizon)
    {
        var recent = values[^Math.Min(values.Length, Most(season))..];
        return Run(recent, season, horizon, Best(recent, HoltWintersState.Start(recent, season)));
    }

    /// <summary>The same with given parameters, over all values.</summary>
    public static HoltWintersFit Run(ReadOnlySpan<double> values, int season, int horizon, HoltWintersParameters parameters)
    {
        var state = HoltWintersState.Start(values, season);
        var error = state.Run(values, parameters);
        return new HoltWintersFit(parameters, error, state.Forecast(horizon));
    }

    private static HoltWintersParameters Best(ReadOnlySpan<double> values, HoltWintersState start)
    {
        var work = start.Copy();
        var seasonal = start.Season > 1;
        var (best, error) = (Least, double.PositiveInfinity);
        foreach (var level in (ReadOnlySpan<double>)[0.1, 0.3, 0.6, 0.9])
        {
            foreach (var trend in (ReadOnlySpan<double>)[0.01, 0.1])
            {
                foreach (var damping in (ReadOnlySpan<double>)[0.9, 0.98])
                {
                    foreach (var season in seasonal ? (ReadOnlySpan<double>)[0.05, 0.3] : [0])
                    {
                        Try(values, new(level, trend, season, damping), start, work, ref best, ref error);
                    }
                }
            }
        }

        for (var (halving, size) = (0, 0.1); halving < Halvings; halving++, size /= 2)
        {
            for (var direction = 0; direction < 8; direction++)
            {
                var by = direction % 2 == 0 ? size : -size;
                var moved = (direction / 2) switch
                {
                    0 => best with { Level = best.Level + by },
                    1 => best with { Trend = best.Trend + by },
                    2 => best with { Season = seasonal ? best.Season + by : 0 },
                    _ => best with { Damping = best.Damping + (by / 4) },
                };
                Try(values, moved.Between(Least, Largest), start, work, ref best, ref error);
            }
        }

        return best;
    }

    /// <summary>Values that are fitted to, at most: the latest ten seasons, or 200 values.</summary>
    private static int Most(int season) => Math.Max(10 * season, 200);

    private static void Try(
        ReadOnlySpan<double> values, HoltWintersParameters parameters, HoltWintersState start, HoltWintersState work,
        ref HoltWintersParameters best, ref double error)
    {
        work.Become(start);
        var own = work.Run(values, parameters);
        if (own < error)
        {
            (best, error) = (parameters, own);
        }
    }
}

/// <summary>What <see cref="HoltWinters"/> found.</summary>
/// <param name="Parameters">The parameters.</param>
/// <param name="SquaredError">The sum of the squared errors one step ahead.</param>
/// <param name="Forecasts">The forecasts of the next steps.</param>
public sealed record HoltWintersFit(HoltWintersParameters Parameters, double SquaredError, double[] Forecasts);

/// <summary>The parameters of <see cref="HoltWinters"/>, all 0 to 1.</summary>
/// <param name="Level">How much of an error goes into the level (alpha).</param>
/// <param name="Trend">How much of the level's change goes into the trend (beta).</param>
/// <param name="Season">How much of an error goes into the season (gamma).</param>
/// <param name="Damping">What is left of the trend with each step (phi).</param>
public readonly record struct HoltWintersParameters(double Level, double Trend, double Season, double Damping)
{
    /// <summary>Each of them within limits.</summary>
    internal HoltWintersParameters Between(HoltWintersParameters least, HoltWintersParameters most) => new(
        Math.Clamp(Level, least.Level, most.Level), Math.Clamp(Trend, least.Trend, most.Trend),
        Math.Clamp(Season, least.Season, most.Season), Math.Clamp(Damping, least.Damping, most.Damping));
}

/// <summary>What <see cref="HoltWinters"/> knows after some steps.</summary>
internal sealed class HoltWintersState
{
    private const int StepsOfStart = 5;

    private readonly double[] seasons;
    private double level;
    private double trend;
    private double damping;
    private int place;

    private HoltWintersState(double level, double trend, double[] seasons) =>
        (this.level, this.trend, this.seasons) = (level, trend, seasons);

    /// <summary>Steps of a season; 1 for none.</summary>
    public int Season => seasons.Length;

    /// <summary>
    /// The state before the first value: the line through the means of the first two seasons (without a season of the first steps), and the
    /// mean distances of their values from it.
    /// </summary>
    public static HoltWintersState Start(ReadOnlySpan<double> values, int season)
    {
        var half = season > 1 ? season : Math.Max(1, Math.Min(StepsOfStart, values.Length / 2));
        var (first, second) = (Mean(values[..half], double.NaN), Mean(values[half..Math.Min(2 * half, values.Length)], double.NaN));
        first = double.IsNaN(first) ? Mean(values, 0) : first;
        var trend = double.IsNaN(second) ? 0 : (second - first) / half;
        var level = first - (trend * (half + 1) / 2);
        var seasons = new double[season];
        for (var i = 0; season > 1 && i < season; i++)
        {
            var (sum, count) = (0.0, 0);
            for (var at = i; at < Math.Min(2 * season, values.Length); at += season)
            {
                (sum, count) = double.IsNaN(values[at]) ? (sum, count) : (sum + values[at] - (level + (trend * (at + 1))), count + 1);
            }

            seasons[i] = count == 0 ? 0 : sum / count;
        }

        return new HoltWintersState(level, trend, seasons);
    }

    /// <summary>A state of its own.</summary>
    public HoltWintersState Copy()
    {
        var copy = new HoltWintersState(0, 0, new double[seasons.Length]);
        copy.Become(this);
        return copy;
    }

    /// <summary>Takes over another state.</summary>
    public void Become(HoltWintersState other)
    {
        (level, trend, damping, place) = (other.level, other.trend, other.damping, other.place);
        other.seasons.CopyTo(seasons, 0);
    }

    /// <summary>Goes through values; returns the sum of the squared errors one step ahead.</summary>
    public double Run(ReadOnlySpan<double> values, HoltWintersParameters with)
    {
        damping = with.Damping;
        var sum = 0.0;
        foreach (var value in values)
        {
            var (before, expected) = (level, level + (with.Damping * trend));
            var error = value - expected - seasons[place];
            if (double.IsNaN(error))
            {
                (level, trend) = (expected, with.Damping * trend);
            }
            else
            {
                level = expected + (with.Level * error);
                trend = (with.Trend * (level - before)) + ((1 - with.Trend) * with.Damping * trend);
                seasons[place] += with.Season * error;
                sum += error * error;
            }

            place = place + 1 == seasons.Length ? 0 : place + 1;
        }

        return sum;
    }

    /// <summary>The forecasts of the next steps.</summary>
    public double[] Forecast(int horizon)
    {
        var (forecasts, at, step) = (new double[horizon], level, trend);
        for (var ahead = 0; ahead < horizon; ahead++)
        {
            step *= damping;
            at += step;
            forecasts[ahead] = at + seasons[(place + ahead) % seasons.Length];
        }

        return forecasts;
    }

    private static double Mean(ReadOnlySpan<double> values, double none)
    {
        var (sum, count) = (0.0, 0);
        foreach (var value in values)
        {
            (sum, count) = double.IsNaN(value) ? (sum, count) : (sum + value, count + 1);
        }

        return count == 0 ? none : sum / count;
    }
}
