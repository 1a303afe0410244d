using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Package;

/// <summary>What can go wrong when a package is made. (What can be wrong inside one is told by who opens it.)</summary>
internal static class PackagingErrors
{
    public static Problem Differs(ParityProof proof) => new(
        "TR1521",
        $"the package does not answer as the training did: {string.Join("; ", proof.Ways.Where(way => way.Differences > 0).Select(way => $"{way.Way}: {way.Differences} of {way.Rows} rows differ, first {way.FirstDifference}"))}",
        "the same scores, bit for bit, however the package is asked",
        "stage 15, package",
        "a step behaves differently for one row than for many, or the package was changed; the proof is in: trestle show RUN/package");

    public static Problem NoRows() => new(
        "TR1522", "no held-out row is left to prove the package with", "at least one row of the test part", "stage 15, package", "give the test part more rows (split.test)");

    public static Problem NoAnswer(string type, int status, string answer) => new(
        "TR1523",
        $"the scoring host answered {status} to held-out rows sent as {type}: {(answer.Length <= 500 ? answer : answer[..500] + "…")}",
        "the scores of the rows",
        "stage 15, package",
        "a row that the training took must be taken in service too; look at the contract: trestle show RUN/validate-data");
}
