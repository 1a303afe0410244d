using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Typing;

using Xunit;

namespace Trestle.Tests.Stages;

/// <summary>Targets whose classes have an order, from the configuration to the package.</summary>
public sealed class OrdinalTests
{
    private const string Settings = "name: ordinal\nsource: data.csv\ntarget: y\ntask: ordinal\nclasses: [low, middle, high, top]\n"
        + "split: {folds: 3}\ntrain: {trials: 1}\nrevisit-candidates: {ensemble: false}\n";

    [Theory]
    [InlineData(ColumnType.Text, "low,top,middle", "low,middle,top", "low,middle,top")]
    [InlineData(ColumnType.Number, "10,9,-1", "", "-1,9,10")]
    [InlineData(ColumnType.Number, "3,2,1", "3.0,2,1", "3,2,1")] // As the configuration lists them, also downwards.
    public void The_order_is_the_listed_one_or_that_of_numbers(ColumnType type, string values, string listed, string expected) =>
        string.Join(',', Order(type, values, listed)).ShouldBe(expected);

    [Theory]
    [InlineData("low,middle,top", "", "TR2412", "the order of the classes of 'y' is not known: low, middle, top")]
    [InlineData("low,middle,top", "low,medium,top,top", "TR2413",
        "the list 'classes' does not fit the target 'y': no row has medium; listed twice top; not listed middle")]
    [InlineData("low,top", "low,top", "TR2414", "the target 'y' has 2 distinct values")]
    public void Another_list_or_none_is_refused(string values, string listed, string code, string found)
    {
        var problem = Should.Throw<Trestle.Core.Errors.TrestleException>(() => Order(ColumnType.Text, values, listed)).Problems.Single();
        (problem.Code, problem.Found).ShouldBe((code, found));
    }

    [Fact]
    public async Task A_list_of_classes_without_the_task_is_refused() => (await TestProject.ProblemAsync(
        Stage.ValidateData, "classes: [no, yes, maybe]", TestProject.Rows(90, i => $"{"abc"[i % 3]}"))).Code.ShouldBe("TR2415");

    [Fact]
    public async Task They_are_not_silently_left_out_for_values_either() => (await TestProject.ProblemAsync(
        Stage.ValidateData, "task: regression\nclasses: [1, 2, 3]", TestProject.Rows(90, i => $"{i % 9}"))).Code.ShouldBe("TR2415");

    [Fact]
    public async Task Metrics_of_distance_need_an_order()
    {
        Task<Trestle.Core.Errors.Problem> ProblemAsync(Stage to, string settings) => TestProject.ProblemAsync(
            to, $"task: multiclass\n{settings}", TestProject.Rows(120, i => $"{"abc"[i % 3]}"));
        (await ProblemAsync(Stage.ProposeCandidates, "train: {metric: rps}")).Code.ShouldBe("TR0803");
        (await ProblemAsync(Stage.ValidateModel, "validate-model: {metrics: {kappa-quadratic: {at-least: 0.5}}}")).Code.ShouldBe("TR1413");
    }

    [Fact]
    public async Task Models_are_compared_by_the_ranked_probability_score_and_decide_for_the_middle_class()
    {
        using var project = new TestProject(Settings, Rows());
        var result = await project.RunAsync(Stage.SelectBest);
        var contract = result.Artifacts.Read(Artifact.Contract);
        contract.TaskName.ShouldBe("ordinal");
        contract.Classes.ShouldBe(["low", "middle", "high", "top"]);

        var card = result.Artifacts.Read(Artifact.Scorecard);
        card.Metric.ShouldBe("rps");
        var (linear, majority) = (Of(card, "linear"), Of(card, "majority"));
        foreach (var metric in new[] { "rps", "class-distance" })
        {
            Value(linear, metric).ShouldBeLessThan(0.6 * Value(majority, metric));
        }

        Value(linear, "kappa-quadratic").ShouldBeInRange(0.5, 1);
        Value(majority, "kappa-quadratic").ShouldBe(0, 0.05);
        linear.Test.ShouldNotContain(metric => metric.Metric == "value");
        linear.Worth.ShouldBeNull("classes apart are not money");
        linear.Decision!.Reason.ShouldBe("the middle class: half of the probability is on either side of it");
        linear.Decision.OfTwo.ShouldBeNull();

        result.Artifacts.Read(Artifact.SelectedModel).Decision!.Values!.OfSteps.ShouldBeTrue();
    }

    private static IReadOnlyList<string> Order(ColumnType type, string values, string listed) => TaskInference.Of(
        new TableSettings { Target = "y", Task = TaskChoice.Ordinal, Classes = listed.Length == 0 ? [] : listed.Split(',') },
        values.Split(',').ToDictionary(name => name, _ => 30L), overflowed: false, type, "trestle.yaml:3:9").Classes;

    private static CandidateScores Of(Scorecard card, string name) => card.Candidates.Single(scores => scores.Candidate == name);

    private static double Value(CandidateScores scores, string metric) => scores.Test.Single(entry => entry.Metric == metric).Value;

    private static string Rows()
    {
        var random = new Random(7);
        return "x,z,y\n" + string.Concat(Enumerable.Range(0, 400).Select(i =>
        {
            var x = random.NextDouble();
            var level = Math.Clamp((int)((4 * x) + (0.8 * (random.NextDouble() - 0.5))), 0, 3);
            return $"{x:0.0000},{"abc"[i % 3]},{(new[] { "low", "middle", "high", "top" })[level]}\n";
        }));
    }
}
