using Trestle.Cli.Output;
using Trestle.Learners;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 8: the candidates with their preparation and search spaces.</summary>
internal sealed class ProposeCandidatesView : IStageView
{
    /// <inheritdoc/>
    public Stage Stage => Stage.ProposeCandidates;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        var set = artifacts.Read(Artifact.CandidateSet);
        yield return Page.Line($"compared by {set.Metric}");
        foreach (var note in set.Notes)
        {
            yield return Page.Item(note);
        }

        foreach (var candidate in set.Candidates)
        {
            yield return Page.Heading($"{candidate.Id}{(candidate.Baseline ? " (baseline)" : "")}: {candidate.Title}");
            yield return Page.Facts(
                ("why", candidate.Reason),
                ("trials", $"{candidate.Trials}"),
                ("complexity", $"{candidate.Complexity} (0 is the simplest)"),
                ("categories", Format.Some(candidate.Categories, 8)));
            if (candidate.Preparation.Steps.Count > 0)
            {
                yield return Page.Gap();
                yield return StepTable.Of(candidate.Preparation);
            }

            if (candidate.Space.Dimensions.Count > 0)
            {
                yield return Page.Gap();
                yield return Space(candidate.Space);
            }
        }
    }

    private static Table Space(SearchSpace space)
    {
        var table = Page.Table("parameter", ">from", ">to", ">default", "scale");
        foreach (var dimension in space.Dimensions)
        {
            table.Row(
                dimension.Name,
                Format.Short(dimension.Low),
                Format.Short(dimension.High),
                Format.Short(dimension.Default),
                $"{(dimension.Log ? "logarithmic" : "even")}{(dimension.Whole ? ", whole" : "")}");
        }

        return table;
    }
}
