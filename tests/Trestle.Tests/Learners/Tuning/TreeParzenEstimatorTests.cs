using Shouldly;

using Trestle.Learners;
using Trestle.Learners.Tuning;

using Xunit;

namespace Trestle.Tests.Learners.Tuning;

public sealed class TreeParzenEstimatorTests
{
    private static readonly SearchSpace Plane =
        new([new Dimension("a", 1e-3, 1e3, 1, Log: true), new Dimension("b", -5, 10, 0), new Dimension("c", 0, 1, 0, Whole: true)]);

    [Fact]
    public void Suggestions_lie_in_the_space_and_follow_from_what_was_tried_the_seed_and_the_number()
    {
        var estimator = new TreeParzenEstimator(Plane);
        Parameters[] tried = [.. Enumerable.Range(0, 9).Select(i => Plane.Draw(new Random(i)))];
        var first = estimator.Suggest(tried, [], 7, 10).ShouldNotBeNull();
        first.ShouldBe(estimator.Suggest(tried, [], 7, 10)!);
        first.ShouldNotBe(estimator.Suggest(tried, [], 7, 11)!);
        first.ShouldNotBe(estimator.Suggest(tried, [], 8, 10)!);
        foreach (var number in Enumerable.Range(0, 50))
        {
            var suggested = estimator.Suggest(tried, [first], 7, number)!;
            Plane.Dimensions.ShouldAllBe(
                dimension => suggested[dimension.Name] >= dimension.Low && suggested[dimension.Name] <= dimension.High);
            (suggested["c"] is 0 or 1).ShouldBeTrue();
        }
    }

    [Fact]
    public void Nothing_that_was_tried_or_is_being_tried_is_suggested_again()
    {
        var space = new SearchSpace([new Dimension("c", 1, 3, 1, Whole: true)]);
        var estimator = new TreeParzenEstimator(space);
        Parameters[] all = [.. Enumerable.Range(1, 3).Select(c => space.With(KeyValuePair.Create("c", (double)c)))];
        estimator.Suggest(all[..1], all[1..2], 1, 3)!["c"].ShouldBe(3);
        estimator.Suggest(all[..2], all[2..], 1, 4).ShouldBeNull();
        estimator.Suggest([], [], 1, 1).ShouldNotBeNull("with nothing known it draws evenly");
    }

    /// <summary>A share of eleven features is one of eleven numbers of features, so that there are eleven trials.</summary>
    [Fact]
    public void Values_that_do_the_same_are_tried_once()
    {
        var share = new Dimension("max_features", 1.0 / 11, 1, 3.0 / 11, Log: true) { Step = 1.0 / 11 };
        var estimator = new TreeParzenEstimator(new SearchSpace([share]));
        var tried = new List<Parameters>();
        while (tried.Count < 20 && estimator.Suggest(tried, [], 3, tried.Count + 1) is { } next)
        {
            tried.Add(next);
        }

        tried.Select(parameters => Math.Round(parameters["max_features"] * 11, 9)).Order().ShouldBe(
            [.. Enumerable.Range(1, 11).Select(count => (double)count)]);
        share.Within(0.31).ShouldBe(3.0 / 11, 1e-15);
        (share with { Low = 0.25, High = 0.26 }).At(0.5).ShouldBeInRange(0.25, 0.26, "no multiple is in the range");
        (share with { Low = 0.2, High = 0.3 }).At(0).ShouldBe(3.0 / 11, 1e-15);
    }

    /// <summary>The mean of twenty searches of 60 trials each, the first ten of them drawn evenly for both.</summary>
    [Fact]
    public void It_finds_better_parameters_than_even_draws_do()
    {
        double[] guided = [.. Enumerable.Range(0, 20).Select(seed => Search(seed, guided: true))];
        double[] drawn = [.. Enumerable.Range(0, 20).Select(seed => Search(seed, guided: false))];
        guided.Average().ShouldBeLessThan(0.5 * drawn.Average());
    }

    private static double Search(int seed, bool guided)
    {
        var random = new Random(seed);
        var estimator = new TreeParzenEstimator(Plane);
        List<Parameters> tried = [.. Enumerable.Range(0, 10).Select(_ => Plane.Draw(random))];
        while (tried.Count < 60)
        {
            tried.Add(guided ? estimator.Suggest([.. tried.OrderBy(Loss)], [], seed, tried.Count)! : Plane.Draw(random));
        }

        return tried.Min(Loss);
    }

    /// <summary>Least at a = 30, b = 3, c = 1: a valley that is not along an axis.</summary>
    private static double Loss(Parameters at)
    {
        var (a, b) = (Math.Log10(at["a"]) - Math.Log10(30), (at["b"] - 3) / 5);
        return (a * a) + (b * b) + (a * b) + (at["c"] == 1 ? 0 : 0.5);
    }
}
