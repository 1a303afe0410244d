using Shouldly;
using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Rows.Blocks;
using Trestle.Stages.Monitor.Monitors;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Signals;
using Trestle.Stages.Monitor.Statistics;
using Trestle.Stages.Monitor.Windows;
using Trestle.Testing;
using Xunit;

namespace Trestle.Tests.Stages.Monitor;

/// <summary>The smallest change that a signal says it sees is seen about as often as it says, and half of it is not.</summary>
public sealed class DetectableTests
{
    private const int Replays = 60;

    [Theory]
    [InlineData("normal", 300)]
    [InlineData("normal", 3000)]
    [InlineData("skewed", 1000)]
    [InlineData("yes or no", 1000)]
    public void A_shift_of_a_number(string kind, int rows)
    {
        var reference = Make(Numbers(kind, 8000, 1), ColumnKind.Number);
        var numbers = reference.Features[0].Numbers!;
        Share(reference, rows, 1).ShouldBeInRange(0.6, 1);
        Share(reference, rows, 0.4).ShouldBeLessThan(0.3);

        // A number with two values moves when more rows have the other one.
        double Share(MonitorReference known, int count, double part) => Seen(known, "feature-drift", part, (seed, smallest) =>
        {
            var values = Numbers(kind, count, seed);
            var random = new Random(-seed - 1);
            return new TableBuilder().Numbers("x", kind == "yes or no"
                ? [.. values.Select(value => random.NextDouble() < smallest * numbers.Deviation / (1 - numbers.Mean) ? 1 : value)]
                : [.. values.Select(value => value + (smallest * numbers.Deviation))]).Block();
        }, count);
    }

    [Fact]
    public void A_share_of_missing_values()
    {
        var reference = Make(Numbers("gaps", 8000, 1), ColumnKind.Number);
        var share = reference.Features[0].Missing / 8000.0;
        Share(1).ShouldBeInRange(0.6, 1);
        Share(0.4).ShouldBeLessThan(0.3);

        double Share(double part) => Seen(reference, "missing-rate", part, (seed, h) =>
        {
            var (values, random) = (Numbers("gaps", 600, seed), new Random(-seed - 1));
            var wanted = Math.Pow(Math.Sin(Math.Asin(Math.Sqrt(share)) + (h / 2)), 2);
            return new TableBuilder().Numbers("x", [.. values.Select(
                value => random.NextDouble() < (wanted - share) / (1 - share) ? double.NaN : value)]).Block();
        }, 600);
    }

    [Fact]
    public void A_rate_of_failures()
    {
        // binom.isf(1e-4, 1000, 0.01) + 1 = 25 hits, and beta.ppf(0.8, 25, 976) of SciPy 1.10.1
        var seen = Rates.Sees(1000, 0.01, 1e-4);
        seen.Effect.ShouldBe(0.029007739001258435, 1e-9);
        seen.Blind.ShouldBeFalse();
        Rates.Sees(2, 0.01, 1e-6).ShouldBe(Detectable.Nothing);
        Rates.Sees(20, 0.01, 1e-4).Effect.ShouldBeInRange(0.2, 0.5);
    }

    /// <summary>ncx2.sf(chi2.isf(1e-4, df), df, 1000 * w ** 2) is 0.8, SciPy 1.10.1.</summary>
    [Theory]
    [InlineData(1, 0.14964571832487458)]
    [InlineData(5, 0.17506408524982506)]
    [InlineData(30, 0.22712523466204979)]
    public void A_chi_square_by_its_moments_is_near_the_exact_one(int freedom, double w) =>
        Detectable.OfChiSquare(freedom, ChiSquare.CriticalValue(1e-4, freedom), 1000).ShouldBe(w, 0.03 * w);

