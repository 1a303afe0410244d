using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.RevisitCandidates;

/// <summary>
/// A rule that decides on the next round of search. Adding one takes one file and one line in <see cref="RevisitRuleCatalog"/>.
/// </summary>
public interface IRevisitRule
{
    /// <summary>The rule's name in notes, such as <c>narrow</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The draft of the next round after this rule: candidates removed, changed or added, each with a note that gives reason and figures.
    /// </summary>
    RoundDraft Apply(RoundDraft draft, RevisitEvidence evidence);
}

/// <summary>All rules: one line each.</summary>
internal static class RevisitRuleCatalog
{
    /// <summary>The rules in the order in which they are applied.</summary>
    public static IReadOnlyList<IRevisitRule> All { get; } =
    [
        new Drop(),
        new Stop(),
        new Narrow(),
        new Widen(),
        new Allot(),
        new Ensemble(),
    ];
}

/// <summary>The draft of a further round.</summary>
/// <param name="Candidates">Its candidates; empty when the search ends.</param>
/// <param name="Notes">What the rules did.</param>
public sealed record RoundDraft(IReadOnlyList<Candidate> Candidates, IReadOnlyList<RevisitNote> Notes)
{
    /// <summary>The draft without some candidates, with the reason for each.</summary>
    public RoundDraft Without(string rule, Func<Candidate, string?> reason)
    {
        var judged = Candidates.Select(candidate => (Candidate: candidate, Reason: reason(candidate))).ToArray();
        return new RoundDraft(
            [.. judged.Where(entry => entry.Reason is null).Select(entry => entry.Candidate)],
            [.. Notes, .. judged.Where(entry => entry.Reason is not null).Select(
                entry => new RevisitNote(rule, RoundName.Candidate(entry.Candidate.Id), entry.Reason!))]);
    }

    /// <summary>The draft with some ranges changed; each change gives the new range and why.</summary>
    public RoundDraft Ranges(string rule, Func<Candidate, Dimension, (Dimension Changed, string Reason)> change)
    {
        var notes = new List<RevisitNote>(Notes);
        return new RoundDraft(
            [
                .. Candidates.Select(
                    candidate => candidate with { Space = new SearchSpace(
                        [.. candidate.Space.Dimensions.Select(dimension => Range(candidate, dimension))]) })],
            notes);

        Dimension Range(Candidate candidate, Dimension dimension)
        {
            var found = change(candidate, dimension);
            if ((found.Changed.Low, found.Changed.High) != (dimension.Low, dimension.High))
            {
                notes.Add(
                    new RevisitNote(
                        rule, RoundName.Candidate(candidate.Id),
                        $"{dimension.Name} {dimension.Low:G4} to {dimension.High:G4} becomes {found.Changed.Low:G4} to "
                            + $"{found.Changed.High:G4}: {found.Reason}"));
            }

            return found.Changed;
        }
    }
}
