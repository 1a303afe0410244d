using Trestle.Learners.Statistics;
using Trestle.Stages.Monitor.Statistics;

namespace Trestle.Stages.Monitor.Monitors;

/// <summary>What failure monitors share: comparing a count with an allowed rate.</summary>
internal static class Rates
{
    /// <summary>Tests whether the rate is above the allowed one; exact for any number of rows.</summary>
    public static Finding Of(long hits, long rows, double allowed, string detail) => rows == 0
        ? new Finding { Rows = 0, Threshold = allowed, Detail = "no requests" }
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
