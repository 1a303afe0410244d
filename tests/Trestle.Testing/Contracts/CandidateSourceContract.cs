using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ProposeCandidates;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="ICandidateSource"/> promises. To hold sources to it, derive and name them; that is all:
/// <code>
/// public sealed class OurCandidates : CandidateSourceContract
/// {
///     protected override IEnumerable&lt;ICandidateSource&gt; Sources => [new ForestCandidates()];
/// }
/// </code>
/// </summary>
public abstract class CandidateSourceContract : IContractFor<ICandidateSource>
{
    /// <summary>The sources under test.</summary>
    protected abstract IEnumerable<ICandidateSource> Sources { get; }

    IEnumerable<ICandidateSource> IContractFor<ICandidateSource>.Subjects => Sources;

    [Fact]
    public void Every_candidate_has_a_name_of_its_own_among_all_of_them_and_a_learner_that_can_do_the_task() => Each(proposal =>
    {
        var candidates = Sources.SelectMany(source => source.Propose(proposal)).ToArray();
        candidates.Select(candidate => candidate.Id).ShouldBeUnique();
        foreach (var candidate in candidates)
        {
            candidate.Id.ShouldMatch("^[A-Za-z0-9_-]+$");
            LearnerCatalog.Get(candidate.Learner).Can(proposal.Task).ShouldBeTrue(candidate.Id);
            candidate.Title.ShouldNotBeNullOrWhiteSpace();
            candidate.Reason.ShouldNotBeNullOrWhiteSpace();
        }
    });

    [Fact]
    public void At_least_one_trial_is_run_and_baselines_are_the_simplest() => Each(proposal =>
    {
        foreach (var candidate in Sources.SelectMany(source => source.Propose(proposal)))
        {
            candidate.Trials.ShouldBeGreaterThanOrEqualTo(1, candidate.Id);
            (candidate.Complexity == 0).ShouldBe(candidate.Baseline, candidate.Id);
        }
    });

    [Fact]
    public void Preparation_reads_features_that_there_are() => Each(proposal =>
    {
        var names = proposal.Features.Select(feature => feature.Feature).ToArray();
        foreach (var candidate in Sources.SelectMany(source => source.Propose(proposal)))
        {
            candidate.Categories.ShouldBeSubsetOf(names);
            candidate.Preparation.Steps.ShouldAllBe(planned => planned.Reason.Length > 0);
            candidate.Preparation.Steps.SelectMany(planned => planned.Step.Columns ?? []).ShouldBeSubsetOf(names);
        }
    });

    [Fact]
    public void The_same_proposal_gives_the_same_candidates() => Each(proposal =>
    {
        foreach (var source in Sources)
        {
            Documents.Write(source.Propose(proposal).ToArray()).ShouldBe(Documents.Write(source.Propose(proposal).ToArray()));
        }
    });

    private static IEnumerable<Proposal> Proposals() =>
        from task in Enum.GetValues<TaskKind>()
        from overTime in new[] { false, true }
        from rows in new[] { 1L, 400L, 5_000_000L }
        from features in new FeatureDecision[][]
        {
            [],
            [Feature("age", ColumnKind.Number)],
            [
                Feature("age", ColumnKind.Number), Feature("age.missing", ColumnKind.Number), Feature("city", ColumnKind.Text),
                Feature("id", ColumnKind.Text)],
        }
        select new Proposal
        {
            Task = task,
            Classes = task switch { TaskKind.Binary => 2, TaskKind.Multiclass => 3, _ => 0 },
            OverTime = overTime,
            Rows = rows,
            Features = features,
            Categories = new Dictionary<string, long> { ["city"] = 12, ["id"] = 90_000 },
            Settings = new ProposeCandidatesSettings(),
            Trials = 8,
        };

    private static FeatureDecision Feature(string name, ColumnKind kind) => new(name, name, kind, true, "kept");

    private void Each(Action<Proposal> check)
    {
        Sources.ShouldNotBeEmpty();
        Proposals().ToList().ForEach(check);
    }
}
