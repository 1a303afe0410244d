using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Forests;
using Trestle.Rows.Blocks;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Learners.Forests;

public sealed class ForestLearnerTests
{
    private static readonly RowSchema Schema = new([new Column("x", ColumnKind.Number), new Column("kind", ColumnKind.Number)]);

    public static TheoryData<ILearner> Both => [new ForestLearner(), new ExtraTreesLearner()];

    [Theory]
    [MemberData(nameof(Both))]
    public void Missing_values_go_where_they_fit(ILearner learner)
    {
        // Rows without x have the target of the rows with a small one; then of those with a large one.
        foreach (var high in new[] { false, true })
        {
            double[] x = [.. Enumerable.Range(0, 200).Select(i => i < 60 ? double.NaN : i)];
            double[] y = [.. x.Select(value => double.IsNaN(value) ? (high ? 1.0 : 0) : value < 130 ? 0 : 1)];
            var model = Fit(learner, TaskKind.Regression, [x, new double[200]], y);
            Score(model, [double.NaN, 61, 199], [0, 0, 0]).ShouldBe([high ? 1 : 0, 0, 1], 0.1);
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Being_missing_can_be_all_that_counts(ILearner learner)
    {
        double[] x = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? double.NaN : 5)];
        var model = Fit(learner, TaskKind.Regression, [x, new double[200]], [.. x.Select(value => double.IsNaN(value) ? 1.0 : 0)]);
        Score(model, [double.NaN, 5, 77], [0, 0, 0]).ShouldBe([1, 0, 0], 0.1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Categories_are_split_into_any_two_sets_and_new_ones_count_as_missing(ILearner learner)
    {
        double[] kinds = [.. Enumerable.Range(0, 300).Select(i => i % 6 == 5 ? double.NaN : i % 6)];
        double[] y = [.. kinds.Select(kind => kind is 1 or 3 || double.IsNaN(kind) ? 1.0 : 0)];
        var model = Fit(learner, TaskKind.Regression, [new double[300], kinds], y, "kind");
        Score(model, new double[8], [0, 1, 2, 3, 4, double.NaN, 17, -5]).ShouldBe([0, 1, 0, 1, 0, 1, 1, 1], 0.15);
    }

    [Fact]
    public void A_probability_is_never_0_or_1_and_classes_without_rows_get_little()
    {
        double[] x = [.. Enumerable.Range(0, 90).Select(i => (double)i)];
        double[] y = [.. x.Select(value => value < 45 ? 0.0 : 1)];
        var two = Score(Fit(new ForestLearner(), TaskKind.Binary, [x, x], y), [-5, 95], [-5, 95]);
        two.ShouldAllBe(p => p > 0 && p < 1);
        two.ShouldBe([0, 1], 0.03);
        var three = Score(Fit(new ForestLearner(), TaskKind.Multiclass, [x, x], y), [-5, 95], [-5, 95]);
        (three[2], three[5]).ShouldBe((1 / 93.0 / 51, 1 / 93.0 / 51));
    }

    [Fact]
    public void Few_leaves_go_to_the_most_valuable_splits()
    {
        double[] x = [.. Enumerable.Range(0, 100).Select(i => (double)i)];
        double[] y = [.. x.Select(value => value < 50 ? value / 1000 : value < 75 ? 10 + (value / 1000) : 20 + (value / 1000))];
        using var learning = ForestLearning.Begin("forest", Set(TaskKind.Regression, [x, x], y), new LearningOptions(1, 1), extra: false);
        var model = learning.Grow(new ForestParameters(1, 1, 2, 100, 3, false, false), CancellationToken.None);
        model.Leaves.ShouldBe(3);
        Score(model, [10, 60, 90], [10, 60, 90]).ShouldBe([0.0245, 10.062, 20.087], 1e-9);
    }

    [Theory]
    [InlineData("n_estimators", 0, "TR0065")]
    [InlineData("min_samples_leaf", 1.5, "TR0065")]
    [InlineData("max_features", 0, "TR0065")]
    [InlineData("max_depth", double.NaN, "TR0065")]
    [InlineData("max_feature", 0.5, "TR0064")]
    public void Parameters_that_are_wrong_are_named(string name, double value, string code)
    {
        var parameters = new Parameters([KeyValuePair.Create(name, value)]);
        var set = new TrainingSets(new LearnerNeeds(true, true, false)).Make(TaskKind.Binary);
        using var learning = new ForestLearner().Begin(set, null, new LearningOptions(1, 1));
        var problem = Should.Throw<TrestleException>(() => learning.Fit(parameters, CancellationToken.None)).Problems.Single();
        problem.Code.ShouldBe(code);
        (problem.Where + problem.Found + problem.Fix).ShouldContain(code == "TR0064" ? "max_features" : name);
    }

    [Fact]
    public void Trees_and_leaves_are_bounded_for_large_tables()
    {
        var set = Set(TaskKind.Binary, [], [0]);
        ForestParameters.Of("forest", Parameters.None, set with { Labels = new double[5000] }, extra: false)
            .ShouldBe(new ForestParameters(300, 1, 1, int.MaxValue, 6666, true, false));
        ForestParameters.Of("extra-trees", Parameters.None, set with { Labels = new double[1_000_000] }, extra: true)
            .ShouldBe(new ForestParameters(100, 1, 1, int.MaxValue, 20_000, false, true));
    }

    [Fact]
    public void With_several_classes_contributions_are_those_of_each_class_alone()
    {
        // The third class has no rows, so the trees are those for two classes, and so are the contributions to the second.
        var set = new TrainingSets(new LearnerNeeds(true, true, false)).Make(TaskKind.Binary);
        var two = Fit(new ForestLearner(), set);
        var three = Fit(new ForestLearner(), set with { Task = TaskKind.Multiclass, Classes = 3 });
        var rows = RowBlock.Join(set.Features, set.Blocks);
        var (one, all) = (new double[rows.Rows * 4], new double[rows.Rows * 12]);
        two.Explain(rows, one);
        three.Explain(rows, all);
        for (var row = 0; row < rows.Rows; row++)
        {
            all.AsSpan((row * 12) + 4, 4).ToArray().ShouldBe(one.AsSpan(row * 4, 4).ToArray(), 1e-9);
            all.AsSpan(row * 12, 4).ToArray().ShouldBe(one.AsSpan(row * 4, 4).ToArray().Select(value => -value), 1e-9);
        }
    }

    private static ForestModel Fit(ILearner learner, TrainingSet set)
    {
        using var learning = learner.Begin(set, null, new LearningOptions(3, 1));
        var parameters = new Parameters([KeyValuePair.Create("n_estimators", 50.0), KeyValuePair.Create("max_features", 1.0)]);
        return (ForestModel)learning.Fit(parameters, CancellationToken.None).Model;
    }

    private static ForestModel Fit(ILearner learner, TaskKind task, double[][] columns, double[] labels, params string[] categories) =>
        Fit(learner, Set(task, columns, labels) with { Categories = categories });

    private static TrainingSet Set(TaskKind task, double[][] columns, double[] labels) => new()
    {
        Features = columns.Length == 0 ? new RowSchema([new Column("x", ColumnKind.Number)]) : Schema,
        Blocks = columns.Length == 0 ? [] : [new RowBlock(Schema, labels.Length, columns)],
        Labels = labels,
        Task = task,
        Classes = task switch { TaskKind.Binary => 2, TaskKind.Multiclass => 3, _ => 0 },
    };

    private static double[] Score(IModel model, double[] x, double[] kind)
    {
        var scores = new double[x.Length * model.Outputs];
        model.Score(new RowBlock(Schema, x.Length, [x, kind]), scores);
        return scores;
    }
}
