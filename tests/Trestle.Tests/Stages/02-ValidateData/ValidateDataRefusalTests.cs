using Shouldly;

using Trestle.Core.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData;

/// <summary>What stage 2 refuses: columns that the source does not have.</summary>
public sealed class ValidateDataRefusalTests
{
    [Theory]
    [InlineData("ignore: [q]", "TR0203", "there is no column 'q'")]
    [InlineData("private: [xx]", "TR0203", "there is no column 'xx'")]
    public async Task A_setting_that_does_not_fit_is_refused(string settings, string code, string found)
    {
        var problem = await TestProject.ProblemAsync(Stage.ValidateData, settings);
        (problem.Code, problem.Found).ShouldBe((code, found));
    }

    [Theory]
    [InlineData("%d/%m/%Y", "is a format of C: in .NET, %d/%m/%Y is dd/MM/yyyy")]
    [InlineData("YYYY-MM-DD", "has capital letters that mean nothing: years are y, days are d")]
    [InlineData("dd.MM", "has no year (yyyy)")]
    public async Task A_date_format_that_cannot_be_used_is_refused(string format, string fault)
    {
        var problem = await TestProject.ProblemAsync(Stage.ValidateData, $"columns: {{x: {{formats: ['{format}']}}}}");
        (problem.Code, problem.Found).ShouldBe(("TR0206", $"the date format '{format}' of column 'x' {fault}"));
    }

    [Theory]
    [InlineData("formats: [dd/MM/yyyy]", "dd/MM/yyyy", "set columns.d.formats: [yyyy-MM-dd], or leave it out")]
    [InlineData("formats: [excel, unix-ms]", "excel or unix-ms", "set columns.d.formats: [yyyy-MM-dd], or leave it out")]
    public async Task A_date_format_that_reads_no_value_is_refused(string settings, string written, string fix)
    {
        var rows = string.Concat(Enumerable.Range(0, 120).Select(i => $"2024-01-{(i % 28) + 1:00},{(i % 3 == 0 ? "yes" : "no")}\n"));
        var problem = await TestProject.ProblemAsync(Stage.ValidateData, $"columns: {{d: {{{settings}}}}}", "d,y\n" + rows);
        (problem.Code, problem.Found, problem.Fix).ShouldBe(
            ("TR0207", $"no value of column 'd' is a date written {written}; one is '2024-01-01'", fix));
    }
}
