using System.Globalization;
using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.SelectBest;
using Trestle.Stages.ValidateModel;

using Xunit;

namespace Trestle.Tests.Stages.SelectBest;

/// <summary>The veto of the test part.</summary>
public sealed class GeneralisationTests
{
    /// <summary>Before the effect turns round, x alone tells the target nearly perfectly.</summary>
    private const string Turned = "time: day\nselect-features: {accept-leak: [{column: x, reason: it is known}]}\n";

    private static readonly HashSet<string> Baselines = ["mean"];

    [Theory]
    [InlineData(false, 1.0, 0.9, 1.1, 1.05, 0.9, 1.2, 3.0, true)] // rmse: overlaps and better than the baseline
    [InlineData(false, 1.0, 0.9, 1.1, 3.1, 1.0, 5.0, 3.0, false)] // worse than the baseline
    [InlineData(false, 1.0, 0.9, 1.1, 1.5, 1.2, 1.8, 3.0, false)] // better than the baseline, clearly worse than out of fold
    [InlineData(false, 1.0, 0.9, 1.1, 0.5, 0.4, 0.6, 3.0, true)] // clearly better than out of fold
    [InlineData(true, 0.8, 0.75, 0.85, 0.78, 0.7, 0.86, 0.5, true)]
    [InlineData(true, 0.8, 0.75, 0.85, 0.65, 0.6, 0.7, 0.5, false)]
    [InlineData(true, 0.6, 0.45, 0.7, 0.49, 0.4, 0.6, 0.5, false)]
    public void The_model_must_be_no_worse_than_the_baseline_and_not_clearly_worse_than_out_of_fold(
        bool higherIsBetter, double fold, double foldLow, double foldHigh, double test, double testLow, double testHigh, double baseline,
        bool passes)
    {
        var chosen = Scores("linear", new MetricValue("m", fold, foldLow, foldHigh), new MetricValue("m", test, testLow, testHigh));
        var yardstick = new MetricValue("m", baseline, baseline, baseline);
        var card = new Scorecard("m", higherIsBetter, 100, 25, 0.95, [chosen, Scores("mean", yardstick, yardstick)]);
        var verdict = Generalisation.Judge(card, chosen, Baselines, GeneralisationRule.Refuse);
        (verdict.Passed, verdict.Blocking).ShouldBe((passes, true));
        Generalisation.Judge(card, chosen, Baselines, GeneralisationRule.Warn).Blocking.ShouldBeFalse();
        verdict.Found.ShouldContain("for the baseline mean");
    }

    [Fact]
    public void The_figure_that_is_corrected_for_the_search_is_the_one_that_is_compared()
    {
        var chosen = Scores("linear", new MetricValue("auc", 0.65, 0.62, 0.68), new MetricValue("auc", 0.58, 0.55, 0.61)) with
        {
            Corrected = new MetricValue("auc", 0.6, 0.56, 0.64),
        };
        var card = new Scorecard("auc", true, 100, 25, 0.95, [chosen]);
        Generalisation.Judge(card, chosen, Baselines, GeneralisationRule.Refuse).Passed.ShouldBeTrue();
        Generalisation.Judge(card, chosen with { Corrected = null }, Baselines, GeneralisationRule.Refuse).Passed.ShouldBeFalse();
    }

    [Fact]
    public async Task An_effect_that_turns_round_in_the_newest_rows_is_refused_with_the_words_for_drift()
    {
        using var project = new TestProject(TestProject.Small + Turned, Turning());
        var error = await project.FailsAsync();
        error.ExitCode.ShouldBe(ExitCode.Refused);
        var problem = error.Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("TR1403");
        problem.Found.ShouldContain("worse than the baseline; the intervals do not overlap");
        problem.Found.ShouldContain("the test part is the newest by 'day'");
        problem.Fix.ShouldContain("changed over time");

        // The evidence of the refusal is on record, and nothing is registered.
        var records = await project.RecordsAsync();
        var run = (await records.RunsAsync(1, TestContext.Current.CancellationToken))[0].Id;
        var artifacts = await RunRecords.ReaderAsync(
            records, Project.Open(project.Path_), run, TestContext.Current.CancellationToken);
        artifacts.Read(Artifact.SelectedModel).Generalisation.ShouldNotBeNull().Passed.ShouldBeFalse();
        (await records.VersionsAsync("small", TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task With_a_warning_the_model_is_selected_and_carries_it()
    {
        using var project = new TestProject(TestProject.Small + Turned + "validate-model: {generalisation: warn}\n", Turning());
        var selected = await project.ReadAsync(Stage.SelectBest, Artifact.SelectedModel);
        var verdict = selected.Generalisation.ShouldNotBeNull();
        (verdict.Passed, verdict.Blocking).ShouldBe((false, false));
    }

    /// <summary>Daily rows; in the newest fifth the target falls where it rose before.</summary>
    private static string Turning()
    {
        var random = new Random(5);
        var text = new StringBuilder("day,x,y\n");
        for (var day = 0; day < 400; day++)
        {
            var x = (random.NextDouble() * 4) - 2;
            var y = (day < 320 ? 3 : -3) * x + (random.NextDouble() * 0.5);
            text.Append(CultureInfo.InvariantCulture, $"{new DateOnly(2020, 1, 1).AddDays(day):yyyy-MM-dd},{x:0.0000},{y:0.0000}\n");
        }

        return text.ToString();
    }

    private static CandidateScores Scores(string candidate, MetricValue outOfFold, MetricValue test) => new()
    {
        Candidate = candidate,
        Blessed = true,
        OutOfFold = [outOfFold],
        Test = [test],
        Slices = [],
        Against = [],
        Importance = [],
    };
}
