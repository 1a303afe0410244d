using Shouldly;

using Trestle.Core.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.Ingest;

/// <summary>What stage 1 refuses: formats that it does not read, and sources too small to split.</summary>
public sealed class IngestRefusalTests
{
    [Fact]
    public async Task An_unknown_format_brings_the_ones_that_are_read()
    {
        var problem = await TestProject.ProblemAsync(Stage.Ingest, "source: {path: data.csv, format: parket}");
        (problem.Code, problem.Found, problem.Expected).ShouldBe(
            ("TR0101", "the format 'parket'", "one of: csv, parquet, jsonl, arrow, excel"));
        problem.Fix.ShouldBe("did you mean 'parquet'?");
    }

    [Fact]
    public async Task A_file_without_a_header_is_suspected_where_most_names_are_numbers()
    {
        var problem = await TestProject.ProblemAsync(Stage.Ingest, "", TestProject.Rows(60).Replace("x,z,y", "7.4,0.7,a"));
        problem.Code.ShouldBe("TR0102");
        problem.Fix.ShouldStartWith("most names are numbers: if the file has no header, set 'header: false' under source");
    }

    [Fact]
    public async Task Too_few_rows_for_the_folds_are_counted()
    {
        var problem = await TestProject.ProblemAsync(Stage.Ingest, "", TestProject.Rows(7));
        (problem.Code, problem.Found).ShouldBe(("TR0105", "the source has 7 rows with a target"));
    }
}
