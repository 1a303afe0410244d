using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Additive;
using Trestle.Testing.Contracts;
using Trestle.Tests.Learners.Linear;

using Xunit;

namespace Trestle.Tests.Learners.Additive;

public sealed class AdditiveContract : LearnerContract
{
    protected override ILearner Learner { get; } = new AdditiveLearner();

    protected override Parameters Quick(TaskKind task) => new(base.Quick(task)) { ["rounds"] = 15 };
}

/// <summary>
/// With one feature against scikit-learn 1.2.1: HistGradientBoosting with trees of three leaves (bench/peers/families_sklearn.py), whose
/// derivatives are 32-bit floats.
/// </summary>
public sealed class AdditiveTests
{
    private static readonly (string, double)[] Shared =
        [("max_leaves", 3), ("min_samples_leaf", 7), ("reg_lambda", 0.5), ("learning_rate", 0.2), ("rounds", 2), ("interactions", 0)];

    [Fact]
    public void A_value_is_boosted_as_in_scikit_learn()
    {
        var set = One(TaskKind.Regression);
        FamilyData.Every(Fit(set, Shared), set).ShouldBe(
            [
                4.71213016588, 2.56767221219, 3.27569599504, 4.29801164179, 3.27569599504, 4.71213016588, 3.6507449078, 3.6507449078,
                3.6507449078, 3.6507449078,
            ], 1e-5);
    }

    [Fact]
    public void Classes_are_boosted_as_in_scikit_learn()
    {
        var set = One(TaskKind.Binary);
        FamilyData.Every(Fit(set, Shared), set).ShouldBe(
            [
                0.729647659183, 0.245395245519, 0.493966959353, 0.556770558668, 0.440884653005, 0.556770558668, 0.493966959353,
                0.493966959353, 0.493966959353, 0.493966959353,
            ], 1e-5);
    }

