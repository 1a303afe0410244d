using System.Buffers.Binary;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Keyed;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Keyed;

/// <summary>Tables that are looked up by key and time.</summary>
public sealed class KeyedTableTests
{
    private static readonly KeyedSchema Plain = new()
    {
        Table = "planes",
        Keys = [new Column("tail", ColumnKind.Text), new Column("n", ColumnKind.Number)],
        Columns = [new Column("seats", ColumnKind.Number), new Column("maker", ColumnKind.Text)],
    };

    private static readonly KeyedSchema Timed = new()
    {
        Table = "weather",
        Keys = [new Column("k", ColumnKind.Number)],
        Time = "at",
        Known = "known",
        Columns = [new Column("v", ColumnKind.Number)],
    };

    [Fact]
    public void A_row_is_found_by_all_columns_of_its_key()
    {
        var built = Build(Plain, new TableBuilder().Texts("tail", "a", "b", "", "ab", "b", null).Numbers("n", 1, 1, 2, -0.0, 2, 9)
            .Numbers("seats", 10, 20, double.NaN, 40, 50, 60).Texts("maker", "X", null, "Ünì𝄞", "X", "Y", "Z").Block());
        (built.Schema.Rows, built.Schema.Groups, built.Keyless).ShouldBe((5, 5, 1L));
        var (values, outcomes) = Look(
            built, [new string?[] { "b", "", "ab", "ab", null, "a", "c" }, new double[] { 2, 2, 0, 1, 1, double.NaN, 1 }], null);
        outcomes.ShouldBe([
            KeyedOutcome.Matched, KeyedOutcome.Matched, KeyedOutcome.Matched, KeyedOutcome.UnknownKey, KeyedOutcome.NoKey,
            KeyedOutcome.NoKey, KeyedOutcome.UnknownKey]);
        values[0].ShouldBe(new[] { 50, double.NaN, 40, double.NaN, double.NaN, double.NaN, double.NaN });
        values[1].ShouldBe(new string?[] { "Y", "Ünì𝄞", "X", null, null, null, null });
    }

    [Theory]
    [InlineData(KeyedRow.Only, 1)]
    [InlineData(KeyedRow.First, 1)]
    [InlineData(KeyedRow.Last, 3)]
    public void Of_several_rows_of_a_key_one_is_taken_and_told(KeyedRow row, double expected)
    {
        var schema = Plain with { Keys = [new Column("tail", ColumnKind.Text)], Row = row };
        var built = Build(schema, new TableBuilder().Texts("tail", "a", "b", "a", "a", "b").Numbers("seats", 1, 7, 1, 3, 7)
            .Texts("maker", "X", "Y", "X", "X", "Y").Block());
        Look(built, [new[] { "a" }], null).Values[0].ShouldBe(new[] { expected });
        (built.Repeats, built.AmbiguousKeys).ShouldBe((2L, 1L));
        built.Ambiguous.ShouldBe([new RepeatedKey("a", 2)]);
    }

    [Fact]
    public void What_is_found_at_a_time_is_what_a_naive_search_finds()
    {
        var random = new Random(7);
        for (var turn = 0; turn < 200; turn++)
        {
            var rows = Enumerable.Range(0, random.Next(60)).Select(i => (
                Key: (double)random.Next(4), At: (double)random.Next(12), Known: (double)random.Next(15), Value: (double)i)).ToArray();
            var within = turn % 3 == 0 ? double.PositiveInfinity : random.Next(6);
            var schema = turn % 2 == 0 ? Timed : Timed with { Known = null };
            var built = Build(schema, Block(rows));
            var keys = Enumerable.Range(0, 80).Select(_ => (double)random.Next(6)).ToArray();
            var at = keys.Select(_ => random.Next(8) == 0 ? double.NaN : random.Next(-1, 16)).ToArray();
            var found = (double[])Look(built, [keys], at, within).Values[0];
            for (var i = 0; i < keys.Length; i++)
            {
                var expected = rows
                    .Where(row => row.Key == keys[i])
                    .Where(row => double.IsNaN(at[i]) || (row.At <= at[i] && (schema.Known is null || row.Known <= at[i])))
                    .OrderBy(row => row.At).ThenBy(row => schema.Known is null ? 0 : row.Known).ThenBy(row => row.Value)
                    .LastOrDefault((Key: -1, At: double.NaN, Known: 0, Value: double.NaN));
                found[i].ShouldBe(at[i] - expected.At > within ? double.NaN : expected.Value);
            }
        }
    }

