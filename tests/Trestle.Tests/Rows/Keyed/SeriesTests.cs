using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Rows.Keyed;
using Trestle.Rows.Steps;

using Xunit;

namespace Trestle.Tests.Rows.Keyed;

/// <summary>What a step of a series is forecast from.</summary>
public sealed class SeriesTests
{
    private const double Day = 86_400_000_000;
    private static readonly TimeStep Days = new(Day, 0, 0);
    private static readonly SeriesShape Shape = new("v", Days, 3, 4, 8);

    [Theory]
    [InlineData(20, 17, 3)] // The last step with a value is 20.
    [InlineData(18, 17, 1)]
    [InlineData(17, 14, 3)]
    [InlineData(21, 20, 1)]
    [InlineData(23, 20, 3)]
    [InlineData(25, 20, 5)]
    public void A_step_has_an_origin_at_most_a_horizon_before_it(long step, long origin, int ahead) =>
        Shape.OriginOf(step, 20).ShouldBe((origin, ahead));

    [Theory]
    [InlineData("2024-01-31", "2024-02-29", 1)]
    [InlineData("2024-01-31", "2025-01-31", 12)]
    public void Months_are_counted_by_the_calendar(string start, string time, long number)
    {
        var months = new TimeStep(0, 1, Micros(start));
        months.Number(Micros(time)).ShouldBe(number);
        months.Time(number).ShouldBe(Micros(time));
        (months.Words, months.Seasons).ShouldBe(("month", (12, 0)));
    }

    [Fact]
    public void Days_whose_clocks_were_changed_are_days()
    {
        // Midnights of Berlin in UTC: 23:00 in winter, 22:00 in summer.
        var days = new TimeStep(Day, 0, Micros("2024-03-29T23:00"));
        days.Number(Micros("2024-03-31T22:00")).ShouldBe(2);
        days.Has(Micros("2024-03-31T22:00")).ShouldBeTrue();
        days.Has(Micros("2024-03-31T12:00")).ShouldBeFalse();
        new TimeStep(Day / 24, 0, 0).Seasons.ShouldBe((24, 168));
        new TimeStep(Day / 96, 0, 0).Words.ShouldBe("15 minutes");
    }

    [Fact]
    public void Columns_are_made_of_the_values_up_to_the_origin()
    {
        // A season of four with a rise of 1 each time; the last step is 20, so step 16 is seen from 14, two ahead.
        double[] values = [.. Enumerable.Range(0, 21).Select(i => (i % 4 * 10.0) + (i / 4))];
        double Of(SeriesValue value, int step) => Look(values, [value], [step])[0][0];
        Of(SeriesValue.Ahead, 16).ShouldBe(2);
        Of(SeriesValue.Naive, 16).ShouldBe(values[14]);
        Of(SeriesValue.Seasonal, 16).ShouldBe(values[12]);
        Of(SeriesValue.LongSeasonal, 16).ShouldBe(values[8]);
        Of(SeriesValue.SeasonalMean, 16).ShouldBe((values[12] + values[8] + values[4] + values[0]) / 4);
        Of(SeriesValue.Drift, 16).ShouldBe(values[14] + (2 * (values[14] - values[0]) / 14), 1e-12);
        Of(SeriesValue.Mean, 16).ShouldBe(values[11..15].Average(), 1e-12);
        Of(SeriesValue.LongMean, 16).ShouldBe(values[..15].Average(), 1e-12);
        Of(SeriesValue.Spread, 16).ShouldBe(1, 1e-12);
        Of(SeriesValue.Ets, 16).ShouldBe(HoltWinters.Fit(values.AsSpan(0, 15), 4, 3).Forecasts[1]);
        Of(SeriesValue.Seasonal, 23).ShouldBe(values[19]);
    }

    [Fact]
    public void A_longer_season_that_has_not_come_round_yet_is_the_season()
    {
        double[] values = [.. Enumerable.Range(0, 21).Select(i => (i % 4 * 10.0) + (i / 4))];
        Look(values, [SeriesValue.LongSeasonal], [16], Shape with { Longer = 20 })[0][0].ShouldBe(values[12]);
        Look(values, [SeriesValue.LongSeasonal], [23], Shape with { Longer = 20 })[0][0].ShouldBe(values[3]);
    }

