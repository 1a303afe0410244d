using System.Diagnostics;

using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Splits;

using Xunit;

namespace Trestle.Tests.Storage.Tables;

public sealed class ParquetTableTests : TableTest
{
    private static readonly RowSchema Schema = new([new("n", ColumnKind.Number), new("t", ColumnKind.Text)]);

    [Fact]
    public void Blocks_are_read_as_they_were_written()
    {
        double[] numbers = [1.5, double.NaN, -0.0, double.MaxValue, double.Epsilon, double.PositiveInfinity, 9007199254740993, 0.1];
        string?[] texts = ["", null, "twelve bytes", "thirteen byte", "é😀", "a\nb", "'\"", new string('x', 100_000)];
        var table = Write([new RowBlock(Schema, 8, [numbers, texts])]);

        table.Rows.ShouldBe(8);
        var block = table.Scan(null, null, Cancellation).ShouldHaveSingleItem();
        block.Numbers(0).ToArray().Select(BitConverter.DoubleToInt64Bits).ShouldBe(numbers.Select(BitConverter.DoubleToInt64Bits));
        block.Texts(1).ToArray().ShouldBe(texts);
    }

    /// <summary>Chunks are filled ahead of the writer, and used again: no text of one may end in another.</summary>
    [Fact]
    public void Long_texts_and_missing_values_stay_in_their_rows_over_many_chunks()
    {
        const int Rows = 300_000;
        static double Number(int row) => row % 11 == 3 ? double.NaN : row / 8.0;
        static string? Text(int row) => row % 7 == 5 ? null : $"{row}".PadRight(row % 50_000 == 17 ? 1_000_000 : row * 31 % 40, 'x');
        var table = Write(Enumerable.Range(0, Rows).Chunk(2048).Select(part => new RowBlock(
            Schema, part.Length, [Array.ConvertAll(part, Number), Array.ConvertAll(part, Text)])));

        var row = 0;
        foreach (var block in table.Scan(null, null, Cancellation))
        {
            for (var i = 0; i < block.Rows; i++, row++)
            {
                if (!block.Numbers(0)[i].Equals(Number(row)) || block.Texts(1)[i] != Text(row))
                {
                    Assert.Fail($"row {row}: {block.Numbers(0)[i]}, {block.Texts(1)[i]}");
                }
            }
        }

        row.ShouldBe(Rows);
    }

    [Fact]
    public void Blocks_of_any_size_come_back_in_blocks_of_2048()
    {
        var sizes = new[] { 0, 1, 5000, 0, 2047, 1 };
        var starts = sizes.Select((_, i) => sizes[..i].Sum()).ToArray();
        var table = Write(sizes.Zip(starts, (size, start) => new RowBlock(
            Schema, size,
            [
                Enumerable.Range(start, size).Select(i => (double)i).ToArray(), Enumerable.Range(start, size).Select(i => $"{i}").ToArray(),
            ])));

        var blocks = table.Scan(["t"], null, Cancellation).ToList();
        blocks.Select(block => block.Rows).ShouldBe([2048, 2048, 2048, 905]);
        blocks.SelectMany(block => block.Texts(0).ToArray()).ShouldBe(Enumerable.Range(0, 7049).Select(i => $"{i}"));
    }

    [Fact]
    public void No_rows_and_no_columns_are_tables_too()
    {
        Write([]).Scan(null, null, Cancellation).ShouldBeEmpty();
        Write([new RowBlock(Schema, 3, [new double[3], new string?[3]])]).Scan([], null, Cancellation).Single().Rows.ShouldBe(3);
    }

