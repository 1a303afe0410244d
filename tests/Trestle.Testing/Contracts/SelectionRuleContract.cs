using Shouldly;

using Trestle.Learners;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.SelectBest;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="ISelectionRule"/> promises. A rule is asked only when there is a candidate that passed its checks. To
/// hold rules to it, derive and name them; that is all:
/// <code>
/// public sealed class OurRules : SelectionRuleContract
/// {
///     protected override IEnumerable&lt;ISelectionRule&gt; Rules => [new Cheapest()];
/// }
/// </code>
/// </summary>
public abstract class SelectionRuleContract : IContractFor<ISelectionRule>
{
    private static readonly (string Name, int Complexity, double Value)[] Three =
        [("linear", 1, 0.80), ("lightgbm", 2, 0.83), ("ensemble.2", 3, 0.84)];

    /// <summary>The rules under test.</summary>
    protected abstract IEnumerable<ISelectionRule> Rules { get; }

    IEnumerable<ISelectionRule> IContractFor<ISelectionRule>.Subjects => Rules;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_of_the_candidates_is_chosen_with_evidence(bool higherIsBetter)
    {
        foreach (var rule in Rules)
        {
            var card = Card(higherIsBetter, Three);
            var chosen = Choose(rule, card);
            card.Candidates.ShouldContain(chosen.Candidate);
            chosen.Evidence.ShouldNotBeEmpty();
            chosen.Evidence.ShouldAllBe(line => line.Trim().Length > 0);
        }
    }

    [Fact]
    public void The_only_candidate_is_chosen()
    {
        foreach (var rule in Rules)
        {
            Choose(rule, Card(true, Three[0])).Candidate.Candidate.ShouldBe("linear");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_choice_does_not_depend_on_the_order_of_the_candidates(bool higherIsBetter)
    {
        foreach (var rule in Rules)
        {
            var straight = Choose(rule, Card(higherIsBetter, Three));
            Choose(rule, Card(higherIsBetter, [.. Three.Reverse()])).Candidate.Candidate.ShouldBe(straight.Candidate.Candidate);
            Documents.Write(Choose(rule, Card(higherIsBetter, Three))).ShouldBe(Documents.Write(straight));
        }
    }

    [Fact]
    public void Figures_of_the_test_part_decide_nothing()
    {
        foreach (var rule in Rules)
        {
            var card = Card(true, Three);
            var other = card with
            {
                Candidates = [.. card.Candidates.Select(
                scores => scores with { Test = [new MetricValue("auc", 1 - scores.Test[0].Value, 0, 1)] })]
            };
            Choose(rule, other).Candidate.Candidate.ShouldBe(Choose(rule, card).Candidate.Candidate);
            Choose(rule, other).Evidence.ShouldBe(Choose(rule, card).Evidence);
        }
    }

    [Fact]
    public void A_candidate_that_is_better_by_far_is_chosen_whatever_its_complexity()
    {
        foreach (var rule in Rules)
        {
            Choose(rule, Card(true, ("linear", 1, 0.6), ("lightgbm", 2, 0.9))).Candidate.Candidate.ShouldBe("lightgbm");
            Choose(rule, Card(false, ("linear", 1, 0.1), ("lightgbm", 2, 0.9))).Candidate.Candidate.ShouldBe("linear");
        }
    }

    private static Chosen Choose(ISelectionRule rule, Scorecard card) =>
        rule.Choose(card.Candidates, card, [.. card.Candidates.Select(Candidate)]);

    private static Scorecard Card(bool higherIsBetter, params (string Name, int Complexity, double Value)[] candidates) =>
        new(higherIsBetter ? "auc" : "rmse", higherIsBetter, 800, 200, 0.95, [.. candidates.Select(own => new CandidateScores
        {
            Candidate = own.Name,
            Blessed = true,
            OutOfFold = [Value(higherIsBetter ? "auc" : "rmse", own.Value)],
            Test = [Value(higherIsBetter ? "auc" : "rmse", own.Value)],
            Slices = [],
            Against = [.. candidates.Where(other => other.Name != own.Name)
                .Select(
                    other => new PairedDifference(
                        other.Name, own.Value - other.Value, own.Value - other.Value - 0.02, own.Value - other.Value + 0.02))],
            Importance = [],
        })]);

    private static MetricValue Value(string metric, double value) => new(metric, value, value - 0.02, value + 0.02);

    private static Candidate Candidate(CandidateScores scores) => new()
    {
        Id = scores.Candidate,
        Learner = scores.Candidate.Split('.')[0],
        Title = scores.Candidate,
        Reason = "it is a sample",
        Baseline = false,
        Complexity = Three.Single(other => other.Name == scores.Candidate).Complexity,
        Preparation = new StepList([]),
        Categories = [],
        Space = SearchSpace.Empty,
        Trials = 1,
    };
}
