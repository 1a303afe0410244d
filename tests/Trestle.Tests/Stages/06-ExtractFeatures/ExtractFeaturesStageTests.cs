using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Rows.Steps;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.ExtractFeatures;

/// <summary>The plan that stage 6 makes of columns to features.</summary>
public sealed class ExtractFeaturesStageTests
{
    private static readonly string Csv = "id,note,house,d,at,x,y\n" + string.Concat(Enumerable.Range(0, 90).Select(i =>
        $"{i},n{i % 4},{i / 2},2024-0{(i % 9) + 1}-1{i % 10},2024-03-1{i % 10} 0{i % 10}:30,{i % 7}.5,{(i % 2 == 0 ? "yes" : "no")}\n"));

    [Fact]
    public async Task Names_of_rows_are_dropped_and_dates_become_what_recurs_in_them()
    {
        using var project = new TestProject(TestProject.Small + "key: [id]\nignore: [note]\ngroup: house\n", Csv);
        var plan = await project.ReadAsync(Stage.ExtractFeatures, Artifact.FeaturePlan);
        plan.Steps.Select(planned => StepCatalog.NameOf(planned.Step)).ShouldBe(["drop", "date-parts", "date-parts"]);
        plan.Steps[0].Step.Columns.ShouldBe(["id", "note", "house"]);
        var (day, moment) = ((DateParts)plan.Steps[1].Step, (DateParts)plan.Steps[2].Step);
        day.Columns.ShouldBe(["d"]);
        moment.Columns.ShouldBe(["at"]);
        day.Parts.ShouldNotContain(DatePart.Hour);
        moment.Parts.ShouldBe([.. day.Parts, DatePart.Hour]);
    }

    [Fact]
    public async Task Dates_stay_when_the_configuration_says_so_and_its_steps_come_last()
    {
        using var project = new TestProject(
            TestProject.Small + "extract-features: {date-parts: false, steps: [{branch: {columns: [x], prefix: raw}}]}\n", Csv);
        var plan = await project.ReadAsync(Stage.ExtractFeatures, Artifact.FeaturePlan);
        var planned = plan.Steps.ShouldHaveSingleItem();
        (((Branch)planned.Step).Prefix, planned.Reason).ShouldBe(("raw", "from the configuration"));
    }

    [Fact]
    public async Task Free_text_becomes_numbers_and_categories_and_private_texts_do_not()
    {
        string[] nouns = ["delivery", "parcel", "invoice", "refund", "account", "password"];
        string[] states = ["was late", "never came", "is wrong", "was fine"];
        var csv = "note,secret,kind,plan,y\n" + string.Concat(Enumerable.Range(0, 120).Select(i => FormattableString.Invariant(
            $"my {nouns[i % 6]} number {i} {states[i % 4]},my {nouns[i % 6]} is {i},kind of {nouns[i % 6]} {i % 3},p{i},")
            + (i % 2 == 0 ? "yes\n" : "no\n")));
        using var project = new TestProject(TestProject.Small + "private: [secret]\n", csv);
        var plan = await project.ReadAsync(Stage.ExtractFeatures, Artifact.FeaturePlan);
        plan.Steps.Select(planned => StepCatalog.NameOf(planned.Step)).ShouldBe(["text-shape", "text-encode"]);
        plan.Steps.ShouldAllBe(planned => planned.Step.Columns!.Single() == "note"
            && planned.Reason == "free text: 6 words on average, 96 of 96 texts differ");
        ((TextEncode)plan.Steps[1].Step).KeepSource.ShouldBeFalse();

        using var off = new TestProject(TestProject.Small + "extract-features: {text: false}\n", csv);
        (await off.ReadAsync(Stage.ExtractFeatures, Artifact.FeaturePlan)).Steps.ShouldBeEmpty();

        using var own = new TestProject(
            TestProject.Small + "private: [secret]\nextract-features: {steps: [{text-encode: {columns: [note], ngrams: [1, 1]}}]}\n", csv);
        (await own.ReadAsync(Stage.ExtractFeatures, Artifact.FeaturePlan)).Steps.ShouldHaveSingleItem().Reason
            .ShouldBe("from the configuration");
    }

    private static readonly string Many = "lat,pickup_lng,pickup_lat,n,flag,city,a,b,y\n"
        + string.Concat(Enumerable.Range(0, 800).Select(i =>
            FormattableString.Invariant($"{i},{8 + (i % 97 / 100.0)},{47 + (i % 89 / 100.0)},{i % 31},{i % 2},c{i % 23},")
            + $"2024-0{(i % 9) + 1}-1{i % 10},2024-0{(i % 8) + 1}-2{i % 9},{(i % 3 == 0 ? "yes" : "no")}\n"));

    [Fact]
    public async Task What_is_tried_follows_from_what_the_columns_are()
    {
        using var project = new TestProject(TestProject.Small, Many);
        var plan = await project.ReadAsync(Stage.ExtractFeatures, Artifact.FeaturePlan);
        plan.Steps.Where(planned => planned.Tried).Select(planned => planned.Reason).ShouldBe(
        [
            "ratios of the 4 numbers with the most values",
            "differences of the 4 numbers with the most values",
            "products of the 4 numbers with the most values",
            "how far apart the 2 dates of a row are",
            "how frequent a category is, of city",
            "the mean target of a category, of city",
            "how far a row is from clusters of pickup_lat and pickup_lng",
        ]);
        plan.Steps.Count(planned => !planned.Tried).ShouldBe(1);
        plan.Steps[^1].Step.ShouldBeOfType<DateParts>();
    }

    [Theory]
    [InlineData("extract-features: {features: plain}\n")]
    [InlineData("preset: fast\n")]
    public async Task Nothing_is_tried_where_the_configuration_says_so(string settings)
    {
        using var project = new TestProject(TestProject.Small + settings, Many);
        (await project.ReadAsync(Stage.ExtractFeatures, Artifact.FeaturePlan)).Steps.ShouldNotContain(planned => planned.Tried);
    }

    [Fact]
    public async Task Values_of_private_categories_are_not_tried_and_few_folds_in_time_have_no_mean_target()
    {
        using var secret = new TestProject(TestProject.Small + "private: [city]\n", Many);
        (await secret.ReadAsync(Stage.ExtractFeatures, Artifact.FeaturePlan)).Steps.Select(planned => planned.Step)
            .ShouldNotContain(step => step is FrequencyEncode || step is TargetEncode);

        using var timed = new TestProject(TestProject.Small + "time: a\n", Many);
        (await timed.ReadAsync(Stage.ExtractFeatures, Artifact.FeaturePlan)).Steps.Select(planned => planned.Step)
            .ShouldNotContain(step => step is TargetEncode);
    }
}