    [Fact]
    public void A_window_that_is_too_small_warns_and_says_so()
    {
        var reference = Make(Numbers("normal", 8000, 1), ColumnKind.Number);
        var few = Of(Judge(reference, new TableBuilder().Numbers("x", Numbers("normal", 25, 2)).Block(), minRows: 20), "feature-drift");
        (few.Blind, few.Alarm).ShouldBe((true, false));
        few.Detectable!.Value.ShouldBeGreaterThan(1);
        few.Detail.ShouldContain("standard deviations may go unseen");
        var none = Of(Judge(reference, new TableBuilder().Numbers("x", Numbers("normal", 20, 2)).Block()), "feature-drift");
        (none.Blind, none.Detectable).ShouldBe((true, double.PositiveInfinity));
        none.Detail.ShouldBe("too few values to test: 20 of at least 50; no change would be seen");
        Of(Judge(reference, new TableBuilder().Numbers("x", Numbers("normal", 1000, 2)).Block()), "feature-drift").Blind.ShouldBeFalse();
    }

    [Fact]
    public void A_column_with_a_trend_that_hides_every_shift_warns()
    {
        var reference = Make([.. Enumerable.Range(0, 8000).Select(i => i * 1.0)], ColumnKind.Number, ordered: true);
        var signal = Of(Judge(reference, new TableBuilder().Numbers("x", Numbers("normal", 1000, 2)).Block()), "feature-drift");
        signal.Detectable!.Value.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void A_file_that_is_sorted_by_a_column_hides_no_shift_of_it()
    {
        double[] sorted = [.. Numbers("normal", 8000, 1).Order()];
        var shifted = new TableBuilder().Numbers("x", [.. Numbers("normal", 1000, 2).Select(value => value + 1)]).Block();
        var signal = Of(Judge(Make(sorted, ColumnKind.Number), shifted), "feature-drift");
        (signal.Alarm, signal.Blind).ShouldBe((true, false));
        signal.Threshold.ShouldBeLessThan(0.3);
        Of(Judge(Make(sorted, ColumnKind.Number, ordered: true), shifted), "feature-drift").Alarm.ShouldBeFalse("that order is of time");
    }

    /// <summary>How often a window that has changed by a part of what its signal says it sees is an alarm.</summary>
    private static double Seen(MonitorReference reference, string monitor, double part, Func<int, double, RowBlock> window, int rows)
    {
        var smallest = Of(Judge(reference, window(1000, 0)), monitor).Detectable!.Value;
        smallest.ShouldBeInRange(0.05, 2, $"{rows} rows");
        return Enumerable.Range(0, Replays).Count(
            replay => Of(Judge(reference, window(2000 + replay, part * smallest)), monitor).Alarm) / (double)Replays;
    }

    private static double[] Numbers(string kind, int rows, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => kind switch
        {
            "skewed" => Math.Exp(Normal(random)),
            "yes or no" => random.NextDouble() < 0.3 ? 1.0 : 0,
            "gaps" => random.NextDouble() < 0.05 ? double.NaN : Normal(random),
            _ => Normal(random),
        })];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static MonitorReference Make(double[] values, ColumnKind kind, bool ordered = false)
    {
        var block = new TableBuilder().Numbers("x", values).Block();
        return ReferenceBuilder.Make(
            new ReferenceSource
            {
                Columns = [new("x", kind)],
                Rows = () => Enumerable.Range(0, block.Rows).Chunk(512).Select(rows => block.Take(rows)),
                Ordered = ordered,
                OutOfFold = new Outcome(TaskKind.Regression, [1, 2, 3], [1, 2, 2], 1),
                Scores = ["score"],
                Metrics = [],
            },
            TestContext.Current.CancellationToken);
    }

    private static SignalReport Judge(MonitorReference reference, RowBlock rows, int minRows = 50)
    {
        var window = new MonitorWindow(reference, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        window.Add(rows, new double[rows.Rows], window.From);
        var settings = new MonitorSettings { MinRows = minRows, PredictionDrift = new DriftSettings { Enabled = false } };
        return WindowJudge.Judge(
            "live", 1, new MonitorView(reference, window, settings, MonitorHistory.None), TestContext.Current.CancellationToken);
    }

    private static Signal Of(SignalReport report, string monitor) => report.Signals.Single(signal => signal.Monitor == monitor);
}