    [Fact]
    public void A_row_never_sees_what_comes_later()
    {
        var random = new Random(3);
        for (var turn = 0; turn < 100; turn++)
        {
            var past = Enumerable.Range(0, 30).Select(i => (
                Key: (double)random.Next(3), At: (double)random.Next(10), Known: (double)random.Next(10), Value: (double)i)).ToArray();
            var future = Enumerable.Range(0, 30).Select(i => random.Next(2) == 0
                ? (Key: (double)random.Next(3), At: 10.0 + random.Next(5), Known: (double)random.Next(20), Value: 1000.0 + i)
                : (Key: (double)random.Next(3), At: (double)random.Next(10), Known: 10.0 + random.Next(5), Value: 1000.0 + i)).ToArray();
            double[] keys = [.. Enumerable.Range(0, 30).Select(i => (double)(i % 4))];
            double[] at = [.. keys.Select(_ => random.NextDouble() * 9.99)];
            var mixed = past.Concat(future).ToArray();
            random.Shuffle(mixed);

            // Ties are settled by the order of the source, which must stay the same among rows of the past.
            var later = mixed.Where(row => row.Value >= 1000).ToArray();
            var ordered = later.Take(15).Concat(past).Concat(later.Skip(15));
            var (without, with) = (Look(Build(Timed, Block(past)), [keys], at), Look(Build(Timed, Block([.. ordered])), [keys], at));
            with.Values[0].ShouldBe(without.Values[0]);
        }
    }

