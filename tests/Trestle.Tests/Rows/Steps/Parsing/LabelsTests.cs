using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Steps.Parsing;

using Xunit;

namespace Trestle.Tests.Rows.Steps.Parsing;

/// <summary>Labels of files and of feedback are understood however they are written.</summary>
public sealed class LabelsTests
{
    [Theory]
    [InlineData(ColumnType.Number, "0,1", "0 0.0 1 1.0 1e0 true False", "0 0 1 1 1 1 0")]
    [InlineData(ColumnType.Number, "-1,1", "-1 +1 -1.0 true", "0 1 0 NaN")]
    [InlineData(ColumnType.Boolean, "No,Yes", "no YES y 0 true maybe NA", "0 1 1 0 1 NaN NaN")]
    [InlineData(ColumnType.Text, "High,low", "high LOW mid ?", "0 1 NaN NaN")]
    [InlineData(ColumnType.Text, "001,01", "001 01 1", "0 1 NaN")]
    public void A_text_means_a_class(ColumnType type, string classes, string texts, string expected)
    {
        var contract = new Contract
        {
            Task = TaskKind.Binary,
            Target = "y",
            Classes = classes.Split(','),
            Columns = [new ColumnContract { Name = "y", Type = type }],
        };
        var values = texts.Split(' ');
        var block = new RowBlock(new RowSchema([new Column("y", ColumnKind.Text)]), values.Length, [values]);

        string.Join(' ', new Labels(contract).Of(block).Select(Labels.NumberName)).ShouldBe(expected);
        string.Join(' ', values.Select(new Labels(contract).Of).Select(Labels.NumberName)).ShouldBe(expected);
    }

    [Fact]
    public void A_number_is_itself_whatever_the_decimal_mark_of_the_source()
    {
        var regression = new Labels(new Contract
        {
            Task = TaskKind.Regression,
            Target = "y",
            Columns = [new ColumnContract { Name = "y", Type = ColumnType.Number, DecimalMark = ',' }],
        });
        (regression.Of(1.125), regression.Of("1,125"), regression.Of("1.125")).ShouldBe((1.125, 1.125, 1125));
        var classes = new Labels(new Contract
        {
            Task = TaskKind.Binary,
            Target = "y",
            Classes = ["0", "1"],
            Columns = [new ColumnContract { Name = "y", Type = ColumnType.Number }],
        });
        (classes.Of(1.0), classes.Of(2.0)).ShouldBe((1, double.NaN));
    }
}
