using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Conformal;
using Trestle.Learners.Metrics;

using Xunit;

namespace Trestle.Tests.Learners.Conformal;

/// <summary>Intervals and sets. Values: NumPy, bench/peers/calibration.py.</summary>
public sealed class ConformalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void An_interval_ends_at_the_quantiles_of_the_errors_on_either_side()
    {
        // Errors -4.75, -4.5 … 5, shuffled.
        double[] errors = [.. Enumerable.Range(1, 40).Select(i => (((i * 17) % 41) - 20) / 4.0)];
        double[] scores = [.. Enumerable.Range(1, 40).Select(i => i / 8.0)];
        var rows = new Outcome(TaskKind.Regression, [.. scores.Zip(errors, (score, error) => score + error)], scores, 1)
        {
            Folds = [.. Enumerable.Range(0, 40).Select(i => (double)(i % 4))],
        };
        var intervals = ConformalLearning.Of(rows, 1, Cancellation).ShouldNotBeNull().Intervals.ShouldNotBeNull();
        intervals.Scale.ShouldBeNull();
        intervals.Around(100, 0.5).ShouldBe((97.5, 102.75));
        intervals.Around(100, 0.8).ShouldBe((96, 104.25));
        intervals.Around(100, 0.9).ShouldBe((95.5, 104.75));
        intervals.Around(100, 0.95).ShouldBe((95.25, 105));
        intervals.MostLevel.ShouldBe(39.0 / 41, 1e-12);
        var scores40 = new ConformalScores { Intervals = intervals };
        scores40.Allows(0.95).ShouldBeTrue();
        scores40.Allows(0.96).ShouldBeFalse();
        scores40.Allows(0.49).ShouldBeFalse();
        scores40.Allows(double.NaN).ShouldBeFalse();
    }

    [Fact]
    public void Where_errors_grow_with_the_value_so_do_the_intervals_and_they_cover_what_they_should_everywhere()
    {
        var (learned, fresh) = (Amounts(4000, 1, grows: true), Amounts(20_000, 2, grows: true));
        var scores = ConformalLearning.Of(learned, 1, Cancellation).ShouldNotBeNull();
        var intervals = scores.Intervals.ShouldNotBeNull();
        intervals.Scale.ShouldNotBeNull().IsValid.ShouldBeTrue();
        (Width(90) / Width(15)).ShouldBe(6, 1.2);

        // Both halves of the values are covered; intervals of one width cover 99 % of the lower half and 81 % of the upper one.
        Covered(intervals, fresh, value => value < 55).ShouldBe(0.9, 0.02);
        Covered(intervals, fresh, value => value >= 55).ShouldBe(0.9, 0.02);
        Covered(ConformalLearning.Plain(learned), fresh, value => value < 55).ShouldBeGreaterThan(0.95);
        Covered(ConformalLearning.Plain(learned), fresh, value => value >= 55).ShouldBeLessThan(0.87);

        var level = ConformalCoverage.Of(scores, fresh, 100, 0.95, 1, Cancellation).ShouldNotBeNull()[1];
        (level.Level, level.Single, level.ByClass.Count).ShouldBe((0.9, null, 0));
        level.Covered.ShouldBe(0.9, 0.015);
        (level.Low < level.Covered && level.High > level.Covered && level.High - level.Low < 0.01).ShouldBeTrue();
        level.Size.ShouldBe(fresh.Scores.Average(Width), 1e-9);

        double Width(double value) => intervals.Around(value, 0.9).High - intervals.Around(value, 0.9).Low;
    }

    [Fact]
    public void Where_errors_are_alike_all_intervals_have_one_width() =>
        ConformalLearning.Of(Amounts(4000, 3, grows: false), 1, Cancellation)!.Intervals!.Scale.ShouldBeNull();

    [Fact]
    public void Other_labels_in_a_fold_do_not_change_the_scale_that_its_errors_are_measured_by()
    {
        var rows = Amounts(1000, 4, grows: true);
        var changed = rows with { Labels = [.. rows.Labels.Select((label, i) => rows.Folds![i] == 0 ? label + 1e6 : label)] };
        var (plain, other) = (ConformalLearning.Scaled(rows)!, ConformalLearning.Scaled(changed)!);

        // With its own errors in the scale they would be about five units.
        other.Above.Rows.ShouldBe(plain.Above.Rows);
        other.Above.Values[^1].ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Too_few_rows_and_scores_that_are_no_numbers_give_nothing()
    {
        ConformalLearning.Of(Amounts(19, 1, grows: false), 1, Cancellation).ShouldBeNull();
        var rows = Amounts(40, 1, grows: false);
        ConformalLearning.Of(rows with { Scores = [double.NaN, .. rows.Scores.Skip(1)] }, 1, Cancellation).ShouldBeNull();
        ConformalLearning.Of(rows with { Scores = [double.PositiveInfinity, .. rows.Scores.Skip(1)] }, 1, Cancellation).ShouldBeNull();
        ConformalLearning.Of(rows with { Labels = new double[40], Scores = new double[40] }, 1, Cancellation)!
            .Intervals!.Around(0, 0.9).ShouldBe((0, 0));
    }

    [Fact]
    public void A_set_has_the_true_class_for_the_share_of_each_class_also_the_rare_one()
    {
        var (learned, fresh) = (Classes(6000, 5), Classes(30_000, 6));
        var scores = ConformalLearning.Of(learned, 1, Cancellation).ShouldNotBeNull();
        var levels = ConformalCoverage.Of(scores, fresh, 100, 0.95, 1, Cancellation);
        levels.Select(level => level.Level).ShouldBe([0.8, 0.9, 0.95]);
        foreach (var level in levels)
        {
            level.ByClass.Count.ShouldBe(3);
            level.ByClass.ShouldAllBe(share => share > level.Level - 0.06);
            level.Single.ShouldNotBeNull().ShouldBeInRange(0.05, 1);
            level.Size.ShouldBeInRange(1, 3);
        }

        levels[0].Size.ShouldBeLessThan(levels[2].Size);
    }

    [Fact]
    public void A_class_that_no_row_is_of_is_in_every_set()
    {
        var rows = new Outcome(TaskKind.Binary, new double[30], [.. Enumerable.Range(0, 30).Select(i => i / 100.0)], 1);
        var sets = ConformalLearning.Of(rows, 1, Cancellation)!.Sets!;
        sets.Holds(1, 1e-9, 0.5).ShouldBeTrue();
        sets.Holds(0, 0.1, 0.9).ShouldBeFalse();
        sets.Holds(0, 0.9, 0.9).ShouldBeTrue();
    }

    [Fact]
    public void Rows_that_depend_on_each_other_are_covered_less_certainly()
    {
        var rows = Amounts(2000, 7, grows: false);
        var scores = ConformalLearning.Of(rows, 1, Cancellation)!;
        double[] groups = [.. Enumerable.Range(0, 2000).Select(i => (double)(i / 50))];
        var grouped = rows with { Dependence = new RowDependence { Groups = groups } };
        var (alone, together) = (Ninety(rows), Ninety(grouped));
        together.Covered.ShouldBe(alone.Covered);
        together.Low.ShouldNotBe(alone.Low);
        together.Low.ShouldBeInRange(0.8, together.Covered);

        ConformalCoverage Ninety(Outcome outcome) => ConformalCoverage.Of(scores, outcome, 200, 0.95, 1, Cancellation)[1];
    }

    private static double Covered(ConformalIntervals intervals, Outcome rows, Func<double, bool> which)
    {
        int[] asked = [.. Enumerable.Range(0, rows.Rows).Where(row => which(rows.Scores[row]))];
        return asked.Average(row => intervals.Around(rows.Scores[row], 0.9) is var (low, high)
            && rows.Labels[row] >= low && rows.Labels[row] <= high ? 1.0 : 0);
    }

    /// <summary>Predicted amounts from 10 to 100 with errors of one size, or of a size in proportion to them.</summary>
    private static Outcome Amounts(int rows, int seed, bool grows)
    {
        var random = new Random(seed);
        double[] scores = [.. Enumerable.Range(0, rows).Select(_ => 10 + (90 * random.NextDouble()))];
        double[] labels = Array.ConvertAll(
            scores, score => score + ((grows ? score / 5 : 5) * Enumerable.Range(0, 12).Sum(_ => random.NextDouble() - 0.5)));
        return new Outcome(TaskKind.Regression, labels, scores, 1)
        {
            Folds = [.. Enumerable.Range(0, rows).Select(row => (double)(row % 5))],
        };
    }

    /// <summary>Three classes with their true probabilities, the last one rare.</summary>
    private static Outcome Classes(int rows, int seed)
    {
        var random = new Random(seed);
        var (labels, scores) = (new double[rows], new double[rows * 3]);
        for (var row = 0; row < rows; row++)
        {
            double[] weights =
                [Math.Exp(3 * random.NextDouble()), Math.Exp(3 * random.NextDouble()), 0.5 * Math.Exp(3 * random.NextDouble())];
            var sum = weights.Sum();
            var draw = random.NextDouble() * sum;
            labels[row] = draw < weights[0] ? 0 : draw < weights[0] + weights[1] ? 1 : 2;
            for (var c = 0; c < 3; c++)
            {
                scores[(row * 3) + c] = weights[c] / sum;
            }
        }

        return new Outcome(TaskKind.Multiclass, labels, scores, 3)
        {
            Folds = [.. Enumerable.Range(0, rows).Select(row => (double)(row % 5))],
        };
    }
}
