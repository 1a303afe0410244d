using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Rows.Keyed;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Keyed;

/// <summary>Lags and windows of a table's own past: rows before a row's own time, known by then.</summary>
public sealed class KeyedHistoryTests
{
    private static readonly KeyedSchema Schema = new()
    {
        Table = "history",
        Keys = [new Column("k", ColumnKind.Number)],
        Time = "at",
        Columns = [new Column("v", ColumnKind.Number), new Column("s", ColumnKind.Text)],
        All = true,
    };

    private static readonly KeyedAggregate[] OfNumbers =
    [
        KeyedAggregate.Count, KeyedAggregate.Sum, KeyedAggregate.Mean, KeyedAggregate.Min, KeyedAggregate.Max, KeyedAggregate.Std,
        KeyedAggregate.Last, KeyedAggregate.Distinct,
    ];

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    public void What_is_made_of_the_past_is_what_a_naive_search_makes(bool knownLater, double delay)
    {
        var random = new Random(5);
        for (var turn = 0; turn < 60; turn++)
        {
            var rows = Enumerable.Range(0, random.Next(1, turn % 4 == 0 ? 400 : 60)).Select(i => new Past(
                random.Next(3), random.Next(30), random.Next(35), random.Next(6) == 0 ? double.NaN : random.Next(-9, 9),
                random.Next(4) == 0 ? null : $"t{random.Next(3)}")).ToArray();
            var table = Open(knownLater ? Schema with { Known = "known" } : Schema, rows);
            var (count, window) = (random.Next(1, 6), (double)random.Next(1, 8));
            LookUpColumn[] outputs =
            [
                .. OfNumbers.Select(of => new LookUpColumn("v", $"{of}", ColumnKind.Number) { Of = of }),
                .. OfNumbers.Select(of => new LookUpColumn("v", $"{of} of rows", ColumnKind.Number) { Of = of, Rows = count }),
                .. OfNumbers.Select(of => new LookUpColumn("v", $"{of} of time", ColumnKind.Number) { Of = of, Window = window }),
                new LookUpColumn("", "rows", ColumnKind.Number) { Of = KeyedAggregate.Count },
                new LookUpColumn("s", "kinds", ColumnKind.Number) { Of = KeyedAggregate.Distinct },
                new LookUpColumn("v", "lag", ColumnKind.Number) { Of = KeyedAggregate.Lag, Rows = count },
                new LookUpColumn("v", "lag of time", ColumnKind.Number) { Of = KeyedAggregate.Lag, Window = window },
                new LookUpColumn("s", "text", ColumnKind.Text) { Of = KeyedAggregate.Lag, Rows = count },
            ];
            var found = Look(table, outputs, rows, delay);
            for (var i = 0; i < rows.Length; i++)
            {
                var own = rows[i];
                Past[] seen =
                [
                    .. rows.Where(row => row.Key == own.Key && row.At < own.At && row.At + delay <= own.At
                        && (!knownLater || row.Known <= own.At))
                        .OrderBy(row => row.At).ThenBy(row => knownLater ? row.Known : 0),
                ];
                Expect("", seen);
                Expect(" of rows", [.. seen.TakeLast(count)]);
                Expect(" of time", [.. seen.Where(row => row.At >= own.At - window)]);
                Number("rows").ShouldBe(seen.Length);
                Number("kinds").ShouldBe(seen.Select(row => row.S).OfType<string>().Distinct().Count());
                Number("lag").ShouldBe(seen.Length < count ? double.NaN : seen[^count].V);
                Number("lag of time").ShouldBe(seen.LastOrDefault(row => row.At <= own.At - window)?.V ?? double.NaN);
                found.Texts(found.Schema.Find("text"))[i].ShouldBe(seen.Length < count ? null : seen[^count].S);

                double Number(string name) => found.Numbers(found.Schema.Find(name))[i];

                void Expect(string part, Past[] of)
                {
                    foreach (var what in OfNumbers)
                    {
                        Close(Number($"{what}{part}"), Made(what, of), $"{what}{part} of row {i}");
                    }
                }
            }
        }
    }

