using Trestle.Learners.Statistics;
using Trestle.Stages.Monitor.Statistics;

namespace Trestle.Stages.Monitor.Monitors;

/// <summary>What the monitors of failures have in common: a count is held against an allowed rate.</summary>
internal static class Rates
{
    /// <summary>Tests whether the rate is above what is allowed; exact for any number of rows.</summary>
    public static Finding Of(long hits, long rows, double allowed, string detail) => rows == 0
        ? new Finding { Rows = 0, Threshold = allowed, Detail = "nothing was asked" }
        : new Finding
        {
            Rows = rows,
            Value = (double)hits / rows,
            Effect = (double)hits / rows,
            Threshold = allowed,
            PValue = Binomial.UpperTail(hits, rows, allowed),
            Interval = Binomial.Interval(hits, rows, Sampling.Level),
            Detail = detail,
        };
}
