using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Tables;
using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Tables;

public sealed class LaneScanTests
{
    private static readonly RowSchema Schema = new([new("n", ColumnKind.Number)]);

    private static readonly RowRange[] Ranges = [.. Enumerable.Range(0, 10).Select(i => new RowRange(i * 3L, 3))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public void The_order_of_additions_is_the_same_for_any_number_of_threads(int threads) => Sum(Read, threads, Cancellation).ShouldBe(
        [0, 1, 2, 12, 13, 14, 24, 25, 26, 3, 4, 5, 15, 16, 17, 27, 28, 29, 6, 7, 8, 18, 19, 20, 9, 10, 11, 21, 22, 23]);

    [Fact]
    public void No_rows_give_the_empty_state() => LaneScan.Run(
        [], Read, () => new List<double>(), (_, _) => { }, (state, other) => state.AddRange(other), 2, Cancellation).ShouldBeEmpty();

    [Fact]
    public void What_fails_in_a_lane_is_thrown_as_it_is() => Should.Throw<InvalidDataException>(
        () => Sum(range => range.From == 12 ? throw new InvalidDataException("12") : Read(range), 2, Cancellation)).Message.ShouldBe("12");

    [Fact]
    public void A_scan_ends_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => Sum(
            range =>
            {
                stop.Cancel();
                return Read(range);
            },
            2,
            stop.Token));
    }

    private static List<double> Sum(Func<RowRange, IEnumerable<RowBlock>> read, int threads, CancellationToken cancellation) =>
        LaneScan.Run(
            Ranges, read, () => new List<double>(), (state, block) => state.AddRange(block.Numbers(0)),
            (state, other) => state.AddRange(other), threads, cancellation);

    private static IEnumerable<RowBlock> Read(RowRange range) => Enumerable.Range((int)range.From, (int)range.Rows)
        .Select(row => new RowBlock(Schema, 1, [new double[] { row }]));
}
