using Trestle.Learners.Statistics;
using Trestle.Stages.Monitor.Statistics;

namespace Trestle.Stages.Monitor.Monitors;

/// <summary>What failure monitors share: comparing a count with an allowed rate.</summary>
internal static class Rates
{
    /// <summary>Tests whether the rate is above the allowed one; exact for any number of rows.</summary>
    public static Finding Of(long hits, long rows, double allowed, string detail) => rows == 0
        ? new Finding { Rows = 0, Threshold = allowed, Sees = _ => Detectable.Nothing, Detail = "no requests" }
        : new Finding
        {
            Rows = rows,
            Value = (double)hits / rows,
            Effect = (double)hits / rows,
            Threshold = allowed,
            PValue = Binomial.UpperTail(hits, rows, allowed),
            Sees = p => Sees(rows, allowed, p),
            Interval = Binomial.Interval(hits, rows, Sampling.Level),
            Detail = detail,
        };

    /// <summary>The rate at which as many hits as an alarm takes come often enough; its distance is Cohen's h.</summary>
    public static Detectable Sees(long rows, double allowed, double probability)
    {
        var (low, high) = ((long)(allowed * rows) + 1, rows + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = Binomial.UpperTail(middle, rows, allowed) <= probability ? (low, middle) : (middle + 1, high);
        }

        var rate = Binomial.RateFor(low, rows, Detectable.Power);
        return low > rows
            ? Detectable.Nothing
            : new Detectable(rate, (2 * Math.Asin(Math.Sqrt(rate))) - (2 * Math.Asin(Math.Sqrt(allowed))));
    }
}
