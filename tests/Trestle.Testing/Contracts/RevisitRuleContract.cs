using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Learners;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.RevisitCandidates;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="IRevisitRule"/> promises. The candidates of a draft have a finished trial at least. To hold rules to it,
/// derive and name them; that is all:
/// <code>
/// public sealed class OurRules : RevisitRuleContract
/// {
///     protected override IEnumerable&lt;IRevisitRule&gt; Rules => [new Mutate()];
/// }
/// </code>
/// </summary>
public abstract class RevisitRuleContract : IContractFor<IRevisitRule>
{
    private static readonly RevisitCandidatesSettings[] Settings =
        [new(), new() { Worth = 0 }, new() { Worth = 0, Rounds = 1 }, new() { Rounds = 1, Ensemble = false }];

    /// <summary>The rules under test.</summary>
    protected abstract IEnumerable<IRevisitRule> Rules { get; }

    IEnumerable<IRevisitRule> IContractFor<IRevisitRule>.Subjects => Rules;

    [Fact]
    public void Has_a_name_of_its_own() => ContractAssert.Names(Rules.Select(rule => rule.Name));

    [Fact]
    public void Every_change_has_a_note_with_a_reason_after_those_that_were_there() => Each((rule, draft, evidence) =>
    {
        var before = draft with { Notes = [new RevisitNote("earlier", "trees", "it was so")] };
        var after = rule.Apply(before, evidence);
        after.Notes[0].ShouldBe(before.Notes[0]);
        after.Notes.Skip(1).ShouldAllBe(note => note.Rule == rule.Name && note.Candidate.Length > 0 && note.Reason.Length > 0);
        if (!Documents.Write(after.Candidates).AsSpan().SequenceEqual(Documents.Write(before.Candidates)))
        {
            after.Notes.Count.ShouldBeGreaterThan(1, rule.Name);
        }
    });

    [Fact]
    public void The_same_draft_and_evidence_give_the_same_draft_and_leave_it_as_it_was() => Each((rule, draft, evidence) =>
    {
        var before = Documents.Write(draft);
        Documents.Write(rule.Apply(draft, evidence)).ShouldBe(Documents.Write(rule.Apply(draft, evidence)), rule.Name);
        Documents.Write(draft).ShouldBe(before, rule.Name);
    });

    [Fact]
    public void Ranges_stay_in_order_and_around_their_default() => Each((rule, draft, evidence) =>
    {
        foreach (var dimension in rule.Apply(draft, evidence).Candidates.SelectMany(candidate => candidate.Space.Dimensions))
        {
            dimension.Low.ShouldBeLessThanOrEqualTo(dimension.Default, rule.Name);
            dimension.Default.ShouldBeLessThanOrEqualTo(dimension.High, rule.Name);
        }
    });

    [Fact]
    public void Candidates_keep_their_names_apart() => Each((rule, draft, evidence) =>
        rule.Apply(draft, evidence).Candidates.Select(candidate => candidate.Id).ShouldBeUnique());

    private static Candidate Candidate(string name, int trials) => new()
    {
        Id = name,
        Learner = name == "linear" ? "linear" : "lightgbm",
        Title = name,
        Reason = "it is a sample",
        Baseline = false,
        Complexity = 1,
        Preparation = new StepList([]),
        Categories = [],
        Space = new SearchSpace([new Dimension("p", 0, 1, 0.5)]),
        Trials = trials,
    };

    /// <summary>What a search of two candidates has found: trees are clearly better than linear.</summary>
    private static RevisitEvidence Evidence(RevisitCandidatesSettings settings, bool higherIsBetter, params Candidate[] candidates)
    {
        var metric = higherIsBetter ? "auc" : "rmse";
        var trials = candidates.ToDictionary(
            candidate => candidate.Id,
            candidate => new Trials(candidate.Id, metric, [.. Enumerable.Range(1, candidate.Trials).Select(number =>
            Trial.Of(
                number, new Dictionary<string, double> { ["p"] = number / (candidate.Trials + 1.0) }, 1,
                [Score(candidate) + (0.01 / number)]) with
            {
                OutOfFold = ContentHash.Of("scores"u8),
            })], "all were run"));
        var card = new Scorecard(metric, higherIsBetter, 800, 200, 0.95, [.. candidates.Select(own => new CandidateScores
        {
            Candidate = own.Id,
            Blessed = true,
            OutOfFold = [new MetricValue(metric, Score(own), Score(own) - 0.02, Score(own) + 0.02)],
            Test = [],
            Slices = [],
            Against = [.. candidates.Where(other => other != own).Select(other => (other.Id, Value: Score(own) - Score(other)))
                .Select(other => new PairedDifference(other.Id, other.Value, other.Value - 0.02, other.Value + 0.02))],
            Importance = [],
        })]);
        return new RevisitEvidence(
            settings, new CandidateSet(metric, candidates), trials, card, further: 4, spent: TimeSpan.FromSeconds(9));

        double Score(Candidate candidate) => candidate.Id == "trees" == higherIsBetter ? 0.9 : 0.7;
    }

    private void Each(Action<IRevisitRule, RoundDraft, RevisitEvidence> check)
    {
        Rules.ShouldNotBeEmpty();
        Candidate[][] searches = [[Candidate("trees", 6), Candidate("linear", 6)], [Candidate("trees", 1)]];
        foreach (var rule in Rules)
        {
            foreach (var settings in Settings)
            {
                foreach (var (search, higherIsBetter) in searches.SelectMany(search => new[] { (search, true), (search, false) }))
                {
                    var evidence = Evidence(settings, higherIsBetter, search);
                    check(rule, new RoundDraft(search, []), evidence);
                    check(rule, new RoundDraft([], []), evidence);
                }
            }
        }
    }
}