    [Fact]
    public void What_is_made_of_a_window_is_what_a_naive_search_makes()
    {
        var random = new Random(11);
        var schema = Timed with { All = true, Columns = [new Column("v", ColumnKind.Number), new Column("s", ColumnKind.Text)] };
        for (var turn = 0; turn < 100; turn++)
        {
            var rows = Enumerable.Range(0, 1 + random.Next(60)).Select(i => (
                Key: (double)random.Next(3), At: (double)random.Next(12), Known: (double)random.Next(15),
                Value: random.Next(5) == 0 ? double.NaN : random.Next(6),
                Text: random.Next(4) == 0 ? null : $"t{random.Next(3)}")).ToArray();
            var used = turn % 2 == 0 ? schema : schema with { Known = null };
            var built = Build(used, new TableBuilder().Numbers("k", [.. rows.Select(row => row.Key)])
                .Numbers("at", [.. rows.Select(row => row.At)]).Numbers("known", [.. rows.Select(row => row.Known)])
                .Numbers("v", [.. rows.Select(row => row.Value)]).Texts("s", [.. rows.Select(row => row.Text)]).Block());
            built.Schema.Rows.ShouldBe(rows.Length);
            var window = turn % 3 == 0 ? double.PositiveInfinity : random.Next(1, 6);
            double[] keys = [.. Enumerable.Range(0, 40).Select(i => i == 0 ? double.NaN : random.Next(4))];
            double[] at = [.. keys.Select((_, i) => i == 1 ? double.NaN : random.Next(-1, 16))];
            var (ranges, table) = (new KeyedRange[40], Open(built));
            table.Ranges([keys], at, KeyedPast.NotLater, ranges, new double[40]);
            ranges = table.Part(ranges, KeyedAggregate.Sum, new KeyedPart(null, window), before: false);
            double[] Made(KeyedAggregate what, int? column) => (double[])table.Aggregate(what, column, ranges);
            for (var i = 0; i < 40; i++)
            {
                var time = double.IsNaN(at[i]) ? rows.Max(row => row.At) : at[i];
                var seen = rows.Where(row => row.Key == keys[i] && row.At <= time && row.At > time - window)
                    .Where(row => used.Known is null || row.Known <= time)
                    .OrderBy(row => row.At).ThenBy(row => used.Known is null ? 0 : row.Known).ToArray();
                double[] values = [.. seen.Select(row => row.Value).Where(value => !double.IsNaN(value))];
                double Or(double value) => double.IsNaN(keys[i]) ? double.NaN : value;
                Made(KeyedAggregate.Count, null)[i].ShouldBe(Or(seen.Length));
                Made(KeyedAggregate.Count, 1)[i].ShouldBe(Or(seen.Count(row => row.Text is not null)));
                Made(KeyedAggregate.Sum, 0)[i].ShouldBe(Or(values.Sum()));
                Made(KeyedAggregate.Mean, 0)[i].ShouldBe(values.Length == 0 ? double.NaN : values.Sum() / values.Length);
                Made(KeyedAggregate.Min, 0)[i].ShouldBe(values.Length == 0 ? double.NaN : values.Min());
                Made(KeyedAggregate.Max, 0)[i].ShouldBe(values.Length == 0 ? double.NaN : values.Max());
                Made(KeyedAggregate.Last, 0)[i].ShouldBe(seen.Length == 0 ? double.NaN : seen[^1].Value);
                Made(KeyedAggregate.Latest, 0)[i].ShouldBe(values.Length == 0 ? double.NaN : values[^1]);
                Made(KeyedAggregate.Distinct, 0)[i].ShouldBe(Or(values.Distinct().Count()));
                Made(KeyedAggregate.Distinct, 1)[i].ShouldBe(Or(seen.Select(row => row.Text).OfType<string>().Distinct().Count()));
                ((string?[])table.Aggregate(KeyedAggregate.Last, 1, ranges))[i].ShouldBe(seen.Length == 0 ? null : seen[^1].Text);
            }
        }
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(100)]
    public void The_latest_value_is_found_over_a_long_gap_and_not_beyond_the_window(double window)
    {
        // One key, a value every 150 rows; the other has none but in its first row.
        const int Rows = 1000;
        var built = Build(
            Timed with { Known = null },
            Block([.. Enumerable.Range(0, 2 * Rows).Select(i => (
                (double)(i / Rows), (double)(i % Rows), 0.0, i < Rows ? (i % 150 == 7 ? i : double.NaN) : i == Rows ? -1 : double.NaN))]));
        var (ranges, table) = (new KeyedRange[2 * Rows], Open(built));
        table.Ranges(
            [Enumerable.Range(0, 2 * Rows).Select(i => (double)(i / Rows)).ToArray()],
            [.. Enumerable.Range(0, 2 * Rows).Select(i => (double)(i % Rows))], KeyedPast.NotLater, ranges, new double[2 * Rows]);
        ranges = table.Part(ranges, KeyedAggregate.Latest, new KeyedPart(null, window), before: false);
        var found = (double[])table.Aggregate(KeyedAggregate.Latest, 0, ranges);
        for (var i = 0; i < Rows; i++)
        {
            var last = (i - 7) / 150 * 150 + 7;
            found[i].ShouldBe(i >= 7 && i - last < window ? last : double.NaN);
            found[Rows + i].ShouldBe(i < window ? -1 : double.NaN);
        }
    }

