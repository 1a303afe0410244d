namespace Trestle.Stages.Kernel.Settings;

/// <summary>
/// How much may be computed for the evidence of stages 11 and 12. With a budget of less than five minutes it is less, in proportion, so
/// that most of the time is left for the search. It follows from the settings alone: the same run gives the same intervals on any machine.
/// </summary>
internal static class EvidenceEffort
{
    private static readonly TimeSpan Full = TimeSpan.FromMinutes(5);

    /// <summary>The share of the usual effort, above 0 and at most 1.</summary>
    public static double Of(TimeSpan? budget) => budget is { } time ? Math.Min(1, time / Full) : 1;

    /// <summary>The usual number of resamples, or in proportion fewer, but not fewer than some.</summary>
    public static int Resamples(TimeSpan? budget, int usual, int least) => Math.Max(least, (int)Math.Ceiling(usual * Of(budget)));
}