    [Fact]
    public void A_pair_that_matters_together_is_found_and_named()
    {
        var random = new Random(3);
        double[][] x = [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, 500).Select(_ => random.NextDouble() - 0.5).ToArray())];
        var set = LinearData.Set(
            TaskKind.Regression, x, [.. Enumerable.Range(0, 500).Select(i => x[0][i] + (x[1][i] * x[3][i] > 0 ? 1 : 0))]);
        var model = Fit(set, ("interactions", 1), ("rounds", 60));
        model.Pairs.ShouldBe([("x1", "x3")]);
        Fit(set, ("interactions", 0), ("rounds", 60)).Pairs.ShouldBeEmpty();
        TrainingSets.Loss(set, LinearData.Score(model, set)).ShouldBeLessThan(0.03);
        TrainingSets.Loss(set, LinearData.Score(Fit(set, ("interactions", 0), ("rounds", 60)), set)).ShouldBeGreaterThan(0.09);
        model.Importance()[2].ShouldBeLessThan(0.1);
    }

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    public void As_many_rounds_as_were_best_give_the_same_model_alone(TaskKind task)
    {
        var sets = new TrainingSets(new LearnerNeeds(true, true, false), rows: 150);
        var learner = new AdditiveLearner();
        var parameters = new Parameters([KeyValuePair.Create("interactions", 2.0)]);
        using var tuned = learner.Begin(sets.Make(task), sets.Make(task, seed: 2), new LearningOptions(3, 1));
        var learned = tuned.Fit(parameters, CancellationToken.None);
        using var whole = learner.Begin(sets.Make(task), null, new LearningOptions(3, 1));
        foreach (var rounds in new[] { 1, 12, learned.Rounds })
        {
            var again = whole.Fit(learner.WithRounds(parameters, rounds), CancellationToken.None);
            again.Rounds.ShouldBe(rounds);
            again.Model.Save().ShouldBe(learned.Model.AtRounds(rounds).Save());
        }
    }

    [Fact]
    public void Learning_ends_when_it_is_enough_and_can_be_repeated()
    {
        var sets = new TrainingSets(new LearnerNeeds(true, true, false), rows: 150);
        var (asked, set, other) = (0, sets.Make(TaskKind.Binary), sets.Make(TaskKind.Binary, seed: 2));
        var learner = new AdditiveLearner();
        using var limited = learner.Begin(set, other, new LearningOptions(3, 1) { Enough = () => ++asked == 3 });
        var ended = limited.Fit(Parameters.None, CancellationToken.None);
        ended.EndedAt.ShouldBe(3);
        using var free = learner.Begin(set, other, new LearningOptions(3, 1));
        var again = free.Fit(learner.WithRounds(Parameters.None, 3), CancellationToken.None);
        (again.Rounds, again.EndedAt).ShouldBe((ended.Rounds, null));
        again.Model.Save().ShouldBe(ended.Model.Save());
    }

    [Theory]
    [InlineData("learning_rate", 0, "TR0065")]
    [InlineData("max_leaves", 1, "TR0065")]
    [InlineData("interactions", 2.5, "TR0065")]
    [InlineData("depth", 3, "TR0064")]
    public void Parameters_are_checked(string name, double value, string code) =>
        Should.Throw<TrestleException>(() => Fit(One(TaskKind.Binary), (name, value))).Problems.ShouldHaveSingleItem().Code.ShouldBe(code);

    [Fact]
    public void Large_tables_are_not_for_it()
    {
        var learner = new AdditiveLearner();
        learner.Unsuited(new DataShape(TaskKind.Binary, 100_000, 100, 2)).ShouldBeNull();
        learner.Unsuited(new DataShape(TaskKind.Multiclass, 100_000, 100, 10)).ShouldBe(
            "100000 × 100 values of 10 classes take it too long");
        learner.Portfolio(new DataShape(TaskKind.Binary, 1000, 10, 2)).Select(own => own.ToString()).ShouldBeUnique();
    }

    [Fact]
    public void A_changed_byte_gives_an_error_or_a_model()
    {
        var set = FamilyData.Codes(TaskKind.Multiclass);
        FamilyData.Damage(Fit(set, ("rounds", 9), ("interactions", 1)), new AdditiveLearner(), set);
    }

    [Theory]
    [InlineData("\"format\":\"trestle-additive-1\"", "\"format\":\"other\"", "format")]
    [InlineData("\"task\":\"binary\"", "\"task\":\"multiclass\"", "outputs")]
    [InlineData("\"cuts\":[", "\"cuts\":[1e308,", "shape")]
    [InlineData("\"rows\":[", "\"rows\":[-1,", "shape")]
    [InlineData("\"pairs\":[{\"first\":0", "\"pairs\":[{\"first\":1", "table")]
    [InlineData("\"firstGroups\":[0", "\"firstGroups\":[1", "table")]
    [InlineData("\"shapes\":[", "\"shapes\":[null,", "shape")]
    public void What_does_not_fit_is_refused(string old, string changed, string reason)
    {
        var set = FamilyData.Numbers(TaskKind.Binary);
        var two = LinearData.Set(
            TaskKind.Binary, [.. Enumerable.Range(0, 2).Select(feature => set.Blocks[0].Numbers(feature).ToArray())], set.Labels);
        var json = Encoding.UTF8.GetString(Fit(two, ("rounds", 10), ("interactions", 1), ("min_samples_leaf", 3)).Save());
        var at = json.IndexOf(old, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0);
        var file = Encoding.UTF8.GetBytes(json[..at] + changed + json[(at + old.Length)..]);
        Should.Throw<TrestleException>(() => new AdditiveLearner().Load(file)).Problems[0].Found.ShouldContain(reason);
    }

    private static TrainingSet One(TaskKind task)
    {
        var set = FamilyData.Numbers(task);
        return LinearData.Set(task, [set.Blocks[0].Numbers(1).ToArray()], set.Labels);
    }

    private static AdditiveModel Fit(TrainingSet set, params IEnumerable<(string Name, double Value)> parameters) =>
        (AdditiveModel)FamilyData.Fit(new AdditiveLearner(), set, parameters);
}