    [Fact]
    public void No_column_sees_a_value_after_the_origin()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 60).Select(_ => random.NextDouble())];
        for (var step = 20; step < 60; step++)
        {
            var (origin, _) = Shape.OriginOf(step, 59);
            double[] changed = [.. values.Select((value, i) => i > origin ? 1000 + i : value)];
            var (one, other) = (Look(values, Enum.GetValues<SeriesValue>(), [step]), Look(changed, Enum.GetValues<SeriesValue>(), [step]));
            one.Select(column => column[0]).ShouldBe(other.Select(column => column[0]), $"step {step}");
        }
    }

    [Fact]
    public void Rows_with_too_little_past_and_beyond_the_horizon_find_nothing()
    {
        double[] values = [.. Enumerable.Range(0, 21).Select(i => (double)i)];
        Outcomes(values, [5, 9, 20, 23, 24]).ShouldBe(
            [(double)KeyedOutcome.NotYet, (double)KeyedOutcome.Matched, 0, 0, (double)KeyedOutcome.TooOld]);
    }

    [Fact]
    public void A_time_before_all_calendars_finds_nothing_and_harms_nothing()
    {
        var months = Shape with { Step = new TimeStep(0, 1, 0) };
        var found = Run([.. Enumerable.Range(0, 400).Select(i => (double)i)], [], [-719_162, 399], months);
        found.Numbers(found.Schema.Find("__found:t")).ToArray().ShouldBe([(double)KeyedOutcome.NotYet, (double)KeyedOutcome.Matched]);
    }

    [Fact]
    public void A_block_of_rows_gives_what_blocks_of_one_give()
    {
        double[] values = [.. Enumerable.Range(0, 80).Select(i => Math.Sin(i) + (i % 4) + (i is 40 or 41 ? double.NaN : 0))];
        int[] steps = [.. Enumerable.Range(0, 84)];
        var together = Look(values, Enum.GetValues<SeriesValue>(), steps);
        foreach (var step in steps)
        {
            var alone = Look(values, Enum.GetValues<SeriesValue>(), [step]);
            for (var column = 0; column < alone.Length; column++)
            {
                BitConverter.DoubleToInt64Bits(alone[column][0]).ShouldBe(BitConverter.DoubleToInt64Bits(together[column][step]));
            }
        }
    }

    private static double Micros(string time) =>
        (DateTime.Parse(time, System.Globalization.CultureInfo.InvariantCulture) - DateTime.UnixEpoch).TotalMicroseconds;

    private static double[][] Look(double[] values, SeriesValue[] wanted, int[] steps, SeriesShape? shape = null)
    {
        var found = Run(values, wanted, steps, shape ?? Shape);
        return [.. wanted.Select(value => found.Numbers(found.Schema.Find($"{value}")).ToArray())];
    }

    private static double[] Outcomes(double[] values, int[] steps)
    {
        var found = Run(values, [], steps, Shape);
        return found.Numbers(found.Schema.Find("__found:t")).ToArray();
    }

    private static RowBlock Run(double[] values, SeriesValue[] wanted, int[] steps, SeriesShape shape)
    {
        var builder = new KeyedTableBuilder(new KeyedSchema
        {
            Table = "main",
            Keys = [new Column("k", ColumnKind.Text)],
            Time = "at",
            Columns = [new Column("v", ColumnKind.Number)],
            All = true,
        });
        var schema = new RowSchema(
            [new Column("k", ColumnKind.Text), new Column("at", ColumnKind.Number), new Column("v", ColumnKind.Number)]);
        builder.Add(new RowBlock(
            schema, values.Length, [.. Keys(values.Length), Times(Enumerable.Range(0, values.Length)), values]));
        var step = new LookUp
        {
            Table = "t",
            Columns = ["k", "at"],
            Outputs = [.. wanted.Select(value => new LookUpColumn("v", $"{value}", ColumnKind.Number) { Series = value })],
            Timed = true,
            Forecast = shape,
            Outcome = "__found:t",
            Source = KeyedTable.Open(builder.Build(CancellationToken.None).File, "t"),
        };
        var input = new RowSchema([new Column("k", ColumnKind.Text), new Column("at", ColumnKind.Number)]);
        var fitted = step.Fit(input, null!).Bind(input);
        return fitted.Apply(new RowBlock(input, steps.Length, [.. Keys(steps.Length), Times(steps)]));
    }

    private static Array[] Keys(int count) => [Enumerable.Repeat("a", count).ToArray()];

    private static double[] Times(IEnumerable<int> steps) => [.. steps.Select(step => step * Day)];
}