    [Fact]
    public void What_is_not_found_at_a_time_says_why()
    {
        var built = Build(Timed, Block([(1, 10, 12, 100), (1, 20, 20, 200)]));
        var (values, outcomes) = Look(built, [new double[] { 1, 1, 1, 1, 2 }], [9, 11, 12, 30, 30], within: 5);
        outcomes.ShouldBe([
            KeyedOutcome.NotYet, KeyedOutcome.NotYet, KeyedOutcome.Matched, KeyedOutcome.TooOld, KeyedOutcome.UnknownKey]);
        values[0].ShouldBe(new[] { double.NaN, double.NaN, 100, double.NaN, double.NaN });
        built.Schema.Newest.ShouldBe(20);
    }

    [Fact]
    public void Rows_without_a_time_and_rows_that_nothing_can_find_are_counted()
    {
        var built = Build(
            Timed, Block([(1, double.NaN, 1, 1), (1, 2, double.NaN, 2), (1, 3, 3, 3), (1, 3, 3, 4), (1, 3, 3, 4), (2, 3, 3, 9)]));
        (built.Timeless, built.Repeats, built.AmbiguousKeys, built.Schema.Rows).ShouldBe((2L, 0L, 1L, 2));
        Look(built, [new double[] { 1 }], [5]).Values[0].ShouldBe(new double[] { 4 });
    }

    [Fact]
    public void A_table_without_rows_finds_nothing() =>
        Look(Build(Plain, new TableBuilder().Texts("tail").Numbers("n").Numbers("seats").Texts("maker").Block()),
            [new[] { "a" }, new double[] { 1 }], null).Outcomes.ShouldBe([KeyedOutcome.UnknownKey]);

    [Fact]
    public void The_same_rows_give_the_same_bytes() =>
        Build(Timed, Block([(1, 2, 3, 4), (5, 6, 7, 8)])).File.ShouldBe(Build(Timed, Block([(1, 2, 3, 4), (5, 6, 7, 8)])).File);

