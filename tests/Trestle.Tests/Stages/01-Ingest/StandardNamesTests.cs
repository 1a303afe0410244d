using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.Ingest;

/// <summary>Names of columns in snake case.</summary>
public sealed class StandardNamesTests
{
    [Theory]
    [InlineData("Total Charges ($)", "total_charges")]
    [InlineData("totalCharges", "total_charges")]
    [InlineData("HTTPStatus", "http_status")]
    [InlineData("  customer-ID ", "customer_id")]
    [InlineData("Größe (cm)", "größe_cm")]
    [InlineData("2024 sales", "x2024_sales")]
    [InlineData("address1", "address1")]
    [InlineData("a__b", "a_b")]
    [InlineData("__row", "row")]
    [InlineData("売上", "売上")]
    [InlineData("total_charges", "total_charges")]
    [InlineData("x2024_sales", "x2024_sales")]
    [InlineData("%", "column1")]
    [InlineData("'; DROP TABLE x; --", "drop_table_x")]
    [InlineData("=cmd|' /C calc'!A0", "cmd_c_calc_a0")]
    [InlineData("a\u0000b\r\nc", "a_b_c")]
    public void Words_in_lower_case(string name, string standard) => StandardNames.Snake([name]).ShouldBe([standard]);

    [Fact]
    public void A_name_that_is_taken_gets_a_number() => StandardNames.Snake(["Income ($)", "income", "INCOME (€)", "Income %", "income_2"])
        .ShouldBe(["income_3", "income", "income_4", "income_5", "income_2"]);

    [Fact]
    public void Standard_names_stay()
    {
        string[] names = ["Income ($)", "INCOME", "% of Total", "2024", "---", "Größe"];
        var once = StandardNames.Snake(names);
        StandardNames.Snake(once).ShouldBe(once);
    }

    [Fact]
    public async Task A_run_knows_both_names_of_its_columns()
    {
        var csv = TestProject.Rows(60).Replace("x,z,y", "Total X ($),z,Y?", StringComparison.Ordinal);
        var yaml = TestProject.Small.Replace("source: data.csv", "source: {path: data.csv, names: snake-case}", StringComparison.Ordinal);
        using var project = new TestProject(yaml, csv);
        var artifacts = (await project.RunAsync(Stage.Curate)).Artifacts;
        artifacts.Read(Artifact.RawTable).Columns.ShouldBe(["total_x", "z", "y"]);
        artifacts.Read(Artifact.RawTable).Notes.ShouldContain("2 columns renamed: 'Total X ($)' is total_x, 'Y?' is y");
        artifacts.Read(Artifact.Contract).Columns.Select(column => (column.Name, column.Source))
            .ShouldBe([("total_x", "Total X ($)"), ("z", null), ("y", "Y?")]);
        artifacts.Read(Artifact.CuratedTable).Columns.Select(column => column.Name).ShouldBe(["total_x", "z"]);
    }
}
