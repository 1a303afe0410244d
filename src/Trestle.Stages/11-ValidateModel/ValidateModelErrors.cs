using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateModel;

/// <summary>What can go wrong when models are validated.</summary>
internal static class ValidateModelErrors
{
    public static Problem NoneBlessed(IEnumerable<CandidateReport> reports) => new(
        "TR1101",
        $"no model passed: {string.Join("; ", reports.Where(report => !report.Baseline).Select(Why))}",
        "at least one model that passes every blocking check",
        "stage 11, validate-model",
        "see all checks with: trestle show RUN/validate-model; the data may say too little about the target, or have too few rows");

    private static string Why(CandidateReport report) =>
        $"{report.Candidate} failed "
            + string.Join(
                ", ",
                report.Checks.Where(check => check is { Passed: false, Blocking: true }).Select(check => $"{check.Name} ({check.Found})"));
}
