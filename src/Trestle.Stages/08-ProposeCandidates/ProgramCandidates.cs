using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ProposeCandidates.Programs;

namespace Trestle.Stages.ProposeCandidates;

/// <summary>
/// The user's own training programs. Features are prepared as for the learner whose models the program makes, so that only the learning
/// itself is the program's; it chooses its own parameters, so there is one trial.
/// </summary>
internal sealed class ProgramCandidates : ICandidateSource
{
    private const int LongestName = 64;

    /// <inheritdoc/>
    public IEnumerable<Candidate> Propose(Proposal proposal)
    {
        var taken = LearnerCatalog.All.Select(learner => learner.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (source, kept) in proposal.Programs)
        {
            if (source.Task != proposal.Task)
            {
                throw new TrestleException(ProgramErrors.WrongTask(source.Name, source.Task, proposal.Task));
            }

            if (source.Name.Length > LongestName
                || !source.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || !taken.Add(source.Name))
            {
                throw new TrestleException(ProgramErrors.BadName(source.Name));
            }

            var own = LearnerCandidates.Of(LearnerCatalog.Get(source.Learner), proposal);
            yield return own with
            {
                Id = source.Name,
                Title = $"{own.Title}, by a program",
                Reason = $"propose-candidates.code names its folder; source {kept.ToString()[..12]}",
                Space = SearchSpace.Empty,
                Trials = 1,
                Program = kept,
            };
        }
    }
}
