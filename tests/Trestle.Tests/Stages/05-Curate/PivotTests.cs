using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Curate;

/// <summary>Long tables that become wide.</summary>
public sealed class PivotTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_value_becomes_a_column_with_what_is_made_of_its_rows()
    {
        using var project = Project("{table: labs, on: patient, pivot: {by: test, value: result, of: mean}}");
        var run = await project.RunAsync(Stage.Curate);
        var rows = JoinProject.Curated(project, run, Cancellation);
        run.Artifacts.Read(Artifact.CuratedTable).Joins!.Single().Columns
            .ShouldBe(["labs.test=glucose", "labs.test=sodium", "labs.test=x1"]);

        // Patient 0: glucose 5 and 7, sodium 140; patient 1: glucose 6, an unusual test; patient 2 has no row.
        TableBuilder.Values(rows, "labs.test=glucose").Take(3).ShouldBe([6.0, 6.0, double.NaN]);
        TableBuilder.Values(rows, "labs.test=sodium").Take(3).ShouldBe([140.0, double.NaN, double.NaN]);
        TableBuilder.Values(rows, "labs.test=x1").Take(3).ShouldBe([double.NaN, 3.0, double.NaN]);
        rows.Schema.Columns.ShouldNotContain(column => column.Name == "labs.result");
    }

    [Fact]
    public async Task Declared_values_have_columns_and_others_share_one()
    {
        using var project = Project("{table: labs, on: patient, pivot: {by: test, values: [Sodium, calcium], unseen: other}}");
        var rows = JoinProject.Curated(project, await project.RunAsync(Stage.Curate), Cancellation);
        TableBuilder.Values(rows, "labs.test=Sodium").Take(2).ShouldBe([1.0, 0.0]);
        TableBuilder.Values(rows, "labs.test=calcium").Take(2).ShouldBe([0.0, 0.0]);
        TableBuilder.Values(rows, "labs.test=other").Take(2).ShouldBe([2.0, 2.0]);
    }

    [Fact]
    public async Task With_times_only_rows_that_are_not_later_count()
    {
        using var project = Project("{table: labs, on: patient, as-of: taken, at: at, window: 5d, pivot: {by: test, value: result}}");
        var rows = JoinProject.Curated(project, await project.RunAsync(Stage.Curate), Cancellation);

        // Patient 0 comes on day 1, 4, 7, ...; glucose was 5 on day 1 and 7 on day 5.
        TableBuilder.Values(rows, "labs.test=glucose").Where((_, i) => i % 3 == 0).Take(5)
            .ShouldBe([5.0, 5.0, 7.0, double.NaN, double.NaN]);
    }

    [Theory]
    [InlineData("by: fasting, values: [true, false]", "labs.fasting=true", "labs.fasting=false")]
    [InlineData("by: fasting", "labs.fasting=true", "labs.fasting=false")]
    [InlineData("by: taken, values: ['2024-01-05', 2024-01-09]", "labs.taken=2024-01-05", "labs.taken=2024-01-09")]
    [InlineData("by: at, values: ['2024-01-05T13:30:00', 2024-01-09]", "labs.at=2024-01-05T13:30:00", "labs.at=2024-01-09")]
    [InlineData("by: dose, values: [0.5, 1]", "labs.dose=0.5", "labs.dose=1")]
    public async Task Booleans_dates_and_numbers_are_named_as_they_are_written(string pivot, string first, string second)
    {
        using var project = Project($"{{table: labs, on: patient, pivot: {{{pivot}}}}}");
        File.WriteAllText(
            Path.Combine(project.Path_, "labs.csv"),
            """
            patient,fasting,taken,at,dose
            p0,true,2024-01-05,2024-01-05 13:30:00,0.5
            p1,false,2024-01-09,2024-01-09 00:00:00,1.0
            p1,false,2024-01-09,2024-01-09 00:00:00,1.0

            """);
        var rows = JoinProject.Curated(project, await project.RunAsync(Stage.Curate), Cancellation);
        TableBuilder.Values(rows, first).Take(2).ShouldBe([1.0, 0.0]);
        TableBuilder.Values(rows, second).Take(2).ShouldBe([0.0, 2.0]);
    }

    [Theory]
    [InlineData("pivot: {by: test, most: 2, value: result}", "TR0343", "'test' of 'labs' has more than 2 values")]
    [InlineData("pivot: {by: test, values: [sodium], unseen: refuse}", "TR0345", "'test' has the value 'glucose'")]
    [InlineData("pivot: {by: tests, value: result}", "TR0521", "did you mean 'test'?")]
    [InlineData("pivot: {by: test, value: results}", "TR0521", "did you mean 'result'?")]
    [InlineData("pivot: {by: test, of: mean}", "TR0529", "mean of no column")]
    [InlineData("pivot: {by: test, unseen: other}", "TR0529", "a rule for other values, without values")]
    [InlineData("pivot: {by: test, values: [Other], unseen: other}", "TR0529", "whose column all other values share")]
    [InlineData("pivot: {by: test}, columns: [result]", "TR0529", "a pivot together with aggregates or columns")]
    [InlineData("pivot: {by: test, value: test}", "TR0529", "a column that fills its own columns")]
    [InlineData("pivot: {by: test, value: unit, of: mean}", "TR0532", "which holds texts")]
    public async Task What_makes_no_columns_is_refused(string pivot, string code, string words)
    {
        using var project = Project($"{{table: labs, on: patient, {pivot}}}");
        var problem = (await project.FailsAsync(Stage.Curate)).Problems[0];
        problem.Code.ShouldBe(code);
        problem.ToString().ShouldContain(words);
    }

    [Fact]
    public async Task Values_of_a_private_column_become_no_names()
    {
        using var project = Project("{table: labs, on: patient, pivot: {by: test}}", "labs: {path: labs.csv, private: [test]}");
        (await project.FailsAsync(Stage.Curate)).Problems[0].Code.ShouldBe("TR0344");
    }

    private static TestProject Project(string join, string labs = "labs: labs.csv")
    {
        var project = new TestProject(
            $"name: small\nsources:\n  main: data.csv\n  {labs}\ntarget: y\nsplit: {{folds: 3}}\ntrain: {{trials: 1}}\n"
                + $"revisit-candidates: {{ensemble: false}}\ncurate:\n  joins: [{join}]\n",
            "patient,at,x,y\n" + string.Concat(Enumerable.Range(0, 90).Select(i =>
                $"p{i % 3},{new DateOnly(2024, 1, 1).AddDays(i):yyyy-MM-dd},{i * 7 % 11},{(i % 4 > 1 ? "yes" : "no")}\n")));
        File.WriteAllText(
            Path.Combine(project.Path_, "labs.csv"),
            """
            patient,taken,test,result,unit
            p0,2024-01-01,glucose,5,mmol
            p0,2024-01-05,Glucose,7,mmol
            p0,2024-01-05,sodium,140,mmol
            p1,2024-01-02,glucose,6,mmol
            p1,2024-01-03,x1,3,mg

            """);
        return project;
    }
}
