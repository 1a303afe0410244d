using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Storage.Tables;

public sealed class RowRangeTests : TableTest
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(16_384, 1)]
    [InlineData(16_385, 2)]
    [InlineData(983_039, 60)]
    [InlineData(983_040, 8)]
    [InlineData(10_000_000, 82)]
    public void Ranges_follow_each_other_and_hold_every_row_once(long rows, int expected)
    {
        var ranges = RowRange.Of(rows);
        ranges.Count.ShouldBe(expected);
        var next = 0L;
        foreach (var range in ranges)
        {
            range.From.ShouldBe(next);
            (range.From % RowBlock.Size).ShouldBe(0);
            next += range.Rows;
        }

        next.ShouldBe(rows);
    }

    [Theory]
    [InlineData("n")]
    [InlineData("file_row_number")]
    public void The_ranges_of_a_snapshot_are_its_rows(string name)
    {
        const int Rows = 40_000;
        var schema = new RowSchema([new(name, ColumnKind.Number), new("t", ColumnKind.Text)]);
        var folds = new RowSchema([new(ReservedColumns.Fold, ColumnKind.Number)]);
        double[] numbers = [.. Enumerable.Range(0, Rows).Select(i => i % 97.0)];
        string?[] texts = [.. Enumerable.Range(0, Rows).Select(i => i % 5 == 0 ? null : $"text {i % 9000}")];
        var snapshot = new Trestle.Storage.Tables.Snapshot(
            Engine.Write(schema, [new RowBlock(schema, Rows, [numbers, texts])], Folder.At("rows.parquet"), Cancellation),
            Engine.Write(folds, [new RowBlock(folds, Rows, [numbers])], Folder.At("folds.parquet"), Cancellation));

        string[] whole = [.. snapshot.Scan(fold: null, Cancellation).SelectMany(Lines)];
        whole.Length.ShouldBe(Rows);
        whole[39_999].ShouldBe("35|text 3999|40000|35");
        RowRange.Of(Rows).SelectMany(range => snapshot.Scan(range, Cancellation)).SelectMany(Lines).ShouldBe(whole);
        Lines(snapshot.Scan(new RowRange(16_384, 3), Cancellation).ShouldHaveSingleItem()).ShouldBe(whole[16_384..16_387]);
    }
}
