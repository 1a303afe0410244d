using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.SelectFeatures;

/// <summary>Which features stage 7 keeps, and why the others go.</summary>
public sealed class SelectFeaturesStageTests
{
    private static readonly string Csv = "x,same,code,answer,y\n" + string.Concat(Enumerable.Range(0, 120).Select(i =>
        $"{i % 7},1,id-{i},{i * 5 % 13},{((i % 7) + (i * 5 % 13) > 8 ? "yes" : "no")}\n"));

    [Fact]
    public async Task A_column_without_a_value_becomes_no_feature()
    {
        using var project = new TestProject(
            TestProject.Small,
            "x,n,y\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"{i % 7},NA,{(i % 7 > i % 5 ? "yes" : "no")}\n")));
        var list = await project.ReadAsync(Stage.SelectFeatures, Artifact.FeatureList);
        list.Kept().ShouldBe(["x"]);
        list.Features.Single(feature => feature.Feature == "n").Reason.ShouldContain("missing");
    }

    [Fact]
    public async Task Every_feature_that_is_left_out_has_its_reason()
    {
        using var project = new TestProject(TestProject.Small, Csv);
        var list = await project.ReadAsync(Stage.SelectFeatures, Artifact.FeatureList);
        list.Kept().ShouldBe(["x", "answer"]);
        Reason("x").ShouldBe("no rule drops it");
        Reason("same").ShouldBe("it is the same in every row");
        Reason("code").ShouldBe("100 % of its values are different: it identifies rows");

        string Reason(string feature) => list.Features.Single(decision => decision.Feature == feature).Reason;
    }

    [Fact]
    public async Task The_configuration_has_the_last_word()
    {
        using var project = new TestProject(TestProject.Small + "select-features: {keep: [answer], drop: [x]}\n", Csv);
        var list = await project.ReadAsync(Stage.SelectFeatures, Artifact.FeatureList);
        list.Kept().ShouldBe(["answer"]);
        list.Features.Single(decision => decision.Feature == "answer").Reason.ShouldBe("the configuration keeps it");
        list.Features.Single(decision => decision.Feature == "x").Reason.ShouldBe("the configuration drops it");
    }

    [Fact]
    public async Task A_misspelt_feature_is_refused_with_the_nearest_one()
    {
        using var project = new TestProject(TestProject.Small + "select-features: {keep: [answr]}\n", Csv);
        var problem = (await project.FailsAsync(Stage.SelectFeatures)).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Fix).ShouldBe(("TR0701", "did you mean 'answer'?"));
    }
}