    [Fact]
    public void A_row_never_sees_itself_its_time_or_anything_later()
    {
        var random = new Random(9);
        LookUpColumn[] outputs =
        [
            .. OfNumbers.Select(of => new LookUpColumn("v", $"{of}", ColumnKind.Number) { Of = of }),
            new LookUpColumn("v", "lag", ColumnKind.Number) { Of = KeyedAggregate.Lag },
        ];
        for (var turn = 0; turn < 40; turn++)
        {
            Past[] rows = [.. Enumerable.Range(0, 200).Select(_ => new Past(random.Next(2), random.Next(20), 0, random.Next(50), null))];
            var at = random.Next(20);
            Past[] asked = [.. rows.Where(row => row.At <= at)];
            Past[] changed = [.. rows.Select(row => row.At >= at ? row with { V = row.V + 1000 + random.Next(9) } : row)];
            var (before, after) = (Look(Open(Schema, rows), outputs, asked, 0), Look(Open(Schema, changed), outputs, asked, 0));
            foreach (var output in outputs)
            {
                TableBuilder.Values(after, output.Name).ShouldBe(TableBuilder.Values(before, output.Name));
            }
        }
    }

    /// <summary>
    /// Values of pandas 1.5.3, bench/peers/history.py: groupby.shift, and rolling with closed='left', on rows 4 to 24 hours apart.
    /// </summary>
    [Fact]
    public void Lags_and_windows_are_those_of_pandas()
    {
        var (keys, at, values) = HistoryOfPandas.Rows();
        Past[] rows = [.. keys.Select((key, i) => new Past(key, at[i], 0, values[i], null))];
        var found = Look(
            Open(Schema, rows),
            [
                new LookUpColumn("v", "shift1", ColumnKind.Number) { Of = KeyedAggregate.Lag, Rows = 1 },
                new LookUpColumn("v", "shift3", ColumnKind.Number) { Of = KeyedAggregate.Lag, Rows = 3 },
                new LookUpColumn("v", "mean4", ColumnKind.Number) { Of = KeyedAggregate.Mean, Rows = 4 },
                new LookUpColumn("v", "std4", ColumnKind.Number) { Of = KeyedAggregate.Std, Rows = 4 },
                new LookUpColumn("v", "sum2d", ColumnKind.Number) { Of = KeyedAggregate.Sum, Window = 48 },
                new LookUpColumn("v", "min2d", ColumnKind.Number) { Of = KeyedAggregate.Min, Window = 48 },
                new LookUpColumn("v", "max2d", ColumnKind.Number) { Of = KeyedAggregate.Max, Window = 48 },
                new LookUpColumn("v", "count2d", ColumnKind.Number) { Of = KeyedAggregate.Count, Window = 48 },
                new LookUpColumn("v", "mean", ColumnKind.Number) { Of = KeyedAggregate.Mean },
            ],
            rows, 0);
        foreach (var (name, expected) in HistoryOfPandas.Expected)
        {
            var actual = found.Numbers(found.Schema.Find(name)).ToArray();
            for (var i = 0; i < expected.Length; i++)
            {
                Close(actual[i], expected[i], $"{name} of row {i}");
            }
        }
    }

    [Fact]
    public void A_request_without_a_time_sees_all_rows_and_one_of_an_unknown_key_none()
    {
        var table = Open(Schema, [new Past(1, 10, 0, 3, "a"), new Past(1, 20, 0, 5, null), new Past(2, 15, 0, 7, null)]);
        var found = Look(
            table,
            [
                new LookUpColumn("v", "sum", ColumnKind.Number) { Of = KeyedAggregate.Sum },
                new LookUpColumn("v", "lag", ColumnKind.Number) { Of = KeyedAggregate.Lag },
                new LookUpColumn("v", "week", ColumnKind.Number) { Of = KeyedAggregate.Sum, Window = 7 },
            ],
            [
                new Past(1, double.NaN, 0, 0, null), new Past(9, 30, 0, 0, null), new Past(double.NaN, 30, 0, 0, null),
                new Past(1, 10, 0, 0, null),
            ],
            0);
        TableBuilder.Values(found, "sum").ShouldBe([8.0, 0.0, double.NaN, 0.0]);
        TableBuilder.Values(found, "lag").ShouldBe([5.0, double.NaN, double.NaN, double.NaN]);
        TableBuilder.Values(found, "week").ShouldBe([5.0, 0.0, double.NaN, 0.0]);
        Outcomes(found).ShouldBe([KeyedOutcome.Matched, KeyedOutcome.UnknownKey, KeyedOutcome.NoKey, KeyedOutcome.NotYet]);
    }

