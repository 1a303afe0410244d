using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Package;

/// <summary>What can go wrong when a package is made. (Faults inside a package are reported by whoever opens it.)</summary>
internal static class PackagingErrors
{
    public static Problem Differs(ParityProof proof) => new(
        "TR1521",
        "the package does not answer as in training: "
            + string.Join(
                "; ",
                proof.Ways.Where(way => way.Differences > 0)
                    .Select(way => $"{way.Way}: {way.Differences} of {way.Rows} rows differ, first {way.FirstDifference}")),
        "the same scores, bit for bit, for every kind of request",
        "stage 15, package",
        "a step treats one row differently than many, or the package was changed; see the proof: trestle show RUN/package");

    public static Problem NoRows() => new(
        "TR1522", "no row of the test part to prove the package with", "at least one that the configuration does not reject",
        "stage 15, package",
        "raise the share of the test part (split.test)");

    public static Problem NoAnswer(string type, int status, string answer) => new(
        "TR1523",
        $"the scoring host answered {status} to rows of the test part sent as {type}: "
            + $"{(answer.Length <= 500 ? answer : answer[..500] + "…")}",
        "the scores of the rows",
        "stage 15, package",
        "a row accepted in training must be accepted in service; look at the contract: trestle show RUN/validate-data");
}
