using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Settings;

using Xunit;

namespace Trestle.Tests.Stages.ProposeCandidates;

/// <summary>What a budget and a preset make of the first round.</summary>
public sealed class TimeSharesTests
{
    [Fact]
    public async Task A_budget_gives_each_learner_its_part_of_the_first_round_and_the_portfolio()
    {
        var small = TestProject.Small.Replace("train: {trials: 1}\n", "");
        using var project = new TestProject($"{small}preset: balanced\nbudget: 100s\n", TestProject.Rows(150));
        var set = await project.ReadAsync(Stage.ProposeCandidates, Artifact.CandidateSet);
        set.Candidates.Select(candidate => candidate.Id).ShouldBe(["majority", "linear", "forest", "extra-trees", "lightgbm"]);
        set.Candidates[0].Until.ShouldBeNull();
        set.Candidates[1].Until!.Value.ShouldBe(45 * 0.4 / 4.4, 1e-9);
        set.Candidates[2].Until!.Value.ShouldBe(45 * 0.9 / 4.4, 1e-9);
        set.Candidates[^1].Until!.Value.ShouldBe(45, 1e-9);
        set.Candidates.Skip(1).ShouldAllBe(candidate => candidate.Trials == candidate.Portfolio.Count);
    }

    [Theory]
    [InlineData("fast", 4, "linear lightgbm")]
    [InlineData("balanced", 12, "linear forest extra-trees lightgbm")]
    [InlineData("best", 40, "linear forest extra-trees lightgbm additive nearest")]
    [InlineData("interpretable", 12, "linear additive")]
    public async Task A_preset_gives_defaults(string preset, int trials, string learners)
    {
        var small = TestProject.Small.Replace("train: {trials: 1}\n", "");
        using var project = new TestProject($"{small}preset: {preset}\n", TestProject.Rows(150));
        var set = await project.ReadAsync(Stage.ProposeCandidates, Artifact.CandidateSet);
        var searched = set.Candidates.Where(candidate => !candidate.Baseline).ToArray();
        string.Join(' ', searched.Select(candidate => candidate.Id)).ShouldBe(learners);
        searched.ShouldAllBe(candidate => candidate.Trials == trials && candidate.Until == null);
    }

    [Fact]
    public void Settings_go_before_presets_and_best_asks_no_price()
    {
        PresetDefaults.Of(Preset.Best).Price.ShouldBe(0);
        PresetDefaults.Of(Preset.Balanced).ShouldBe(new PresetDefaults(12, 3, true, 0.015));
    }

    [Fact]
    public async Task A_budget_that_is_too_small_for_any_search_is_refused()
    {
        using var project = new TestProject($"{TestProject.Small}budget: 500ms\n", TestProject.Rows(150));
        var problem = (await project.FailsAsync(Stage.ProposeCandidates)).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Found).ShouldBe(("TR0810", "the budget of 0.5 s is too small for a search"));
        problem.Where.ShouldContain("trestle.yaml:7");
    }
}