    [Fact]
    public void A_latest_row_that_is_too_old_counts_as_none()
    {
        var table = Open(Schema, [new Past(1, 10, 0, 3, null), new Past(1, 20, 0, 5, null)]);
        var found = Look(
            table, [new LookUpColumn("v", "sum", ColumnKind.Number) { Of = KeyedAggregate.Sum }],
            [new Past(1, 25, 0, 0, null), new Past(1, 26, 0, 0, null)], 0, within: 5);
        TableBuilder.Values(found, "sum").ShouldBe([8.0, double.NaN]);
        Outcomes(found).ShouldBe([KeyedOutcome.Matched, KeyedOutcome.TooOld]);
    }

    [Fact]
    public void A_table_without_a_key_is_one_series_and_a_plan_of_it_is_read_again()
    {
        Past[] rows = [.. Enumerable.Range(0, 100).Select(i => new Past(i % 3, i, 0, i, null))];
        var schema = Schema with { Keys = [] };
        var table = Open(schema, rows);
        var look = new FittedLookUp(
            "history", ["at"], [new LookUpColumn("v", "before", ColumnKind.Number) { Of = KeyedAggregate.Sum, Rows = 2 }])
        {
            Timed = true,
            Before = true,
            Delay = 1,
            Outcome = "__found:history",
        };
        var plan = new FittedPlan(new RowSchema([new Column("at", ColumnKind.Number)]), [look]);
        var read = PlanJson.Read(PlanJson.Write(plan)).With(new Dictionary<string, KeyedTable> { ["history"] = table }).Bind();
        var found = read.Apply(new TableBuilder().Numbers("at", 0, 1, 2, 50, 1000).Block());
        TableBuilder.Values(found, "before").ShouldBe([0.0, 0.0, 1.0, 97.0, 197.0]);
    }

    private static void Close(double actual, double expected, string what)
    {
        if (double.IsNaN(expected))
        {
            actual.ShouldBe(double.NaN, what);
        }
        else
        {
            actual.ShouldBe(expected, 1e-9, what);
        }
    }

    private static double Made(KeyedAggregate what, Past[] seen)
    {
        double[] values = [.. seen.Select(row => row.V).Where(value => !double.IsNaN(value))];
        return what switch
        {
            KeyedAggregate.Count => values.Length,
            KeyedAggregate.Sum => values.Sum(),
            KeyedAggregate.Distinct => values.Distinct().Count(),
            KeyedAggregate.Last => seen.Length == 0 ? double.NaN : seen[^1].V,
            KeyedAggregate.Std => values.Length < 2 ? double.NaN
                : Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Length - 1)),
            _ when values.Length == 0 => double.NaN,
            KeyedAggregate.Mean => values.Average(),
            KeyedAggregate.Min => values.Min(),
            _ => values.Max(),
        };
    }

    private static KeyedTable Open(KeyedSchema schema, Past[] rows)
    {
        var builder = new KeyedTableBuilder(schema);
        builder.Add(Block(rows));
        return KeyedTable.Open(builder.Build(CancellationToken.None).File, schema.Table);
    }

    private static RowBlock Block(Past[] rows) => new TableBuilder().Numbers("k", [.. rows.Select(row => row.Key)])
        .Numbers("at", [.. rows.Select(row => row.At)]).Numbers("known", [.. rows.Select(row => row.Known)])
        .Numbers("v", [.. rows.Select(row => row.V)]).Texts("s", [.. rows.Select(row => row.S)]).Block();

    private static RowBlock Look(KeyedTable table, LookUpColumn[] outputs, Past[] rows, double delay, double? within = null)
    {
        var asked = new TableBuilder().Numbers("k", [.. rows.Select(row => row.Key)])
            .Numbers("at", [.. rows.Select(row => row.At)]).Block();
        var look = new FittedLookUp("history", ["k", "at"], outputs)
        {
            Timed = true,
            Before = true,
            Delay = delay,
            Within = within,
            Outcome = "__found:history",
            Source = table,
        };
        return look.Bind(asked.Schema).Apply(asked);
    }

    private static KeyedOutcome[] Outcomes(RowBlock found) =>
        [.. found.Numbers(found.Schema.Find("__found:history")).ToArray().Select(outcome => (KeyedOutcome)(int)outcome)];

    private sealed record Past(double Key, double At, double Known, double V, string? S);
}
