using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Rows.Steps;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.Standardise;

/// <summary>What a run tells of texts that have no standard form, and of times that no clock showed.</summary>
public sealed class StandardFormRunTests
{
    [Fact]
    public async Task Texts_without_a_standard_form_are_counted_and_named()
    {
        var csv = "x,c,p,q,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"{i}.5,{(i % 20 == 0 ? "Atlantis" : "Germany")},{(i % 30 == 0 ? "Zz" : "fr")},{(i == 7 ? "Lemuria" : "it")},{i % 2}\n"));
        const string Steps = "private: [p]\nstandardise: {steps: [{country-code: {columns: [c]}}, "
            + "{country-code: {columns: [p], unknown: null}}, {country-code: {columns: [q], unknown: quarantine}}]}\n";
        using var project = new TestProject(TestProject.Small + Steps, csv);
        var artifacts = (await project.RunAsync(Stage.Curate)).Artifacts;
        var curated = artifacts.Read(Artifact.CuratedTable);
        curated.Rows.ShouldBe(59);
        curated.Remarked!
            .Select(found => (found.Column, found.Rows, found.Remark, string.Join(' ', found.Values.Select(value => value.Value))))
            .ShouldBe([("c", 3, TextRemark.Kept, "atlantis"), ("p", 2, TextRemark.Emptied, ""), ("q", 1, TextRemark.SetAside, "lemuria")]);
        RunLosses.Of(artifacts).ShouldBe(
        [
            "c: 3 rows with a text that country-code does not know, kept as written: 'atlantis' (3 rows)",
            "p: 2 rows with a text that country-code does not know, read as no value",
            "q: 1 row with a text that country-code does not know, set aside: 'lemuria' (1 row)",
        ]);
    }

    [Fact]
    public async Task Too_many_rows_set_aside_end_the_run()
    {
        var csv = "x,c,y\n" + string.Concat(Enumerable.Range(0, 60).Select(
            i => $"{i}.5,{(i % 10 == 0 ? "Atlantis" : "Germany")},{i % 2}\n"));
        const string Steps = "standardise: {steps: [{country-code: {columns: [c], unknown: quarantine}}]}\n";
        using var project = new TestProject(TestProject.Small + Steps, csv);
        var problem = (await project.FailsAsync(Stage.Curate)).Problems.Single();
        (problem.Code, problem.Found).ShouldBe(
            ("TR0401", "6 rows (10.0 %) have texts without a standard form: c (country-code: 6 rows)"));
    }

    [Fact]
    public async Task Times_that_no_clock_showed_are_named()
    {
        var csv = "x,at,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"{i}.5,{(i == 9 ? "2024-03-31 02:30" : i == 5 ? "2024-10-27 02:30" : $"2024-07-{1 + (i % 28):00} 10:00")},{i % 2}\n"));
        using var project = new TestProject(TestProject.Small + "columns: {at: {time-zone: Europe/Berlin}}\n", csv);
        var artifacts = (await project.RunAsync(Stage.Curate)).Artifacts;
        RunLosses.Of(artifacts).ShouldBe(
        [
            "at: 1 row with a time that the clocks skipped, read as an hour later: '2024-03-31 02:30' (1 row)",
            "at: 1 row with a time that the clocks showed twice, read as the first: '2024-10-27 02:30' (1 row)",
        ]);
    }

    [Theory]
    [InlineData("{time-zone: Europe/Atlantis, type: date}", "TR0243", "the time zone 'Europe/Atlantis', which this machine does not know")]
    [InlineData("{unit: parsec of cats}", "TR0244", "the unit 'parsec of cats', which is none or one of several quantities")]
    public async Task A_zone_or_unit_that_is_not_known_is_a_mistake(string column, string code, string found)
    {
        var problem = await TestProject.ProblemAsync(Stage.ValidateData, $"columns: {{x: {column}}}");
        (problem.Code, problem.Found).ShouldBe((code, found));
    }

    [Fact]
    public async Task Numbers_are_converted_to_the_unit_that_is_asked_for()
    {
        string[] temperatures = ["41 °F", "5", "278.15 K", "10 °C"];
        var csv = "x,t,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i}.5,{temperatures[i % 4]},{i % 2}\n"));
        using var project = new TestProject(TestProject.Small + "columns: {t: {unit: °C}}\n", csv);
        var column = (await project.ReadAsync(Stage.ValidateData, Artifact.Contract)).Find("t")!;
        column.Type.ShouldBe(ColumnType.Number);
        string[] texts = [.. temperatures, "50 °F", "0 fahrenheit"];
        texts.Select(text => ValueParser.TryRead(column, text, out var value) ? Math.Round(value, 9) : double.NaN)
            .ShouldBe([5, 5, 5, 10, 10, -17.777777778]);
    }
}
