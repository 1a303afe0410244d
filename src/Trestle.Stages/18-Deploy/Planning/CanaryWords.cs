namespace Trestle.Stages.Deploy.Planning;

/// <summary>The figures of a canary in words.</summary>
internal static class CanaryWords
{
    public const string Errors = "errors";
    public const string Scores = "score distance";

    /// <summary>errors 0.01, live 0.008 (up to 0.019 more, limit 0.01, p = 0.3; power 31 %, about 640 more requests)</summary>
    public static string Finding(CanaryFinding finding) => FormattableString.Invariant(
        $"{finding.Measure} {finding.Canary:G4}, live {finding.Live:G4} ")
        + FormattableString.Invariant($"({Bound(finding)}limit {finding.Limit:G4}{PValue(finding)}{Missing(finding)})");

    private static string Bound(CanaryFinding finding) =>
        double.IsNaN(finding.Bound) || finding.Worse ? ""
        : double.IsInfinity(finding.Bound) ? "no upper bound yet, "
        : FormattableString.Invariant($"up to {finding.Bound:G4}{(finding.Measure == Errors ? " more" : "")}, ");

    private static string PValue(CanaryFinding finding) =>
        double.IsNaN(finding.PValue) ? "" : FormattableString.Invariant($", p = {finding.PValue:G2}");

    private static string Missing(CanaryFinding finding) =>
        finding.Shown || finding.Worse ? ""
        : finding.Needed is { } needed
            ? FormattableString.Invariant($"; power {finding.Power * 100:0} %, about {needed} more requests")
        : double.IsNaN(finding.Power) ? "; nothing to compare"
        : FormattableString.Invariant($"; power {finding.Power * 100:0} %, no realistic number of requests is enough");
}
