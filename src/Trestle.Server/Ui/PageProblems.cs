namespace Trestle.Server.Ui;

/// <summary>The problems that a page shows for an exception.</summary>
internal static class PageProblems
{
    /// <summary>The problems of an exception.</summary>
    public static IReadOnlyList<Problem> Of(Exception failed) => failed switch
    {
        RefusedException refused => [refused.Problem],
        TrestleException known => known.Problems,
        _ => [ServerErrors.Fault(failed.GetType().Name)],
    };

    /// <summary>Whether an exception is one that the user can act on; others are bugs and end the page.</summary>
    public static bool IsKnown(Exception failed) => failed is RefusedException or TrestleException;
}
