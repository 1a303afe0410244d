using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Learners;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.RevisitCandidates;

using Xunit;

namespace Trestle.Tests.Stages.RevisitCandidates;

/// <summary>What the rules decide together, on trials and figures that are written down here.</summary>
public sealed class DecisionTests
{
    private static readonly double[] Spread = [0.90, 0.89, 0.87, 0.85, 0.82, 0.80];
    private static readonly double[] Flat = [0.8001, 0.8001, 0.8001, 0.8001, 0.8, 0.8];

    [Fact]
    public void A_candidate_that_promises_enough_is_searched_on_in_narrower_ranges()
    {
        var round = RevisitCandidatesStage.Decide(Evidence(new RevisitCandidatesSettings { Worth = 0.001 }, One("trees", Spread)));
        round.Round.ShouldBe(1);
        round.TrialsRun.ShouldBe(6);
        var next = round.Next!.Candidates.ShouldHaveSingleItem();
        (next.Id, next.Trials, next.FromDefaults, next.Baseline).ShouldBe(("trees.2", 4, false, false));
        var range = next.Space.Dimensions.ShouldHaveSingleItem();
        range.Default.ShouldBe(0.5);
        (range.Low > 0 && range.High < 1).ShouldBeTrue();
        round.Reason.ShouldStartWith("another round, of 4 trials of trees: it is expected to improve auc by 0.00932 (threshold 0.001)");
        round.Notes.ShouldHaveSingleItem().Rule.ShouldBe("narrow");
        round.Notes[0].Reason.ShouldEndWith("it holds the best 2 of 6 trials");
        round.Prospects.ShouldHaveSingleItem().Expected!.Value.ShouldBe(0.00932, 0.00001);
    }

    [Fact]
    public void Trials_that_lost_on_their_first_folds_count_too() =>
        RevisitCandidatesStage.Decide(
            Evidence(new RevisitCandidatesSettings(), One("trees", Spread) with { Lost = 3 }, One("linear", Flat))).TrialsRun.ShouldBe(15);

    [Fact]
    public void A_round_that_is_not_worth_its_trials_is_not_opened_and_the_figures_are_given()
    {
        var round = RevisitCandidatesStage.Decide(
            Evidence(new RevisitCandidatesSettings { Worth = 0.05, Ensemble = false }, One("trees", Spread)));
        round.Next.ShouldBeNull();
        round.Reason.ShouldBe("the search is over");
        var note = round.Notes.ShouldHaveSingleItem();
        (note.Rule, note.Candidate).ShouldBe(("stop", "trees"));
        note.Reason.ShouldBe("4 more trials are expected to improve the best by 0.00932 (threshold 0.05)");
    }

    [Fact]
    public void Without_a_word_on_it_a_round_is_worth_a_twentieth_of_the_interval_of_the_best() =>
        RevisitCandidatesStage.Decide(Evidence(new RevisitCandidatesSettings(), One("trees", Spread))).Worth.ShouldBe(0.04 / 20, 1e-12);

    [Fact]
    public void What_is_clearly_worse_is_given_up()
    {
        var round = RevisitCandidatesStage.Decide(
            Evidence(new RevisitCandidatesSettings { Worth = 0 }, One("trees", Spread), One("linear", Flat, behind: 0.1)));
        round.Next!.Candidates.Select(candidate => candidate.Id).ShouldBe(["trees.2"]);
        var note = round.Notes.Single(note => note.Rule == "drop");
        note.Candidate.ShouldBe("linear");
        note.Reason.ShouldBe("linear minus trees: -0.1000 [-0.1200, -0.0800] in auc, clearly worse");
    }

    [Fact]
    public void What_may_be_as_good_is_not_given_up() =>
        RevisitCandidatesStage.Decide(
            Evidence(new RevisitCandidatesSettings { Worth = 0 }, One("trees", Spread), One("linear", Spread, behind: 0.01)))
        .Next!.Candidates.Select(candidate => candidate.Id).ShouldBe(["trees.2", "linear.2"]);

