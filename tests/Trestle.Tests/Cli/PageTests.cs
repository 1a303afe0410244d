using Shouldly;

using Trestle.Cli.Output;

using Xunit;

namespace Trestle.Tests.Cli;

/// <summary>The building blocks of what commands print.</summary>
public sealed class PageTests
{
    [Theory]
    [InlineData(Page.MostRows, "")]
    [InlineData(Page.MostRows + 1, "and 1 more")]
    [InlineData(10_000, "and 9,500 more")]
    public void Of_a_long_table_the_first_rows_are_shown_and_the_others_counted(int rows, string told)
    {
        var table = Page.Table("column");
        for (var row = 0; row < rows; row++)
        {
            table.Row($"c{row}");
        }

        var lines = Page.Plain([table]).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
        lines.Take(Page.MostRows + 1).ShouldBe(["column", .. Enumerable.Range(0, Page.MostRows).Select(row => $"c{row}")]);
        string.Join('|', lines.Skip(Page.MostRows + 1)).ShouldBe(told);
    }
}
