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

    /// <summary>Whether a name can be that of a candidate.</summary>
    public static bool CanName(string name) =>
        name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <inheritdoc/>
    public IEnumerable<Candidate> Propose(Proposal proposal)
    {
        var taken = LearnerCatalog.Formats.Select(format => format.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (source, kept) in proposal.Programs)
        {
            if (source.Task != proposal.Task)
            {
                throw new TrestleException(ProgramErrors.WrongTask(source.Name, source.Task, proposal.Task));
            }

            if (!CanName(source.Name) || !taken.Add(source.Name))
            {
                throw new TrestleException(ProgramErrors.BadName(source.Name));
            }

            var own = LearnerCandidates.Of(LearnerCatalog.Get(source.Learner), proposal);
            var title = source.Model is { } format ? LearnerCatalog.Format(format).Title : own.Title;
            yield return own with
            {
                Id = source.Name,
                Title = $"{title}, by a program",
                Reason = $"propose-candidates.code names its folder; source {kept.ToString()[..12]}",
                Space = SearchSpace.Empty,
                Trials = 1,
                Program = kept,
                Format = source.Model,
            };
        }
    }
}