    [Fact]
    public void A_file_that_is_cut_off_or_changed_is_refused_or_harmless()
    {
        var file = Build(Plain, new TableBuilder().Texts("tail", "a", "b", "c").Numbers("n", 1, 2, 3).Numbers("seats", 10, 20, 30)
            .Texts("maker", "X", "Y", null).Block()).File;
        for (var length = 0; length < file.Length; length++)
        {
            Code(() => KeyedTable.Open(file.AsMemory(0, length), "planes")).ShouldBe("TR2350");
        }

        Code(() => KeyedTable.Open(file.Append((byte)0).ToArray(), "planes")).ShouldBe("TR2350");
        var random = new Random(1);
        for (var turn = 0; turn < 5000; turn++)
        {
            var changed = (byte[])file.Clone();
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                var table = KeyedTable.Open(changed, "planes");
                if (table.Schema.Keys.SequenceEqual(Plain.Keys) && table.Schema.Time is null)
                {
                    var places = new int[3];
                    table.Find([new[] { "a", "b", "z" }, new double[] { 1, 2, 3 }], null, double.PositiveInfinity, places, new double[3]);
                    _ = Enumerable.Range(0, table.Schema.Columns.Count).Select(column => table.Values(column, places)).ToArray();
                }
            }
            catch (TrestleException refused)
            {
                refused.Problems.Single().Code.ShouldBe("TR2350");
            }
        }
    }

    [Fact]
    public void An_index_without_an_empty_slot_does_not_hold_a_request_forever()
    {
        var file = Build(Timed with { Known = null }, Block([(1, 2, 3, 4)])).File;
        var header = 8 + 8 + BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(8));
        var slots = (int)(header + (-header & 7) + 8);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(slots), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(slots + 4), 1);
        var outcomes = new double[1];
        KeyedTable.Open(file, "t").Find([new double[] { 7 }], [9], double.PositiveInfinity, new int[1], outcomes);
        outcomes[0].ShouldBe((double)KeyedOutcome.UnknownKey);
    }

    [Fact]
    public void A_table_that_is_too_large_is_refused()
    {
        var builder = new KeyedTableBuilder(Timed, mostBytes: 500);
        builder.Add(Block([.. Enumerable.Range(0, 100).Select(i => ((double)i, 1.0, 1.0, 1.0))]));
        Code(() => builder.Build(CancellationToken.None)).ShouldBe("TR2351");
    }

    [Fact]
    public void A_plan_takes_the_table_that_it_was_made_with_and_no_other()
    {
        var table = Open(Build(Timed, Block([(1, 2, 3, 4)])));
        var look = new FittedLookUp("weather", ["k", "t"], [new LookUpColumn("v", "weather.v", ColumnKind.Number)]) { Timed = true };
        var plan = new FittedPlan(new RowSchema([new Column("k", ColumnKind.Number), new Column("t", ColumnKind.Number)]), [look]);
        plan.With(new Dictionary<string, KeyedTable> { ["weather"] = table }).Bind().Output.Find("weather.v").ShouldBe(2);
        Code(() => plan.With(new Dictionary<string, KeyedTable> { ["wether"] = table })).ShouldBe("TR2352");
        foreach (var other in new[]
        {
            look with { Outputs = [new LookUpColumn("w", "w", ColumnKind.Number)] },
            look with { Columns = ["k", "k2", "t"] },
            look with { Timed = false, Columns = ["k"] },
        })
        {
            Code(() => other.With(new Dictionary<string, KeyedTable> { ["weather"] = table })).ShouldBe("TR2353");
        }

        var texts = new RowSchema([new Column("k", ColumnKind.Text), new Column("t", ColumnKind.Number)]);
        Code(() => (look with { Source = table }).Bind(texts)).ShouldBe("TR2354");
    }

    [Fact]
    public void Only_what_features_are_made_from_is_asked_for_and_looked_up()
    {
        var input = new RowSchema(
            [new Column("k", ColumnKind.Number), new Column("t", ColumnKind.Number), new Column("x", ColumnKind.Number)]);
        var look = new FittedLookUp(
            "w", ["k", "t"], [new LookUpColumn("v", "v", ColumnKind.Number), new LookUpColumn("u", "u", ColumnKind.Number)])
        {
            Timed = true,
            Outcome = "__found:w",
        };
        var plan = new FittedPlan(input, [look, new FittedLog1p(["v", "u", "x"], false)]);
        var joined = plan.For(["v"]);
        joined.Input.Columns.Select(column => column.Name).ShouldBe(["k", "t"]);
        joined.LookUps.Single().Outputs.Single().Name.ShouldBe("v");
        var own = plan.For(["x"]);
        own.Input.Columns.Select(column => column.Name).ShouldBe(["x"]);
        own.LookUps.ShouldBeEmpty();
    }

    private static BuiltTable Build(KeyedSchema schema, RowBlock rows)
    {
        var builder = new KeyedTableBuilder(schema);
        builder.Add(rows);
        return builder.Build(CancellationToken.None);
    }

    private static KeyedTable Open(BuiltTable built) => KeyedTable.Open(built.File, built.Schema.Table);

    private static RowBlock Block((double Key, double At, double Known, double Value)[] rows) => new TableBuilder()
        .Numbers("k", [.. rows.Select(row => row.Key)]).Numbers("at", [.. rows.Select(row => row.At)])
        .Numbers("known", [.. rows.Select(row => row.Known)]).Numbers("v", [.. rows.Select(row => row.Value)]).Block();

    private static (Array[] Values, KeyedOutcome[] Outcomes) Look(
        BuiltTable built, Array[] keys, double[]? at, double within = double.PositiveInfinity)
    {
        var table = Open(built);
        var (places, outcomes) = (new int[keys[0].Length], new double[keys[0].Length]);
        table.Find(keys, at, within, places, outcomes);
        return (
            [.. Enumerable.Range(0, built.Schema.Columns.Count).Select(column => table.Values(column, places))],
            [.. outcomes.Select(outcome => (KeyedOutcome)(int)outcome)]);
    }

    private static string Code(Action action) => Should.Throw<TrestleException>(action).Problems.Single().Code;
}
