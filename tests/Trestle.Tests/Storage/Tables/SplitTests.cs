using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

using CsCheck;

using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Engine;
using Trestle.Storage.Tables.Splits;

using Xunit;

namespace Trestle.Tests.Storage.Tables;

public sealed class SplitTests : TableTest
{
    private static readonly SplitSpec Spec = new() { Kind = SplitKind.Stratified, Target = "y", TestShare = 0.2, Folds = 4, Seed = 7 };

    [Fact]
    public void The_snapshot_holds_the_source_the_row_number_and_the_fold()
    {
        var table = Split("id,y\nb,1\na,0\nc,1\nd,0\n", Spec with { TestShare = 0, Folds = 2 });

        table.Schema.Columns.Select(column => (column.Name, column.Kind)).ShouldBe(
            [("id", ColumnKind.Text), ("y", ColumnKind.Text), ("__row", ColumnKind.Number), ("__fold", ColumnKind.Number)]);
        Lines(table, "id", "y", "__row").ShouldBe(["b|1|1", "a|0|2", "c|1|3", "d|0|4"]);
        table.FoldRows(Cancellation).ShouldBe(new Dictionary<int, long> { [0] = 2, [1] = 2 });
    }

    /// <summary>
    /// The hash is SHA-256 over "seed:" and the JSON list of the values, so anybody can recompute a fold: the expected ones with Python 3
    /// and hashlib. A row without a key is hashed as a whole.
    /// </summary>
    [Fact]
    public void The_hash_split_is_the_published_formula()
    {
        var table = Split(
            "k,y\nann,1\nbob,0\n,0\n\"q\"\"t\",0\n", Spec with { Kind = SplitKind.Hash, Columns = ["k"], TestShare = 0.25, Folds = 2 });

        Numbers(table, "__fold").ShouldBe([1, 0, -1, 0]);
    }

    [Fact]
    public void Classes_are_spread_evenly_over_the_test_part_and_the_folds()
    {
        var table = Split(Csv(1000, i => $"{i}", i => i % 10 == 0 ? "rare" : "common"), Spec);

        var counts = Numbers(table, "__fold").Zip(Texts(table, "y"))
            .CountBy(pair => (Fold: (int)pair.First, Class: pair.Second)).ToDictionary();
        counts[(-1, "rare")].ShouldBe(20);
        counts[(-1, "common")].ShouldBe(180);
        for (var fold = 0; fold < 4; fold++)
        {
            counts[(fold, "rare")].ShouldBe(20);
            counts[(fold, "common")].ShouldBe(180);
        }
    }

