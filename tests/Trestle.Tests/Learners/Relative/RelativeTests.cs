using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Explanations;
using Trestle.Learners.LightGbm;
using Trestle.Learners.Relative;
using Trestle.Testing.Contracts;
using Trestle.Tests.Learners.Linear;

using Xunit;

namespace Trestle.Tests.Learners.Relative;

public sealed class RelativeContract : LearnerContract
{
    protected override ILearner Learner { get; } = new RelativeLearner();

    protected override Parameters Quick(TaskKind task) => new(base.Quick(task)) { ["num_iterations"] = 25, ["learning_rate"] = 0.15 };
}

public sealed class RelativeTests
{
    private const int Rows = 400;

    /// <summary>References from 0 to 1000 and units of 1 and 10; a label is 2 units above or below its reference.</summary>
    private static readonly double[] References = [.. Enumerable.Range(0, Rows).Select(row => row * 2.5)];
    private static readonly double[] Units = [.. Enumerable.Range(0, Rows).Select(row => row % 3 == 0 ? 10.0 : 1)];
    private static readonly double[] Signs = [.. Enumerable.Range(0, Rows).Select(row => row % 2 == 0 ? 1.0 : -1)];
    private static readonly double[] Labels = [.. Enumerable.Range(0, Rows).Select(row => References[row] + (2 * Units[row] * Signs[row]))];

    private static LearningOptions Options(TrainingSet set) => new(1, 1)
    {
        Relative = new RelativeTo(set.Features[0].Name, set.Features[1].Name, [set.Features[3].Name]),
    };

    [Fact]
    public void Answers_go_beyond_what_was_learned_and_are_in_the_units_of_their_rows()
    {
        var set = Set(row => row);
        var model = Fit(set);
        var far = LinearData.Set(
            TaskKind.Regression, [[50_000, 50_000, double.NaN], [4, 0, 1], [1, -1, 1], [50_001, 50_001, 3]], [0, 0, 0]);
        var scores = LinearData.Score(model, far);
        scores[0].ShouldBe(50_008, 0.2);
        scores[1].ShouldBe(49_998, 0.2);
        scores[2].ShouldBe(2, 0.2);
    }

    [Fact]
    public void It_is_LightGBM_on_distances_bit_for_bit()
    {
        var set = Set(row => row);
        var distances = LinearData.Set(
            TaskKind.Regression,
            [
                References, Units, Signs,
                [.. Enumerable.Range(0, Rows).Select(row => (References[row] + row - References[row]) / Units[row])],
            ],
            [.. Labels.Select((label, row) => (label - References[row]) / Units[row])]);
        using var plain = new LightGbmLearner().Begin(distances, null, new LearningOptions(1, 1));
        var parameters = new LightGbmLearner().Space(TaskKind.Regression, Rows, 4).Defaults;
        var own = LinearData.Score(plain.Fit(parameters, CancellationToken.None).Model, distances);
        LinearData.Score(Fit(set), set).ShouldBe(own.Select((distance, row) => References[row] + (Units[row] * distance)));
    }

    [Fact]
    public void It_is_saved_with_its_reference_and_contributions_add_up()
    {
        var set = Set(row => row);
        var model = Fit(set);
        var again = new RelativeLearner().Load(model.Save());
        LinearData.Score(again, set).ShouldBe(LinearData.Score(model, set));
        var (explained, block) = ((IExplainableModel)again, set.Blocks[0]);
        var contributions = new double[block.Rows * 4];
        explained.Explain(block, contributions);
        var scores = new double[block.Rows];
        explained.Score(block, scores);
        for (var row = 0; row < block.Rows; row++)
        {
            (explained.BaseValues[0] + contributions.AsSpan(row * 4, 4).ToArray().Sum()).ShouldBe(scores[row], 1e-6);
        }

        var foreign = Encoding.UTF8.GetString(model.Save()).Replace("\"reference\":\"x0\"", "\"reference\":\"nobody\"");
        Should.Throw<TrestleException>(() => new RelativeLearner().Load(Encoding.UTF8.GetBytes(foreign)))
            .Problems[0].Code.ShouldBe("TR0073");
    }

    private static TrainingSet Set(Func<int, double> noise) => LinearData.Set(
        TaskKind.Regression,
        [References, Units, Signs, [.. Enumerable.Range(0, Rows).Select(row => References[row] + noise(row))]], Labels);

    private static IModel Fit(TrainingSet set)
    {
        using var learning = new RelativeLearner().Begin(set, null, Options(set));
        return learning.Fit(new RelativeLearner().Space(TaskKind.Regression, Rows, 4).Defaults, CancellationToken.None).Model;
    }
}
