using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Rows.Csv;
using Trestle.Stages.Infer;

using Xunit;

namespace Trestle.Tests.Stages.Infer;

public sealed class FormulaCellsTests
{
    [Theory]
    [InlineData("=1+1")]
    [InlineData("=HYPERLINK(\"http://example.org\")")]
    [InlineData("+cmd|' /C calc'!A0")]
    [InlineData("-2+3")]
    [InlineData("-1e5+1")]
    [InlineData("-")]
    [InlineData("-e5")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    [InlineData("\uFF1D1+1")]
    public void A_text_that_a_spreadsheet_runs_gets_an_apostrophe(string text) => FormulaText.Neutral(text).ShouldBe($"'{text}");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bern")]
    [InlineData("a=b")]
    [InlineData("'=1")]
    [InlineData("-5")]
    [InlineData("+41")]
    [InlineData("-1,234.5")]
    [InlineData("-1.5e-7")]
    public void Any_other_text_stays(string? text) => FormulaText.Neutral(text).ShouldBe(text);

    [Fact]
    public void Numbers_stay_numbers_and_names_of_columns_are_texts()
    {
        var schema = new RowSchema([new Column("=key", ColumnKind.Text), new Column("score", ColumnKind.Number)]);
        var cells = new FormulaCells(schema);
        var block = cells.Of(new RowBlock(schema, 2, [new string?[] { "=1", "b" }, new[] { -1.0, 2 }]));
        block.Schema.Columns.Select(column => column.Name).ShouldBe(["'=key", "score"]);
        block.Texts(0).ToArray().ShouldBe(["'=1", "b"]);
        block.Numbers(1).ToArray().ShouldBe([-1.0, 2]);
    }
}
