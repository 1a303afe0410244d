using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Typing;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Typing;

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
    }
}
