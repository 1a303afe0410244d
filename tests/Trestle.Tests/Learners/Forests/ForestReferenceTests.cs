using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Forests;
using Trestle.Rows.Blocks;

using Xunit;

namespace Trestle.Tests.Learners.Forests;

/// <summary>
/// One tree of all rows and all features against scikit-learn 1.2.1: DecisionTreeRegressor and DecisionTreeClassifier with the same
/// min_samples_leaf and max_depth, on the rows of <see cref="Linear.LinearReferenceTests"/>; every twelfth prediction, and
/// feature_importances_ where they do not depend on the order of equally good splits.
/// </summary>
public sealed class ForestReferenceTests
{
    private const int Rows = 120;
    private const int Step = 12;

    private static readonly double[][] Features =
        [
            .. Enumerable.Range(0, 4).Select(
                j => Make(i => (((i * (37 + (11 * j))) + (i * i * (j + 3)) + (j * 5)) % 97 / 97.0 * (j + 1)) - j))];

    private static readonly double[] Noise = Make(i => (((i * 53) + (i * i * 7)) % 89 / 89.0) - 0.5);

    private static readonly double[] Signal = Make(
        i => Features[0][i] - (0.7 * Features[1][i]) + (0.4 * Features[3][i]) + (1.5 * Noise[i]));

    [Theory]
    [InlineData(4, 3, new[]
    {
        3.6202652612069963, 2.1264305571643694, 3.8196370289109502, 5.11583458820804, 3.047364763118267,
        3.6202652612069963, 3.8196370289109502, 3.405478976022241, 3.8196370289109502, 3.047364763118267,
    })]
    [InlineData(7, 100, new[]
    {
        3.622811394559339, 2.014064249584926, 3.9324877408394148, 5.11583458820804, 3.247603671956446,
        3.622811394559339, 4.05273691390916, 3.7987291290893745, 3.635125502321147, 3.635125502321147,
    })]
    public void A_value(int leaf, int depth, double[] expected)
    {
        var labels = Make(i => 3 + (2 * Features[0][i]) - (1.5 * Features[1][i]) + (0.5 * Features[2][i]) + Noise[i]);
        var model = Tree(TaskKind.Regression, labels, leaf, depth);
        Every(model).ShouldBe(expected, 1e-12);
        if (depth == 3)
        {
            model.Importance().ShouldBe([0.33780495332354504, 0.5886609337591272, 0.07353411291732771, 0], 1e-12);
        }
    }

    [Theory]
    [InlineData(4, 3, new[]
    {
        0.6, 0.25, 0.30952380952380953, 0.30952380952380953, 0.30952380952380953, 0.30952380952380953, 0.7419354838709677,
        0.30952380952380953, 0.30952380952380953, 0.7419354838709677,
    })]
    [InlineData(7, 100, new[]
    {
        0.8, 0.25, 0.2222222222222222, 0.4, 0.0, 0.14285714285714285, 0.8571428571428571, 0.6666666666666666, 0.2222222222222222,
        0.8571428571428571,
    })]
    public void Two_classes(int leaf, int depth, double[] expected)
    {
        var model = Tree(TaskKind.Binary, Make(i => Signal[i] > 0.038 ? 1 : 0), leaf, depth);

        // The share of the second class, 60 of 120 rows, counts like the leaf of one more tree.
        Every(model).ShouldBe(expected.Select(share => (share + (61.0 / 122)) / 2), 1e-12);
        if (depth == 3)
        {
            model.Importance().ShouldBe([0.11776387576420472, 0.45601203974260657, 0, 0.4262240844931887], 1e-12);
        }
    }

    [Theory]
    [InlineData(4, 3, new[]
    {
        0.5357142857142857, 0.42857142857142855, 0.03571428571428571, 0.24, 0.5, 0.26, 0.75, 0.25, 0.0, 0.1, 0.6, 0.3,
        0.5357142857142857, 0.42857142857142855, 0.03571428571428571, 0.5357142857142857, 0.42857142857142855, 0.03571428571428571,
        0.24, 0.5, 0.26, 0.5357142857142857, 0.42857142857142855, 0.03571428571428571, 0.24, 0.5, 0.26, 0.0, 0.25, 0.75,
    })]
    [InlineData(7, 100, new[]
    {
        0.36363636363636365, 0.6363636363636364, 0.0, 0.3076923076923077, 0.6923076923076923, 0.0, 0.9090909090909091,
        0.09090909090909091, 0.0, 0.1, 0.6, 0.3, 0.36363636363636365, 0.6363636363636364, 0.0, 0.36363636363636365,
        0.6363636363636364, 0.0, 0.0, 0.0, 1.0, 0.5, 0.4, 0.1, 0.4444444444444444, 0.2222222222222222, 0.3333333333333333, 0.0,
        0.14285714285714285, 0.8571428571428571,
    })]
    public void Three_classes(int leaf, int depth, double[] expected)
    {
        var model = Tree(TaskKind.Multiclass, Make(i => Signal[i] < -0.3 ? 0 : Signal[i] < 0.5 ? 1 : 2), leaf, depth);
        double[] counts = [38, 45, 37];
        Every(model).ShouldBe(expected.Select((share, at) => (share + ((counts[at % 3] + 1) / 123)) / 2), 1e-12);
    }

    private static ForestModel Tree(TaskKind task, double[] labels, int leaf, int depth)
    {
        using var learning = ForestLearning.Begin(
            "forest", Linear.LinearData.Set(task, Features, labels), new LearningOptions(1, 1), extra: false);
        return learning.Grow(new ForestParameters(1, leaf, Features.Length, depth, Rows, false, false), CancellationToken.None);
    }

    private static double[] Every(ForestModel model)
    {
        var schema = new RowSchema(Features.Select((_, column) => new Column($"x{column}", ColumnKind.Number)));
        var scores = new double[Rows * model.Outputs];
        model.Score(new RowBlock(schema, Rows, Features), scores);
        return [.. scores.Where((_, at) => at / model.Outputs % Step == 0)];
    }

    private static double[] Make(Func<int, double> value) => [.. Enumerable.Range(0, Rows).Select(value)];
}
