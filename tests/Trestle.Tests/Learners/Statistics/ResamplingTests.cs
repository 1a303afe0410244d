using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

public sealed class ResamplingTests
{
    [Fact]
    public void Groups_are_drawn_whole_and_a_row_without_one_by_itself()
    {
        var resampling = Resampling.Of(new RowDependence { Groups = [7, 8, 7, double.NaN, 8, double.NaN] }, 6);
        var alone = 0;
        foreach (var taken in Draws(resampling, 200))
        {
            (taken[0], taken[1]).ShouldBe((taken[2], taken[4]));
            (taken[0] + taken[1] + taken[3] + taken[5]).ShouldBe(4);
            alone += taken[3] != taken[5] ? 1 : 0;
        }

        alone.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Blocks_are_neighbours_in_time_in_whatever_order_the_rows_are()
    {
        // Times 0 to 9 in two blocks of five, the second row of time 3 with the first one.
        var resampling = Resampling.Of(new RowDependence { Times = [9, 3, 0, 1, 2, 4, 5, 6, 7, 8, 3] }, 11, 5);
        resampling.Block.ShouldBe(5);
        int[] byTime = [2, 3, 4, 1, 5, 6, 7, 8, 9, 0];
        foreach (var taken in Draws(resampling, 200))
        {
            taken[10].ShouldBe(taken[1]);
            byTime.Sum(row => taken[row]).ShouldBe(10);
            Enumerable.Range(0, 10).Count(i => taken[byTime[i]] != taken[byTime[(i + 1) % 10]]).ShouldBeLessThanOrEqualTo(4);
        }
    }

    [Fact]
    public void With_both_a_row_is_taken_as_often_as_its_group_times_as_often_as_its_time()
    {
        double[] groups = [.. Enumerable.Range(0, 20).Select(row => (double)(row / 10))];
        double[] times = [.. Enumerable.Range(0, 20).Select(row => (double)(row % 10))];
        foreach (var taken in Draws(Resampling.Of(new RowDependence { Groups = groups, Times = times }, 20), 50))
        {
            taken.Sum().ShouldBe(20);
            Enumerable.Range(0, 9).ShouldAllBe(row => taken[row] * taken[row + 11] == taken[row + 1] * taken[row + 10]);
        }
    }

    [Fact]
    public void Rows_of_a_single_time_follow_each_other()
    {
        var resampling = Resampling.Of(new RowDependence { Times = new double[6] }, 6, 3);
        Draws(resampling, 50).ShouldAllBe(taken => taken.Sum() == 6);
        Draws(resampling, 50).ShouldContain(taken => taken[0] != taken[5]);
    }

    [Fact]
    public void The_same_seed_gives_the_same_rows_and_independent_rows_are_drawn_one_by_one()
    {
        var resampling = Resampling.Of(RowDependence.None, 5);
        Draws(resampling, 20).Select(taken => string.Join(' ', taken)).ShouldBe(
            Draws(resampling, 20).Select(taken => string.Join(' ', taken)));
        Draws(resampling, 20).ShouldAllBe(taken => taken.Sum() == 5);
    }

    [Fact]
    public void Blocks_are_as_long_as_the_losses_depend_on_each_other()
    {
        var random = new Random(1);
        var errors = new double[800];
        for (var i = 1; i < errors.Length; i++)
        {
            errors[i] = (0.95 * errors[i - 1]) + random.NextDouble() - 0.5;
        }

        var outcome = new Outcome(TaskKind.Regression, new double[800], errors, 1)
        {
            Dependence = new RowDependence { Times = [.. Enumerable.Range(0, 800).Select(i => (double)i)] },
        };
        var mae = MetricCatalog.Get("mae");
        Resampling.Of(mae, outcome, TestContext.Current.CancellationToken).Block.ShouldBeInRange(20, 90);
        random.Shuffle(errors);
        Resampling.Of(mae, outcome, TestContext.Current.CancellationToken).Block.ShouldBeInRange(1, 5);
        Resampling.Of(mae, outcome with { Dependence = RowDependence.None }, TestContext.Current.CancellationToken).Block.ShouldBe(1);
    }

    private static IEnumerable<int[]> Draws(Resampling resampling, int count) => Enumerable.Range(0, count).Select(resample =>
    {
        var taken = new int[resampling.Rows];
        resampling.Draw(taken, 3, resample);
        return taken;
    });
}