    [Fact]
    public void The_last_round_is_followed_by_an_ensemble_of_the_best_trials_and_that_by_nothing()
    {
        var settings = new RevisitCandidatesSettings { Worth = 0, Rounds = 1 };
        var (trees, linear) = (One("trees", Spread), One("linear", Flat, behind: 0.1));
        var round = RevisitCandidatesStage.Decide(Evidence(settings, trees, linear));
        var ensemble = round.Next!.Candidates.ShouldHaveSingleItem();
        (ensemble.Id, ensemble.Learner, ensemble.Complexity, ensemble.Trials).ShouldBe(("ensemble.2", "ensemble", 2, 1));
        ensemble.Library.Select(name => name.ToString())
            .ShouldBe(
            [
                .. Enumerable.Range(1, 5).Select(n => $"trees trial {n}"), .. Enumerable.Range(1, 6).Select(n => $"linear trial {n}"),
                "trees trial 6",
            ]);
        round.Reason.ShouldBe("the rounds are used up; the best trials are combined");
        round.Notes.Single(note => note.Rule == "stop").Reason.ShouldBe("1 of 1 rounds are used up");

        var after = RevisitCandidatesStage.Decide(Evidence(settings, trees, linear, new Searched(ensemble, [0.91], 0)));
        after.Round.ShouldBe(2);
        after.Next.ShouldBeNull();
        after.Reason.ShouldBe("the search is over");
        after.TrialsRun.ShouldBe(12);
    }

    [Fact]
    public void A_refused_candidate_is_no_member_of_an_ensemble()
    {
        var round = RevisitCandidatesStage.Decide(
            Evidence(
                new RevisitCandidatesSettings { Rounds = 1 }, One("trees", Spread),
                One("linear", Flat, behind: 0.1) with { Blessed = false }));
        round.Next!.Candidates[0].Library.Select(name => name.Candidate).Distinct().ShouldBe(["trees"]);
    }

    [Fact]
    public void One_finished_trial_makes_no_ensemble()
    {
        var round = RevisitCandidatesStage.Decide(Evidence(new RevisitCandidatesSettings(), One("trees", [0.9])));
        round.Next.ShouldBeNull();
        round.Notes.Select(note => note.Reason)
            .ShouldBe(["fewer than 4 trials say nothing about further ones", "fewer than two finished trials can be members"]);
    }

    [Fact]
    public void A_time_budget_that_is_used_up_ends_the_search_and_is_recorded()
    {
        var settings = new RevisitCandidatesSettings { Worth = 0, Time = TimeSpan.FromSeconds(60), Ensemble = false };
        var on = RevisitCandidatesStage.Decide(Evidence(settings, TimeSpan.FromSeconds(59), One("trees", Spread)));
        on.Next.ShouldNotBeNull();
        on.SecondsSpent.ShouldBe(59);
        var over = RevisitCandidatesStage.Decide(Evidence(settings, TimeSpan.FromSeconds(60), One("trees", Spread)));
        over.Next.ShouldBeNull();
        over.Notes.Single().Reason.ShouldBe("60.0 s of 60.0 s are used up");
    }

    [Fact]
    public void With_a_budget_the_search_goes_on_while_there_is_time_and_the_promising_have_most_of_it()
    {
        var settings = new RevisitCandidatesSettings();
        var (trees, linear) = (One("trees", Spread), One("linear", Flat, behind: 0.001));
        var round = RevisitCandidatesStage.Decide(Evidence(settings, trees, linear).With(new SearchTime(60, 25, 1, 2)));
        round.Next!.Candidates.Select(candidate => candidate.Id).ShouldBe(["linear.2", "trees.2"]);
        round.SecondsSpent.ShouldBe(25);

        // 35 s are left, 10 of them for checks of two models and of an ensemble; a tenth of the weight is the least that a candidate has.
        round.Next.Candidates[0].Until!.Value.ShouldBe(25 + (25 * 0.1 / 1.1), 1e-9);
        round.Next.Candidates[1].Until!.Value.ShouldBe(50, 1e-9);
        round.Reason.ShouldBe("another round, of linear and trees: 35.0 s of the budget of 60 s are left");
        round.Notes.Where(note => note.Rule == "allot").Select(note => note.Reason).ShouldBe(
            ["its trials end 27.3 s after the search began", "its trials end 50.0 s after the search began"]);
    }

    [Fact]
    public void A_budget_that_is_used_up_leaves_room_for_what_comes_after_the_trials()
    {
        var round = RevisitCandidatesStage.Decide(
            Evidence(new RevisitCandidatesSettings { Ensemble = false }, One("trees", Spread)).With(new SearchTime(60, 54, 3, 2)));
        round.Next.ShouldBeNull();
        round.Notes.Single().Reason.ShouldBe("54.0 s of 60 s are used up, and 6.0 s are kept for what comes after the trials");
    }