    [Fact]
    public void Names_that_differ_in_case_alone_stay_apart()
    {
        var schema = new RowSchema(
            [new("City", ColumnKind.Number), new("city", ColumnKind.Text), new(
                "CITY_1", ColumnKind.Number), new("a\"b", ColumnKind.Number)]);
        var path = Folder.At("t.parquet");
        Engine.Write(schema, [new RowBlock(schema, 1, [new[] { 1.0 }, new[] { "x" }, new[] { 3.0 }, new[] { 4.0 }])], path, Cancellation);

        var table = Engine.Open(path, Cancellation);
        table.Schema.ShouldBe(schema);
        Lines(table, "city", "CITY_1", "City", "a\"b").ShouldBe(["x|3|1|4"]);
    }

    [Fact]
    public void The_training_part_is_read_fold_by_fold()
    {
        var table = Folded(20_000);
        var training = table.Training(null, Cancellation);

        training.Schema.Columns.Select(column => column.Name).ShouldBe(["x", "y", "__row"]);
        training.Folds.ShouldBe([0, 1, 2]);
        var loaded = table.Training(["y"], Cancellation).Load(Cancellation);
        loaded.Schema.Columns.Select(column => column.Name).ShouldBe(["y", "__row"]);
        foreach (var fold in training.Folds)
        {
            var rows = training.Scan(fold, Cancellation).SelectMany(block => block.Numbers(2).ToArray()).ToArray();
            rows.Length.ShouldBe((int)table.FoldRows(Cancellation)[fold]);
            rows.ShouldBe(rows.Order());
            training.Scan(fold, Cancellation).SkipLast(1).ShouldAllBe(block => block.Rows == RowBlock.Size);
            loaded.Scan(fold, Cancellation).SelectMany(block => block.Numbers(1).ToArray()).ShouldBe(rows);
            loaded.Scan(fold, Cancellation).Select(block => block.Rows).ShouldBe(
                training.Scan(fold, Cancellation).Select(block => block.Rows));
        }

        table.Scan(["__row"], -1, Cancellation).Sum(block => block.Rows).ShouldBe((int)table.FoldRows(Cancellation)[-1]);
    }

    [Fact]
    public void Folds_may_be_scanned_at_once()
    {
        var training = Folded(20_000).Training(null, Cancellation);
        var alone = training.Folds.Select(fold => training.Scan(fold, Cancellation).SelectMany(Lines).ToArray()).ToArray();

        var together = new string[training.Folds.Count][];
        Parallel.For(0, together.Length, i => together[i] = [.. training.Scan(training.Folds[i], Cancellation).SelectMany(Lines)]);
        together.ShouldBe(alone);
    }

    [Fact]
    public void A_scan_may_be_written_while_it_runs()
    {
        var table = Folded(20_000);
        var copy = Engine.Write(table.Schema, table.Scan(null, 1, Cancellation), Folder.At("fold.parquet"), Cancellation);

        copy.Rows.ShouldBe(table.FoldRows(Cancellation)[1]);
        copy.FoldRows(Cancellation).Keys.ShouldBe([1]);
    }

    [Fact]
    public void Rows_that_repeat_an_earlier_one_are_found()
    {
        using var import = ReadCsv(Folder.Write("d.csv", "a,b\n1,x\n2,y\n1,x\n1,\n,1\n1,\n1,x\n"));

        import.Table.DuplicateRows(null, Cancellation).ShouldBe([2, 5, 6]);
        import.Table.DuplicateRows(["a"], Cancellation).ShouldBe([2, 3, 5, 6]);
        import.Table.DuplicateRows(["b"], Cancellation).ShouldBe([2, 5, 6]);
    }

    [Fact]
    public void What_is_no_parquet_is_refused()
    {
        Refused(() => Engine.Open(Folder.At("none.parquet"), Cancellation)).Code.ShouldBe("TR0031");
        Refused(() => Engine.Open(Folder.Write("t.parquet", "no parquet"), Cancellation)).Code.ShouldBe("TR0042");
    }

