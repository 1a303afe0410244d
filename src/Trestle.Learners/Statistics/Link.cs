using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>
/// A scale without ends on which the distribution of an estimate is nearer to a normal one, and from which an interval comes back inside
/// the range: logarithm, logit, Fisher's z. Where a value is at an end of its range, it is the value itself.
/// </summary>
internal sealed record Link(Func<double, double> To, Func<double, double> Slope, Func<double, double> Back)
{
    private static readonly Link Identity = new(x => x, _ => 1, x => x);

    /// <summary>The scale for a value of a range.</summary>
    public static Link Of(MetricRange range, double value) => !IsInside(range, value)
        ? Identity with { Back = x => range.Within(x) }
        : range switch
        {
            MetricRange.FromZero => new Link(Math.Log, x => 1 / x, Math.Exp),
            MetricRange.Share => new Link(x => Math.Log(x / (1 - x)), x => 1 / (x * (1 - x)), x => 1 / (1 + Math.Exp(-x))),
            MetricRange.Correlation => new Link(Math.Atanh, x => 1 / (1 - (x * x)), Math.Tanh),
            MetricRange.UpToOne => new Link(x => -Math.Log(1 - x), x => 1 / (1 - x), x => 1 - Math.Exp(-x)),
            _ => Identity,
        };

    /// <summary>Whether a value is inside a range, and not at an end.</summary>
    public static bool IsInside(MetricRange range, double value) => value > range.Least() && value < range.Most();
}
