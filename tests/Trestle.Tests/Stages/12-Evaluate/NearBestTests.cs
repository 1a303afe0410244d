using Shouldly;

using Trestle.Learners;
using Trestle.Learners.Metrics;
using Trestle.Stages.Evaluate;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.Evaluate;

/// <summary>Which models get the figures that take long.</summary>
public sealed class NearBestTests
{
    private static readonly (string Name, int Complexity, double Auc)[] Adult =
    [
        ("majority", 0, 0.5), ("linear", 1, 0.9071), ("additive", 1, 0.9264), ("forest", 2, 0.9190), ("lightgbm", 2, 0.9273),
        ("ensemble.2", 3, 0.9280),
    ];

    [Theory]
    [InlineData(0.005, "lightgbm ensemble.2")]                 // 2 % of the 0.072 that the best lacks of 1
    [InlineData(0.07, "additive forest lightgbm ensemble.2")]  // two steps at 7 % of that are 0.0101
    [InlineData(0, "additive lightgbm ensemble.2", 0.9266)]
    public void Those_that_the_price_of_complexity_can_bring_to_the_top(double price, string expected, double additive = 0.9264) =>
        Near(price, ["linear", "additive", "forest", "lightgbm", "ensemble.2"], additive).ShouldBe(expected);

    [Fact]
    public void The_best_is_the_best_of_those_that_may_be_selected() =>
        Near(0.005, ["linear", "forest"]).ShouldBe("additive forest lightgbm ensemble.2");

    [Fact]
    public void All_models_where_none_may_be_selected() =>
        Near(0.005, []).ShouldBe("linear additive forest lightgbm ensemble.2");

    private static string Near(double price, string[] blessed, double additive = 0.9264) => string.Join(' ', NearBest.Of(
        new Auc(), [.. Adult.Select(entry => Candidate(entry.Name, entry.Complexity))],
        Adult.ToDictionary(entry => entry.Name, entry => entry.Name == "additive" ? additive : entry.Auc), blessed.ToHashSet(), price));

    private static Candidate Candidate(string name, int complexity) => new()
    {
        Id = name,
        Learner = name.Split('.')[0],
        Title = name,
        Reason = "",
        Baseline = name == "majority",
        Complexity = complexity,
        Preparation = new StepList([]),
        Categories = [],
        Space = SearchSpace.Empty,
        Trials = 1,
    };
}
