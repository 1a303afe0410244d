using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Kernel.Running;

/// <summary>
/// Everything that a run found doubtful and did not stop for, in lines for people; empty when there was nothing. The end of the run, the
/// model card and the pages show the same lines.
/// </summary>
public static class RunWarnings
{
    /// <summary>The warnings of the stages that have finished.</summary>
    public static IReadOnlyList<string> Of(ArtifactReader artifacts) => Of(
        Found(artifacts, Artifact.DataReport),
        Found(artifacts, Artifact.FeatureList),
        Found(artifacts, Artifact.ModelReport),
        Found(artifacts, Artifact.SelectedModel),
        Found(artifacts, Artifact.CuratedTable));

    /// <summary>The warnings of these documents, of the chosen model or, before one is chosen, of all that may be.</summary>
    internal static IReadOnlyList<string> Of(
        DataReport? data, FeatureList? features, ModelReport? models, SelectedModel? chosen, CuratedTable? curated) =>
    [
        .. data?.Doubts ?? [],
        .. curated?.Catalogue?.Doubts ?? [],
        .. (data?.Checks ?? []).Where(IsWarning)
            .Select(check => $"{check.Name}{(check.Column is { } column ? $" of '{column}'" : "")}: {Words(check)}"),
        .. (features?.Leaks ?? []).Select(leak => leak.Line()),
        .. (models?.Candidates ?? [])
            .Where(report => chosen is null ? report is { Blessed: true, Baseline: false } : report.Candidate == chosen.Candidate)
            .SelectMany(report => report.Checks.Where(IsWarning).Select(check => $"{report.Candidate}: {check.Name}: {Words(check)}")),
        .. new[] { chosen?.Generalisation }.OfType<CheckResult>().Concat(chosen?.Limits ?? []).Where(IsWarning)
            .Select(check => $"{chosen!.Candidate}: {check.Name}: {Words(check)}"),
    ];

    private static bool IsWarning(CheckResult check) => check is { Passed: false, Blocking: false, Severity: not Severity.Info };

    private static string Words(CheckResult check) => $"expected {check.Expected}; found: {check.Found}";

    private static T? Found<T>(ArtifactReader artifacts, Artifact<T> artifact)
        where T : class => artifacts.Has(artifact) ? artifacts.Read(artifact) : null;
}
