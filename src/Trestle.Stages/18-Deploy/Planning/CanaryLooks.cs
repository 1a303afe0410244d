using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Planning;

/// <summary>
/// When the evidence about a canary is looked at: when it has answered half as many requests again as at the last look, so that a broken
/// one goes at once, when it has enough that something can be shown, and at fixed times: after each quarter of a step's time, at two,
/// four, eight times its time and so on, and at its timeout. All depend on the traffic alone, never on what was found.
/// </summary>
internal static class CanaryLooks
{
    private const int WithinHold = 4;
    private const int FewestRequests = 3;
    private const double Growth = 1.5;

    /// <summary>Whether a look is due.</summary>
    /// <param name="last">Time since the step began, and requests of the canary, at the last look; zero before the first.</param>
    /// <param name="now">The same now.</param>
    /// <param name="hold">The time of the step.</param>
    /// <param name="limits">What the canary must keep to, and until when.</param>
    public static bool Due((TimeSpan Time, long Requests) last, (TimeSpan Time, long Requests) now, TimeSpan hold, CanarySettings limits)
    {
        var next = last.Time < hold ? last.Time + (hold / WithinHold) : last.Time * 2;
        var fewest = CanaryJudge.Fewest(limits);
        return now.Time >= next || Passed(hold) || Passed(limits.Timeout) || (last.Requests < fewest && now.Requests >= fewest)
            || now.Requests >= Math.Max(FewestRequests, Growth * last.Requests);

        bool Passed(TimeSpan time) => last.Time < time && now.Time >= time;
    }
}
