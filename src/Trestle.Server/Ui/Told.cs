namespace Trestle.Server.Ui;

/// <summary>What a page tells of something that did not work.</summary>
internal static class Told
{
    /// <summary>The problems behind an exception.</summary>
    public static IReadOnlyList<Problem> Of(Exception failed) => failed switch
    {
        RefusedException refused => [refused.Problem],
        TrestleException known => known.Problems,
        _ => [ServerErrors.Fault(failed.GetType().Name)],
    };

    /// <summary>Whether an exception is one that a person can act on; others are bugs and end the page.</summary>
    public static bool IsKnown(Exception failed) => failed is RefusedException or TrestleException;
}
