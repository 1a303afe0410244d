namespace Trestle.Stages.Kernel.Access;

/// <summary>Why somebody changes what answers: nothing of that is done without a reason on record.</summary>
public static class Reasons
{
    /// <summary>The reason without white space around it; error TR0150 when it is empty.</summary>
    public static string Require(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? throw new TrestleException(AccessErrors.NoReason()) : reason.Trim();
}
