using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Steps;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ProposeCandidates;

using Xunit;

namespace Trestle.Tests.Stages.ProposeCandidates;

public sealed class LearnerCandidatesTests
{
    [Fact]
    public void What_a_fill_has_already_flagged_is_filled_without_a_second_flag()
    {
        var candidate = LearnerCandidates.Of(Trestle.Learners.LearnerCatalog.Get("linear"), Proposal("x", "y", "y.missing"));
        candidate.Preparation.Steps.Select(planned => planned.Step).OfType<Impute>()
            .Select(fill => ($"{string.Join(' ', fill.Columns!)}", fill.Strategy, fill.Indicator)).ShouldBe(
            [("x y.missing", ImputeStrategy.Median, true), ("y", ImputeStrategy.Median, false)]);
    }

    [Fact]
    public void Without_a_flag_every_number_gets_one()
    {
        var candidate = LearnerCandidates.Of(Trestle.Learners.LearnerCatalog.Get("linear"), Proposal("x", "y"));
        candidate.Preparation.Steps.Select(planned => planned.Step).OfType<Impute>()
            .Select(fill => (string.Join(' ', fill.Columns!), fill.Indicator)).ShouldBe([("x y", true)]);
    }

    [Theory]
    [InlineData("", "poisson-deviance")]
    [InlineData("\ntrain: {trials: 1, metric: mae}", "mae")]
    public async Task Counts_are_learned_and_compared_by_Poisson_deviance_unless_another_metric_is_named(string settings, string metric)
    {
        using var project = new TestProject(
            TestProject.Small.Replace("train: {trials: 1}\n", settings.Length > 0 ? "" : "train: {trials: 1}\n", StringComparison.Ordinal)
                + $"task: count{settings}\n",
            TestProject.Rows(150, i => $"{i * 7 % 5}"));
        var trained = await project.RunAsync(Stage.Train);
        trained.Artifacts.Read(Artifact.CandidateSet).Metric.ShouldBe(metric);
        var trials = trained.Artifacts.ReadAll(Artifact.Trials);
        trials.Keys.ShouldBe(["linear", "lightgbm", "mean"], ignoreOrder: true);
        trials.Values.ShouldAllBe(own => own.Metric == metric && double.IsFinite(own.Ran[0].Score));
    }

    [Theory]
    [InlineData(Trestle.Learners.LossKind.Usual, "linear forest extra-trees lightgbm additive nearest mlp", 0)]
    [InlineData(Trestle.Learners.LossKind.Absolute, "linear forest extra-trees lightgbm additive nearest mlp", 0)]
    [InlineData(Trestle.Learners.LossKind.Quantile, "lightgbm mlp", 5)]
    [InlineData(Trestle.Learners.LossKind.Poisson, "linear lightgbm", 5)]
    public void A_learner_that_cannot_learn_the_objective_is_left_out_or_told(Trestle.Learners.LossKind loss, string learners, int notes)
    {
        var objective = new Trestle.Learners.Objective("some-metric", loss, 0.9);
        var proposal = Proposal("x") with { Task = TaskKind.Regression, Objective = objective, Rows = 1000, Thorough = true };
        var candidates = new LearnerCandidates().Propose(proposal).ToArray();
        string.Join(' ', candidates.Select(candidate => candidate.Id)).ShouldBe(learners);
        LearnerCandidates.Notes(proposal).Count.ShouldBe(notes);
        var named = proposal with { Settings = new ProposeCandidatesSettings { Learners = ["linear"] } };
        new LearnerCandidates().Propose(named).Single().Reason.EndsWith(
            "it learns the mean, and is compared by some-metric", StringComparison.Ordinal)
            .ShouldBe(loss is not (Trestle.Learners.LossKind.Usual or Trestle.Learners.LossKind.Poisson));
        LearnerCandidates.Notes(named).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false, 1000, "it takes time: give a budget of 2 minutes or more, or preset: best")]
    [InlineData(true, 100, "fewer than 200 rows tell it little")]
    [InlineData(true, 10_000_000, "10000000 × 1 values take it too long")]
    [InlineData(true, 1000, null)]
    public void A_slow_learner_competes_where_there_is_time_and_rows_that_suit_it(bool thorough, long rows, string? reason)
    {
        var proposal = Proposal("x") with { Thorough = thorough, Rows = rows };
        new LearnerCandidates().Propose(proposal).Any(candidate => candidate.Id == "mlp").ShouldBe(reason is null);
        LearnerCandidates.Notes(proposal).SingleOrDefault(note => note.StartsWith("mlp ", StringComparison.Ordinal)).ShouldBe(
            reason is null ? null : $"mlp is left out: {reason}; propose-candidates.learners can name it");
        var named = proposal with { Settings = new ProposeCandidatesSettings { Learners = ["mlp"] } };
        new LearnerCandidates().Propose(named).Single().Id.ShouldBe("mlp");
    }

    private static Proposal Proposal(params string[] numbers) => new()
    {
        Task = TaskKind.Binary,
        Classes = 2,
        OverTime = false,
        Rows = 100,
        Features = [.. numbers.Select(name => new FeatureDecision(name, name, ColumnKind.Number, true, ""))],
        Categories = new Dictionary<string, long>(),
        Settings = new ProposeCandidatesSettings(),
        Trials = 5,
    };
}
