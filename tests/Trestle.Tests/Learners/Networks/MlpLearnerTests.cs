using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Networks;
using Trestle.Testing.Contracts;
using Trestle.Tests.Learners.Linear;

using Xunit;

namespace Trestle.Tests.Learners.Networks;

public sealed class MlpLearnerTests
{
    private static readonly TrainingSets Sets = new(new LearnerNeeds(false, false, false), rows: 200);

    private static Parameters Quick { get; } =
        new(new Dictionary<string, double> { ["networks"] = 2, ["epochs"] = 16, ["hidden"] = 16 });

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Regression)]
    public void As_many_rounds_as_were_best_give_the_same_model_alone(TaskKind task)
    {
        var learner = new MlpLearner();
        using var tuned = learner.Begin(Sets.Make(task), Sets.Make(task, seed: 2), new LearningOptions(3, 1));
        var learned = tuned.Fit(Quick, CancellationToken.None);
        learned.Rounds.ShouldBeInRange(1, 16);
        using var whole = learner.Begin(Sets.Make(task), null, new LearningOptions(3, 1));
        foreach (var rounds in new[] { 1, learned.Rounds })
        {
            var again = whole.Fit(learner.WithRounds(Quick, rounds), CancellationToken.None);
            again.Rounds.ShouldBe(rounds);
            again.Model.Save().ShouldBe(learned.Model.AtRounds(rounds).Save());
        }
    }

    [Fact]
    public void Learning_ends_when_it_is_enough_and_can_be_repeated()
    {
        var learner = new MlpLearner();
        var (asked, set, other) = (0, Sets.Make(TaskKind.Binary), Sets.Make(TaskKind.Binary, seed: 2));
        using var limited = learner.Begin(set, other, new LearningOptions(3, 1) { Enough = () => ++asked == 2 });
        var ended = limited.Fit(Quick, CancellationToken.None);
        ended.EndedAt.ShouldBe(2);
        using var free = learner.Begin(set, other, new LearningOptions(3, 1));
        var again = free.Fit(learner.WithRounds(Quick, 2), CancellationToken.None);
        (again.Rounds, again.EndedAt).ShouldBe((ended.Rounds, null));
        again.Model.AtRounds(again.Rounds).Save().ShouldBe(ended.Model.AtRounds(ended.Rounds).Save());
    }

    [Theory]
    [InlineData("epochs", 0.5, "TR0065")]
    [InlineData("dropout", 1, "TR0065")]
    [InlineData("rounds", 17, "TR0065")]
    [InlineData("layers", 3, "TR0064")]
    public void Parameters_are_checked(string name, double value, string code)
    {
        using var learning = new MlpLearner().Begin(Sets.Make(TaskKind.Binary), null, new LearningOptions(3, 1));
        Should.Throw<TrestleException>(() => learning.Fit(new Parameters(Quick) { [name] = value }, CancellationToken.None))
            .Problems.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e200)]
    public void A_feature_that_cannot_be_computed_with_is_named(double value)
    {
        var set = LinearData.Set(TaskKind.Regression, [[1, 2, 3, 4], [1, 2, value, 4]], [1, 2, 3, 4]);
        var problem = Should.Throw<TrestleException>(() => new MlpLearner().Begin(set, null, new LearningOptions(1, 1))).Problems[0];
        (problem.Code, problem.Where).ShouldBe(("TR0071", "feature 'x1'"));
    }

    [Fact]
    public void A_missing_value_in_a_row_to_score_is_named()
    {
        var model = Fit(LinearData.Set(TaskKind.Regression, [[1, 2, 3, 4], [1, 2, 2, 4]], [1, 2, 3, 4]));
        var row = LinearData.Set(TaskKind.Regression, [[1], [double.NaN]], [0]).Blocks[0];
        Should.Throw<TrestleException>(() => model.Score(row, new double[1])).Problems[0].Where.ShouldBe("feature 'x1'");
    }

    [Fact]
    public void A_value_stays_among_those_that_were_seen()
    {
        double[] x = [.. Enumerable.Range(0, 80).Select(i => i / 10.0)];
        var model = Fit(LinearData.Set(TaskKind.Regression, [x], [.. x.Select(value => 5 + (3 * value))]));
        var scores = new double[3];
        model.Score(LinearData.Set(TaskKind.Regression, [[-1e9, 3.95, 1e9]], [0, 0, 0]).Blocks[0], scores);
        scores[0].ShouldBe(5, 3);
        scores[0].ShouldBeGreaterThanOrEqualTo(5);
        scores[1].ShouldBe(16.85, 1.5);
        scores[2].ShouldBeInRange(26, 28.7 + 1e-12);
    }

    /// <summary>The quantile of uniform noise around a line is the line and a constant.</summary>
    [Fact]
    public void Quantiles_are_learned()
    {
        var random = new Random(1);
        double[] x = [.. Enumerable.Range(0, 2000).Select(_ => random.NextDouble())];
        var set = LinearData.Set(TaskKind.Regression, [x], [.. x.Select(value => value + random.NextDouble())]);
        using var learning = new MlpLearner().Begin(
            set, null, new LearningOptions(1, 2) { Objective = new Objective("quantile-0.9", LossKind.Quantile, 0.9) });
        var model = learning.Fit(new Parameters(Quick) { ["epochs"] = 40 }, CancellationToken.None).Model;
        var scores = new double[2];
        model.Score(LinearData.Set(TaskKind.Regression, [[0.25, 0.75]], [0, 0]).Blocks[0], scores);
        scores.ShouldBe([1.15, 1.65], 0.12);
        new MlpLearner().Learns(LossKind.Poisson).ShouldBeFalse();
    }

    /// <summary>Two features that only matter together, which neither a line nor a single cut finds.</summary>
    [Fact]
    public void What_is_smooth_in_two_features_is_learned()
    {
        var random = new Random(2);
        double[][] x = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 600).Select(_ => random.NextDouble() - 0.5).ToArray())];
        double[] labels = [.. Enumerable.Range(0, 600).Select(row => x[0][row] * x[1][row] > 0 ? 1.0 : 0)];
        var model = Fit(LinearData.Set(TaskKind.Binary, x, labels), epochs: 60);
        var scores = new double[600];
        model.Score(LinearData.Set(TaskKind.Binary, x, labels).Blocks[0], scores);
        scores.Where((score, row) => score > 0.5 == (labels[row] == 1)).Count().ShouldBeGreaterThan(560);
        model.Importance()[2].ShouldBeLessThan(0.3);
    }

    /// <summary>A single unit's part: contributions of a model of one feature are its whole difference to the mean.</summary>
    [Fact]
    public void Contributions_are_around_the_mean_of_the_training_rows()
    {
        double[] x = [.. Enumerable.Range(0, 60).Select(i => (double)i)];
        var set = LinearData.Set(TaskKind.Regression, [x, [.. x.Select(value => value * 37 % 11)]], [.. x.Select(value => 2 * value)]);
        var model = Fit(set, epochs: 200);
        var contributions = new double[120];
        model.Explain(set.Blocks[0], contributions);
        var (first, second) = (contributions.Where((_, i) => i % 2 == 0).ToArray(), contributions.Where((_, i) => i % 2 == 1).ToArray());
        first[59].ShouldBe(59, 12);
        first[0].ShouldBe(-59, 12);
        second.Select(Math.Abs).Average().ShouldBeLessThan(6);
        model.BaseValues[0].ShouldBe(59, 12);
    }

    [Fact]
    public void The_portfolio_lies_in_the_space_and_no_two_are_the_same()
    {
        foreach (var task in Enum.GetValues<TaskKind>())
        {
            var shape = new DataShape(task, 1000, 10, task == TaskKind.Regression ? 0 : 3);
            var portfolio = new MlpLearner().Portfolio(shape);
            portfolio.Select(parameters => parameters.ToString()).ShouldBeUnique();
            portfolio.ShouldAllBe(parameters => parameters.ContainsKey("label_smoothing") == (task != TaskKind.Regression));
        }

        var learner = new MlpLearner();
        learner.Work(new Parameters([KeyValuePair.Create("hidden", 256.0)])).ShouldBeGreaterThan(2 * learner.Work(Parameters.None));
    }

    private static NetworkModel Fit(TrainingSet set, int epochs = 40)
    {
        using var learning = new MlpLearner().Begin(set, null, new LearningOptions(1, 2));
        return (NetworkModel)learning.Fit(new Parameters(Quick) { ["epochs"] = epochs }, CancellationToken.None).Model;
    }
}
