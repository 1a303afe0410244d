using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ProposeCandidates;

/// <summary>Answers that need no learning. A model that does not beat them is not worth having.</summary>
internal sealed class BaselineCandidates : ICandidateSource
{
    /// <inheritdoc/>
    public IEnumerable<Candidate> Propose(Proposal proposal)
    {
        var names = proposal.Task != TaskKind.Regression ? ["majority"]
            : proposal.OverTime ? new[] { "mean", "last-value" }
            : ["mean"];
        return names.Select(name => new Candidate
        {
            Id = name,
            Learner = name,
            Title = LearnerCatalog.Get(name).Title,
            Reason = "a model has to beat it",
            Baseline = true,
            Complexity = 0,
            Preparation = new StepList([new PlannedStep(new Keep { Columns = [] }, "it uses no feature")]),
            Categories = [],
            Space = SearchSpace.Empty,
            Trials = 1,
        });
    }
}
