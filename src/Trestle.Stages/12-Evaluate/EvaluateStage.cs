using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.ProposeCandidates.Search;

namespace Trestle.Stages.Evaluate;

/// <summary>
/// Stage 12: the metrics of every candidate with confidence intervals: on out-of-fold scores, by which the choice is made, and on the
/// test part, on which each model is scored only here, once, and which chooses nothing. Decisions of a binary model are judged at its own
/// threshold, the one that is served. In a further round of search the best model of each candidate continues; metrics measured before are
/// taken over.
/// </summary>
internal sealed class EvaluateStage : IStage
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Evaluate;

    /// <inheritdoc/>
    public IReadOnlyList<string> Shards(ArtifactReader artifacts) => artifacts.Rounds();

    /// <inheritdoc/>
    public async Task RunAsync(UnitContext context, CancellationToken cancellation) =>
        context.Write(Artifact.Scorecard, await new Evaluation(context, cancellation).ScorecardAsync());
}