    /// <summary>Computed row by row here: keys of each class in the order of their hash; a key has the least class of its rows.</summary>
    [Fact]
    public void Keys_are_dealt_by_the_published_formula()
    {
        string Key(int i) => i % 97 == 0 ? $"two\nlines {i}" : i % 89 == 0 ? $"Zoë \t {i % 500}" : $"k{i % 700}";
        string Class(int i) => i % 41 == 0 ? "" : "cab"[i * 7 % 3].ToString();
        var table = Split(
            Csv(1000, i => Key(i).Contains('\n') ? $"\"{Key(i)}\"" : Key(i), Class), Spec with { Columns = ["x"], Folds = 3, Seed = 11 });

        string Json(int i) => Key(i).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
        long Hash(int i) => Convert.ToInt64(
            Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"11:[\"{Json(i)}\"]")))[..15], 16);
        var rows = Enumerable.Range(0, 1000).Where(i => Class(i).Length > 0).ToLookup(Hash);
        var expected = Enumerable.Repeat(-2.0, 1000).ToArray();
        foreach (var (own, first) in rows.GroupBy(key => key.Min(Class)!).OrderBy(group => group.Key).Select((group, i) => (group, i)))
        {
            var tests = (int)Math.Round(own.Count() * 0.2, MidpointRounding.AwayFromZero);
            foreach (var (key, place) in own.OrderBy(key => key.Key).Select((key, place) => (key, place)))
            {
                foreach (var row in key)
                {
                    expected[row] = place < tests ? -1 : (place - tests + first) % 3;
                }
            }
        }

        Numbers(table, "__fold").ShouldBe(expected);
    }

    /// <summary>Texts of one block of SHA-256 are hashed eight at a time, longer ones by the system: all must be the same.</summary>
    [Fact]
    public void Hashes_are_SHA256() => Gen.Byte.Array[0, 130].Array[0, 40].Sample(texts =>
    {
        var hashes = new long[texts.Length];
        var lanes = new Sha256Lanes(hashes);
        for (var place = texts.Length - 1; place >= 0; place--)
        {
            lanes.Add(place, texts[place]);
        }

        lanes.Finish();
        hashes.ShouldBe([.. texts.Select(text => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(text)) >>> 4)]);
    });

    /// <summary>The text of a row is written in .NET; DuckDB's own JSON is the reference, for every character that may need care.</summary>
    [Fact]
    public void The_text_of_a_row_is_the_JSON_of_its_values()
    {
        var special = string.Concat(Enumerable.Range(1, 127).Select(c => (char)c)) + "é\u2028\u00a0漢😀\"\\/";
        Gen.Select(Gen.String, Gen.String[Gen.Char[special], 0, 40].Null()).Array[1, 20].Sample(
            rows =>
            {
                string?[] first = [.. rows.Select(row => Valid(row.Item1)).Prepend(special)];
                string?[] second = [.. rows.Select(row => row.Item2 is null ? null : Valid(row.Item2)).Append(null)];
                var schema = new RowSchema([new Column("a", ColumnKind.Text), new Column("b", ColumnKind.Text)]);
                var path = Folder.At("texts.parquet");
                Engine.Write(schema, [new RowBlock(schema, first.Length, [first, second])], path, Cancellation);
                using var session = Engine.Connect();
                using var stream = session.Stream(
                    $"SELECT a, b, '7:' || {Sql.RowText(["a", "b"])} FROM {Sql.Parquet(path)}", Cancellation);
                var text = new RowText("7:");
                using var chunk = stream.Next();
                var reader = new ChunkReader(chunk!);
                reader.Rows.ShouldBe(first.Length);
                for (var row = 0; row < first.Length; row++)
                {
                    Encoding.UTF8.GetString(text.Of(reader, row, 2)).ShouldBe(reader.Text(2, row));
                }
            },
            iter: 20, threads: 1);

        // A surrogate without its other half is no text.
        static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    [Theory]
    [InlineData(SplitKind.Stratified)]
    [InlineData(SplitKind.Hash)]
    public void Equal_rows_land_together(SplitKind kind)
    {
        var table = Split(Csv(3000, i => $"v{i % 300}", i => $"{i % 3}"), Spec with { Kind = kind });

        Texts(table, "x").Zip(Numbers(table, "__fold")).Distinct().Count().ShouldBe(300);
    }

    [Theory]
    [InlineData(SplitKind.Stratified)]
    [InlineData(SplitKind.Hash)]
    [InlineData(SplitKind.Group)]
    public void Rows_of_one_key_land_together_whatever_else_they_hold(SplitKind kind)
    {
        var table = Split(Csv(3000, i => $"k{i % 100}", i => $"{i % 3 % 2}"), Spec with { Kind = kind, Columns = ["x"] });

        Texts(table, "x").Zip(Numbers(table, "__fold")).Distinct().Count().ShouldBe(100);
        table.FoldRows(Cancellation).Keys.Order().ShouldBe([-1, 0, 1, 2, 3]);
    }

    [Fact]
    public void Groups_are_dealt_out_evenly()
    {
        var table = Split(Csv(500, i => $"g{i / 50}", i => "1"), Spec with { Kind = SplitKind.Group, Columns = ["x"] });

        table.FoldRows(Cancellation).ShouldBe(new Dictionary<int, long> { [-1] = 100, [0] = 100, [1] = 100, [2] = 100, [3] = 100 });
    }

    [Fact]
    public void The_hash_split_keeps_old_rows_in_place_when_rows_are_added()
    {
        var spec = Spec with { Kind = SplitKind.Hash, Columns = ["x"] };
        var before = Numbers(Split(Csv(500, i => $"k{i}", i => "1"), spec), "__fold");
        var after = Numbers(Split(Csv(2000, i => $"k{i}", i => "1"), spec, "second"), "__fold");

        after[..500].ShouldBe(before);
        after.CountBy(fold => fold).ToDictionary()[-1].ShouldBeInRange(340, 460);
    }

    [Fact]
    public void Another_seed_is_another_split()
    {
        var text = Csv(500, i => $"k{i}", i => "1");

        Numbers(Split(text, Spec), "__fold").ShouldNotBe(Numbers(Split(text, Spec with { Seed = 8 }, "second"), "__fold"));
    }

    [Fact]
    public void By_time_the_latest_rows_are_the_test_part_and_equal_times_stay_together()
    {
        double[] times = [50, 10, 20, 20, 30, 40, 60, 70, 80, 90];
        var table = Split(Csv(10, i => $"{i}", i => "1"), Time(0.2, 2), times: times);
        Numbers(table, "__fold").ShouldBe([1, 0, 0, 0, 0, 1, 1, 1, -1, -1]);

        double[] tied = [1, 1, 1, 1, 1, 2, 2, 2, 2, 3];
        Numbers(Split(Csv(10, i => $"{i}", i => "1"), Time(0.1, 2), "tied", tied), "__fold").ShouldBe([0, 0, 0, 0, 0, 1, 1, 1, 1, -1]);
    }

    [Fact]
    public void A_row_without_a_time_is_in_no_part()
    {
        var text = "x,y\n1,1\n2,\n3,1\n4,1\n5,1\n";
        Numbers(Split(text, Time(0.25, 1), times: [1, double.NaN, 2, 3, 4]), "__fold").ShouldBe([0, -2, 0, 0, -1]);

        Numbers(Split(text, Time(0.25, 1), "second", [1, 2, double.NaN, 3, 4]), "__fold").ShouldBe([0, -2, -3, 0, -1]);
    }

    [Fact]
    public void A_row_without_a_group_is_a_group_of_its_own()
    {
        var table = Split(
            Csv(500, i => i % 2 == 0 ? (i % 4 == 0 ? "" : " n/a ") : $"g{i % 5}", i => $"{i}"),
            Spec with { Kind = SplitKind.Group, Columns = ["x"] });

        var alone = Texts(table, "x").Zip(Numbers(table, "__fold")).Where(row => row.First is not ['g', ..]).ToArray();
        alone.Length.ShouldBe(250);
        alone.CountBy(row => row.Second).Count().ShouldBe(5);
        Texts(table, "x").Zip(Numbers(table, "__fold")).Where(row => row.First is ['g', ..]).Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public void Groups_are_dealt_evenly_in_rows_and_classes()
    {
        // 40 groups of 5 to 83 rows; all rows of a group have one class, and one row in six is positive.
        var groups = Enumerable.Range(0, 40).SelectMany(g => Enumerable.Repeat(g, 5 + (2 * g))).ToArray();
        var table = Split(
            Csv(groups.Length, i => $"g{groups[i]}", i => groups[i] % 6 == 0 ? "yes" : "no"),
            Spec with { Kind = SplitKind.Group, Columns = ["x"], HasClasses = true, TestShare = 0.2, Folds = 4 });
        var (folds, labels) = (Numbers(table, "__fold"), Texts(table, "y"));
        folds.Zip(Texts(table, "x")).Distinct().Count().ShouldBe(40);
        foreach (var part in new[] { -1.0, 0, 1, 2, 3 })
        {
            var own = Enumerable.Range(0, folds.Length).Where(row => folds[row] == part).ToArray();
            (own.Length / (double)groups.Length).ShouldBe(0.2, 0.02);
            (own.Count(row => labels[row] == "yes") / (double)labels.Count(label => label == "yes")).ShouldBe(0.2, 0.1);
        }
    }

    [Fact]
    public void Rows_without_a_label_are_in_no_part()
    {
        var table = Split("x,y\n1,1\n2,\n3, NA \n4,?\n5,0\n6,1\n7,0\n", Spec with { TestShare = 0, Folds = 2 });

        Numbers(table, "__fold").Select(fold => fold == -2).ShouldBe([false, true, true, true, false, false, false]);
        table.Training(null, Cancellation).Folds.ShouldBe([0, 1]);
    }

    [Theory]
    [InlineData(SplitKind.Stratified, "fold 4 of 4", "the classes of 'y'")]
    [InlineData(SplitKind.Group, "fold 3 of 4", "the groups of x")]
    public void A_part_without_rows_is_refused(SplitKind kind, string part, string by)
    {
        var text = Csv(30, i => kind == SplitKind.Group ? $"{i % 3}" : $"{i % 4}", _ => "1");

        var problem = Refused(() => Split(text, Spec with { Kind = kind, Columns = ["x"] }));
        problem.Code.ShouldBe("TR0046");
        problem.Found.ShouldBe($"{part} would hold no row: 30 labelled rows are split by {by}");
    }

    [Fact]
    public void Files_do_not_depend_on_the_number_of_threads()
    {
        var path = Folder.Write("a.csv", Csv(200_000, i => $"some text {i * 7919L % 5003}", i => $"{i % 3}"));
        var bytes = new[] { 1, 2, 2, 2 }.Select(threads =>
        {
            using var engine = NewEngine(threads);
            using var import = engine.ReadCsv(new() { Paths = [path] }, Cancellation);
            var table = engine.Split(import, Spec, null, Folder.At($"{threads}.folds"), Cancellation);
            engine.Write(table.Schema, table.Scan(null, Cancellation), Folder.At($"{threads}-again.parquet"), Cancellation);
            return new[] { import.Table.Path, Folder.At($"{threads}.folds"), Folder.At($"{threads}-again.parquet") }
                .Select(File.ReadAllBytes).ToArray();
        }).ToArray();

        foreach (var files in bytes)
        {
            files.Zip(bytes[0], (own, other) => own.SequenceEqual(other)).ShouldBe([true, true, true]);
        }

        var written = Engine.Open(Folder.At("2-again.parquet"), Cancellation);
        Numbers(written, "__row").ShouldBe(Enumerable.Range(1, 200_000).Select(row => (double)row));
        Texts(written, "x").ShouldBe(Enumerable.Range(0, 200_000).Select(i => $"some text {i * 7919L % 5003}"));
        Texts(written, "x").Zip(Texts(written, "y"), Numbers(written, "__fold")).Distinct().Count().ShouldBe(15_009);
    }

    private static SplitSpec Time(double share, int folds) =>
        Spec with { Kind = SplitKind.Time, Columns = ["x"], TestShare = share, Folds = folds };

    private static string Csv(int rows, Func<int, string> x, Func<int, string> y) =>
        "x,y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{x(i)},{y(i)}\n"));

    private static string?[] Texts(ParquetTable table, string column) =>
        [.. table.Scan([column], null, Cancellation).SelectMany(block => block.Texts(0).ToArray())];

    private ParquetTable Split(string text, SplitSpec spec, string name = "snapshot", double[]? times = null)
    {
        using var import = ReadCsv(Folder.Write($"{name}.csv", text));
        return Placed(Engine.Split(import, spec, times, Folder.At($"{name}.folds"), Cancellation), $"{name}.parquet");
    }
}
