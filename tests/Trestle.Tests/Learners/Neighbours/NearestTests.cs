using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Neighbours;
using Trestle.Testing.Contracts;
using Trestle.Tests.Learners.Linear;

using Xunit;

namespace Trestle.Tests.Learners.Neighbours;

public sealed class NearestContract : LearnerContract
{
    protected override ILearner Learner { get; } = new NearestLearner();
}

/// <summary>Against bench/peers/families_sklearn.py: KNeighborsRegressor and KNeighborsClassifier on rows a little away.</summary>
public sealed class NearestTests
{
    [Theory]
    [InlineData(0, new[]
    {
        3.51992354917, 2.94439939766, 3.74005891016, 5.28823782496, 2.73094107329, 3.60072644835, 3.69776273767, 3.55162913074,
        3.61340206186, 3.50300342539,
    })]
    [InlineData(1, new[]
    {
        3.44085321139, 2.08446330876, 3.98276236438, 5.30130598643, 2.57677142235, 3.71431106259, 3.97566665816, 3.83011102998,
        3.48157215552, 3.80802072688,
    })]
    public void Values_are_as_in_scikit_learn(double weights, double[] expected)
    {
        var set = FamilyData.Numbers(TaskKind.Regression);

        // The last of the ten rows has two neighbours at the same distance, of which only one can be among the seven.
        FamilyData.Every(Fit(set, ("n_neighbors", 7), ("weights", weights)), Away(set))[..^1].ShouldBe(expected[..^1], 1e-5);
    }

    /// <summary>The shares of the classes count like one more neighbour.</summary>
    [Fact]
    public void Classes_are_as_in_scikit_learn()
    {
        var set = FamilyData.Numbers(TaskKind.Multiclass);
        double[] counts = [38, 45, 37];
        double[] expected =
        [
            0.568116347207, 0.431883652793, 0, 0.916355465047, 0.0234049837356, 0.0602395512174, 0.242294897976, 0.757705102024, 0,
            0.0384701109646, 0.880010701411, 0.0815191876249, 0.197974262556, 0.802025737444, 0, 0.406388854198, 0.593611145802, 0,
            0.0302131644324, 0.029839264124, 0.939947571444, 0.383659175373, 0.616340824627, 0, 0.737669287298, 0.191582221079,
            0.0707484916223, 0, 0.481674599724, 0.518325400276,
        ];
        FamilyData.Every(Fit(set, ("n_neighbors", 7), ("weights", 1)), Away(set)).ShouldBe(
            expected.Select((share, at) => ((7 * share) + ((counts[at % 3] + 1) / 123)) / 8), 1e-5);
    }

    [Fact]
    public void Where_training_rows_are_at_the_very_place_only_they_count()
    {
        var set = LinearData.Set(TaskKind.Regression, [[0, 0, 1, 2, 3]], [10, 20, 30, 40, 50]);
        FamilyData.Score(Fit(set, ("n_neighbors", 3)), [0]).ShouldBe([15]);
        FamilyData.Score(Fit(set, ("n_neighbors", 3), ("weights", 0)), [0]).ShouldBe([20], 1e-12);
        FamilyData.Score(Fit(set, ("n_neighbors", 2)), [1.5]).ShouldBe([35], 1e-12);
    }

    [Fact]
    public void Of_two_at_the_same_distance_the_earlier_one_counts()
    {
        var set = LinearData.Set(
            TaskKind.Regression, [[.. Enumerable.Range(0, 30).Select(i => i % 2 == 0 ? 1.0 : -1)]], [.. Enumerable.Range(0, 30)]);
        FamilyData.Score(Fit(set, ("n_neighbors", 3)), [0]).ShouldBe([1], 1e-12);
    }

    [Fact]
    public void No_distance_overflows()
    {
        var set = LinearData.Set(TaskKind.Regression, [[1e300, -1e300, 0, 1], [0, 0, 0, 1]], [1, 2, 3, 4]);
        var model = Fit(set, ("n_neighbors", 1));
        FamilyData.Score(model, [1e301, 0]).ShouldBe([1]);
        FamilyData.Score(model, [-1e20, 5]).ShouldBe([2]);
        Should.Throw<TrestleException>(() => FamilyData.Score(model, [0, double.NaN])).Problems[0].Code.ShouldBe("TR0071");
    }

    [Fact]
    public void A_table_that_is_too_large_to_be_held_is_refused_and_a_large_one_does_not_compete()
    {
        var rows = (int)(NearestLearner.MostValues / 1000) + 1;
        var column = new double[rows];
        var set = LinearData.Set(TaskKind.Regression, [.. Enumerable.Repeat(column, 1000)], column);
        var problem = Should.Throw<TrestleException>(() => new NearestLearner().Begin(set, null, new LearningOptions(1, 1))).Problems[0];
        (problem.Code, problem.Found).ShouldBe(("TR2410", "20001 training rows with 1000 features are too many to be held in a model"));
        var learner = new NearestLearner();
        learner.Unsuited(new DataShape(TaskKind.Binary, 20_000, 50, 2)).ShouldBeNull();
        learner.Unsuited(new DataShape(TaskKind.Binary, 20_001, 50, 2)).ShouldBe(
            "its model holds all rows, and 20001 × 50 values are more than 1000000");
    }

    [Fact]
    public void A_changed_byte_gives_an_error_or_a_model()
    {
        var set = FamilyData.Numbers(TaskKind.Multiclass);
        FamilyData.Damage(Fit(set), new NearestLearner(), set);
    }

    [Theory]
    [InlineData("\"format\":\"trestle-nearest-1\"", "\"format\":\"other\"", "format")]
    [InlineData("\"task\":\"binary\"", "\"task\":\"regression\"", "outputs")]
    [InlineData("\"count\":15", "\"count\":121", "neighbours")]
    [InlineData("\"count\":15", "\"count\":0", "neighbours")]
    [InlineData("\"prior\":[0", "\"prior\":[7", "share")]
    [InlineData("\"labels\":[", "\"labels\":[0,", "value")]
    [InlineData("\"labels\":[0", "\"labels\":[2", "label")]
    public void What_does_not_fit_is_refused(string old, string changed, string reason)
    {
        var json = Encoding.UTF8.GetString(Fit(FamilyData.Numbers(TaskKind.Binary)).Save());
        var at = json.IndexOf(old, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0);
        var file = Encoding.UTF8.GetBytes(json[..at] + changed + json[(at + old.Length)..]);
        Should.Throw<TrestleException>(() => new NearestLearner().Load(file)).Problems[0].Found.ShouldContain(reason);
    }

    private static TrainingSet Away(TrainingSet set)
    {
        double[] by = [0.011, 0.017, 0.023, 0.031];
        var columns = by.Select(
            (distance, feature) => Array.ConvertAll(set.Blocks[0].Numbers(feature).ToArray(), value => value + distance)).ToArray();
        return LinearData.Set(set.Task, columns, set.Labels);
    }

    private static NearestModel Fit(TrainingSet set, params IEnumerable<(string Name, double Value)> parameters) =>
        (NearestModel)FamilyData.Fit(new NearestLearner(), set, parameters);
}