    [Fact]
    public void A_candidate_whose_trials_brought_nothing_more_or_never_ended_gets_no_more_time()
    {
        var tired = One("linear", Flat);
        var none = One("slow", []);
        var round = RevisitCandidatesStage.Decide(Evidence(
            new RevisitCandidatesSettings { Ensemble = false }, One("trees", Spread), tired with { Exhausted = true }, none)
            .With(new SearchTime(60, 20, 1, 2)));
        round.Next!.Candidates.Select(candidate => candidate.Id).ShouldBe(["trees.2"]);
        round.Notes.Where(note => note.Rule == "stop").Select(note => $"{note.Candidate}: {note.Reason}").ShouldBe(
            ["linear: its last trials brought nothing better", "slow: no trial ended within its time"]);
    }

    [Fact]
    public void An_ensemble_has_no_more_members_than_can_be_learned_again_in_time()
    {
        var trees = One("trees", Spread) with { Seconds = 8 };
        var round = RevisitCandidatesStage.Decide(
            Evidence(new RevisitCandidatesSettings { Rounds = 1 }, trees).With(new SearchTime(60, 28, 0, 2)));
        round.Next!.Candidates[0].Library.Count.ShouldBe(3, "each takes 10 s again, and 32 s are left");
    }

    [Theory]
    [InlineData(2, 6)] // 24 s are left, 14 of them for checks; a member takes 1.5 s.
    [InlineData(7, 2)] // 21 of them for checks, like those of three of the seven models.
    public void The_checks_of_an_ensemble_take_no_longer_than_those_of_the_round(int models, int members)
    {
        var trees = One("trees", Spread) with { Seconds = 1.2 };
        var round = RevisitCandidatesStage.Decide(
            Evidence(new RevisitCandidatesSettings { Rounds = 1 }, trees).With(new SearchTime(300, 276, 7, models)));
        round.Next!.Candidates[0].Library.Count.ShouldBe(members);
    }

    [Fact]
    public void What_of_a_portfolio_was_not_tried_is_tried_in_the_next_round()
    {
        var trees = One("trees", Spread);
        IReadOnlyDictionary<string, double>[] portfolio = [.. new[] { 0.5, 0.1, 0.55, 0.2 }.Select(
            p => new Dictionary<string, double> { ["p"] = p })];
        var evidence = Evidence(
            new RevisitCandidatesSettings { Worth = 0 }, trees with { Candidate = trees.Candidate with { Portfolio = portfolio } });
        RevisitCandidatesStage.Decide(evidence).Next!.Candidates[0].Portfolio.Select(known => known["p"]).ShouldBe([0.1, 0.2]);
    }

    [Fact]
    public void Presets_give_rounds_and_ensemble_where_the_settings_do_not()
    {
        var fast = Evidence(new RevisitCandidatesSettings { Worth = 0 }, One("trees", Spread)).With(PresetDefaults.Of(Preset.Fast));
        RevisitCandidatesStage.Decide(fast).Next.ShouldBeNull();
        var set = Evidence(new RevisitCandidatesSettings { Worth = 0, Rounds = 2 }, One("trees", Spread))
            .With(PresetDefaults.Of(Preset.Fast));
        RevisitCandidatesStage.Decide(set).Next.ShouldNotBeNull();
    }

    [Fact]
    public void Losses_are_bettered_downwards()
    {
        var trees = One("trees", [0.10, 0.11, 0.13, 0.15, 0.18, 0.20]);
        var worse = One("linear", [0.3, 0.31, 0.32, 0.33, 0.34], behind: -0.1);
        var evidence = Evidence(new RevisitCandidatesSettings { Worth = 0 }, null, higherIsBetter: false, trees, worse);
        var round = RevisitCandidatesStage.Decide(evidence);
        round.Next!.Candidates.Select(candidate => candidate.Id).ShouldBe(["trees.2"]);
        round.Prospects[0].Best.ShouldBe(0.10);
        round.Prospects[0].Expected!.Value.ShouldBe(0.00932, 0.00001);
    }

