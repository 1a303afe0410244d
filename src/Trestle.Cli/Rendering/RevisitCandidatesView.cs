using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Rendering;

/// <summary>Stage 13: the decision of each round, with reasons.</summary>
internal sealed class RevisitCandidatesView : IStageView
{
    /// <inheritdoc/>
    public Stage Stage => Stage.RevisitCandidates;

    /// <inheritdoc/>
    public string Line(ArtifactReader artifacts) => StageLines.Of(Stage, artifacts);

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Show(ArtifactReader artifacts, string? shard)
    {
        foreach (var (_, round) in artifacts.ReadAll(Artifact.CandidateRound).Where(entry => shard is null || entry.Key == shard))
        {
            yield return Page.Heading($"After round {round.Round}: {Decision(round)}");
            yield return Page.Line(round.Reason);
            yield return Page.Facts(
                ("trials", $"{Format.Count(round.TrialsRun)} so far"),
                ("worth", $"another round must improve by at least {Format.Short(round.Worth)}"),
                ("time", round.SecondsSpent is { } seconds ? TimeSpent(seconds) : null));
            if (round.Prospects.Count > 0)
            {
                yield return Page.Gap();
                yield return Prospects(round.Prospects);
            }

            if (round.Notes.Count > 0)
            {
                yield return Page.Gap();
                yield return Notes(round.Notes);
            }
        }
    }

    private static string Decision(CandidateRound round) => round.Next switch
    {
        null => "stop",
        { Candidates: var next } when next.All(candidate => candidate.Library.Count > 0) => "the ensemble",
        _ => "another round",
    };

    private static string TimeSpent(double seconds) =>
        $"{Format.Took(TimeSpan.FromSeconds(seconds))} of training; this decision depends on the machine";

    private static Table Prospects(IReadOnlyList<Prospect> prospects)
    {
        var table = Page.Table("candidate", ">trials", ">best", ">further", ">expected gain");
        foreach (var prospect in prospects)
        {
            table.Row(
                prospect.Candidate,
                Format.Count(prospect.Ran),
                Format.Figure(prospect.Best),
                Format.Count(prospect.Further),
                prospect.Expected is { } expected ? Format.Short(expected) : new Cell("too few trials", Styles.Quiet));
        }

        return table;
    }

    private static Table Notes(IReadOnlyList<RevisitNote> notes)
    {
        var table = Page.Table("rule", "candidate", "why");
        foreach (var note in notes)
        {
            table.Row(note.Rule, note.Candidate, note.Reason);
        }

        return table;
    }
}