    [Fact]
    public void A_table_cut_off_in_the_middle_is_refused()
    {
        var bytes = File.ReadAllBytes(Folded(20_000).Path);
        var middle = bytes.ToArray();
        middle.AsSpan(100, bytes.Length / 2).Fill(0x55);

        Refused(() => Engine.Open(Folder.Write("cut.parquet", bytes[..(bytes.Length / 2)]), Cancellation)).Code.ShouldBe("TR0042");
        var damaged = Engine.Open(Folder.Write("damaged.parquet", middle), Cancellation);
        Refused(() => Lines(damaged)).Code.ShouldBe("TR0042");
    }

    [Fact]
    public void A_table_is_written_whole_or_not_at_all()
    {
        Directory.CreateDirectory(Folder.At("out"));
        var path = Folder.At("out/t.parquet");
        Should.Throw<InvalidDataException>(
            () => Engine.Write(Schema, Failing(), path, Cancellation)).Message.ShouldBe("the third block is bad");
        Directory.GetFileSystemEntries(Folder.At("out")).ShouldBeEmpty();

        Refused(() => Engine.Write(Schema, [], Folder.At("none/t.parquet"), Cancellation)).Code.ShouldBe("TR0043");
        Refused(() => Engine.Write(Schema, [], Folder.Write("file", "") + "/t.parquet", Cancellation)).Code.ShouldBe("TR0043");
    }

    [Fact]
    public async Task Work_ends_promptly_when_it_is_cancelled()
    {
        using var import = ReadCsv(
            Folder.Write("big.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 400_000).Select(i => $"text {i},{i % 2}\n"))));
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        var watch = Stopwatch.StartNew();

        await Should.ThrowAsync<OperationCanceledException>(() => Task.Run(
            () =>
            {
                while (true)
                {
                    Engine.Split(
                        import, new SplitSpec { Kind = SplitKind.Stratified, Target = "y" }, null, Folder.At("s.parquet"), source.Token);

                    // On a busy machine the cancellation may come after the first split.
                    File.Delete(Folder.At("s.parquet"));
                }
            },
            Cancellation));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));
        Directory.GetFiles(Folder.Path).Select(Path.GetFileName).ShouldBe(["big.csv"]);
    }

    [Fact]
    public void A_scan_that_is_cancelled_or_left_stops()
    {
        var table = Folded(20_000);
        using var source = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() =>
        {
            foreach (var _ in table.Scan(null, null, source.Token))
            {
                source.Cancel();
            }
        });
        table.Scan(null, null, Cancellation).First().Rows.ShouldBe(RowBlock.Size);
    }

    [Fact]
    public void Work_that_does_not_fit_into_the_memory_is_refused()
    {
        using var small = new TableEngine(new TableEngineSettings(1, 1 << 20, Folder.At("small")));
        var texts = Enumerable.Range(0, 60_000)
            .Select(i => new RowBlock(Schema, 1, [new double[1], new string?[] { $"{i}{new string('x', 1000)}" }]));
        var problem = Refused(() => small.Write(Schema, texts, Folder.At("t.parquet"), Cancellation));
        (problem.Code, problem.Found).ShouldBe(("TR0045", "the table engine exceeds its memory limit"));
    }

    private static IEnumerable<RowBlock> Failing()
    {
        yield return new RowBlock(Schema, 1, [new double[1], new string?[1]]);
        yield return new RowBlock(Schema, 1, [new double[1], new string?[1]]);
        throw new InvalidDataException("the third block is bad");
    }

    private ParquetTable Write(IEnumerable<RowBlock> blocks) => Engine.Write(Schema, blocks, Folder.At("t.parquet"), Cancellation);

    private ParquetTable Folded(int rows)
    {
        using var import = ReadCsv(
            Folder.Write("f.csv", "x,y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"v{i},{i % 2}\n"))));
        var split = new SplitSpec { Kind = SplitKind.Stratified, Target = "y", Folds = 3 };
        return Placed(Engine.Split(import, split, null, Folder.At("f.folds"), Cancellation), "f.parquet");
    }
}