    [Fact]
    public void A_later_round_goes_on_from_the_ranges_it_had_and_knows_all_trials()
    {
        var first = One("trees", Spread);
        var second = new Searched(
            first.Candidate with { Id = "trees.2", Space = new SearchSpace([new Dimension("p", 0.4, 0.8, 0.5, Least: 0, Most: 1)]) },
            [0.88, double.NaN, 0.86, 0.7], 0);
        var given = One("linear", Spread);
        var round = RevisitCandidatesStage.Decide(Evidence(new RevisitCandidatesSettings { Worth = 0 }, first, given, second));
        round.Round.ShouldBe(2);
        round.Next!.Candidates.Select(candidate => candidate.Id).ShouldBe(["trees.3"], "linear was given up in the round before");
        round.Prospects.Single(prospect => prospect.Candidate == "trees").Ran.ShouldBe(
            9, "the trial that could not be measured is left out");
        var range = round.Next.Candidates[0].Space.Dimensions[0];
        range.Low.ShouldBeInRange(0.4, 0.5);
        range.High.ShouldBeInRange(0.5, 0.8);
    }

    private static Searched One(string name, double[] scores, double behind = 0) => new(
        new Candidate
        {
            Id = name,
            Learner = name == "linear" ? "linear" : "lightgbm",
            Title = name,
            Reason = "",
            Baseline = false,
            Complexity = 1,
            Preparation = new StepList([]),
            Categories = [],
            Space = new SearchSpace([new Dimension("p", 0, 1, 0.5)]),
            Trials = scores.Length,
        },
        scores,
        behind);

    private static RevisitEvidence Evidence(RevisitCandidatesSettings settings, params Searched[] searched) =>
        Evidence(settings, null, searched);

    private static RevisitEvidence Evidence(RevisitCandidatesSettings settings, TimeSpan? spent, params Searched[] searched) =>
        Evidence(settings, spent, higherIsBetter: true, searched);

    private static RevisitEvidence Evidence(
        RevisitCandidatesSettings settings, TimeSpan? spent, bool higherIsBetter, params Searched[] searched)
    {
        var finalists = searched.GroupBy(one => RoundName.Candidate(one.Candidate.Id)).Select(rounds => rounds.First()).ToArray();
        var metric = higherIsBetter ? "auc" : "rmse";
        var card = new Scorecard(metric, higherIsBetter, 100, 50, 0.95, [.. finalists.Select(one => new CandidateScores
        {
            Candidate = one.Candidate.Id,
            Blessed = one.Blessed,
            OutOfFold = [new MetricValue(higherIsBetter ? "auc" : "rmse", one.First, one.First - 0.02, one.First + 0.02)],
            Test = [],
            Slices = [],
            Against = [.. finalists.Where(other => other != one).Select(other => (other.Candidate.Id, Value: other.Behind - one.Behind))
                .Select(other => new PairedDifference(other.Id, other.Value, other.Value - 0.02, other.Value + 0.02))],
            Importance = [],
        })]);
        return new RevisitEvidence(
            settings, new CandidateSet(card.Metric, [.. searched.Select(one => one.Candidate)]),
            searched.ToDictionary(one => one.Candidate.Id, one => one.Trials), card, 4, spent);
    }

    /// <summary>A candidate, the scores of its trials, best first, and how far it lies behind the best.</summary>
    private sealed record Searched(Candidate Candidate, double[] Scores, double Behind)
    {
        public bool Blessed { get; init; } = true;

        public bool Exhausted { get; init; }

        public int Lost { get; init; }

        public double? Seconds { get; init; }

        public double First => Scores.Length == 0 ? 0.5 : Scores[0];

        public Trials Trials =>
            new(Candidate.Id, "auc", [.. Scores.Select((score, at) => new Trial(
                at + 1, new Dictionary<string, double> { ["p"] = 0.5 + (0.05 * at) }, 1, [score], score, 0)
        {
            OutOfFold = ContentHash.Of("scores"u8),
            Seconds = Seconds,
        })], "")
            {
                Exhausted = Exhausted,
                Stopped = [.. Enumerable.Range(Scores.Length + 1, Lost).Select(number => new StoppedTrial(
                    number, new Dictionary<string, double> { ["p"] = 0.1 }, TrialEnd.Lost, "it is worse"))],
            };
    }
}

/// <summary>The same evidence with a time budget or another preset.</summary>
file static class EvidenceOf
{
    public static RevisitEvidence With(this RevisitEvidence evidence, SearchTime time) => evidence.Again(time, evidence.Preset);

    public static RevisitEvidence With(this RevisitEvidence evidence, PresetDefaults preset) => evidence.Again(evidence.Time, preset);

    private static RevisitEvidence Again(this RevisitEvidence evidence, SearchTime? time, PresetDefaults preset) => new(
        evidence.Settings, evidence.Set, evidence.Trials, evidence.Scorecard, evidence.Further, evidence.Spent)
    {
        Time = time,
        Preset = preset,
    };
}
