using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Linear;
using Trestle.Rows.Blocks;

namespace Trestle.Tests.Learners.Linear;

/// <summary>Small training sets for the linear learner, and the conditions of a minimum.</summary>
internal static class LinearData
{
    public static TrainingSet Set(TaskKind task, double[][] columns, double[] labels, int classes = 3)
    {
        var schema = new RowSchema(columns.Select((_, column) => new Column($"x{column}", ColumnKind.Number)));
        return new TrainingSet
        {
            Features = schema,
            Blocks = [new RowBlock(schema, labels.Length, columns)],
            Labels = labels,
            Task = task,
            Classes = task switch { TaskKind.Binary => 2, TaskKind.Multiclass => classes, _ => 0 },
        };
    }

    public static LinearModel Fit(TrainingSet set, double l2, LossKind loss = LossKind.Usual)
    {
        using var learning = new LinearLearner().Begin(set, null, new LearningOptions(1, 2) { Objective = new Objective("", loss) });
        return (LinearModel)learning.Fit(new Parameters([KeyValuePair.Create("l2", l2)]), CancellationToken.None).Model;
    }

    public static double[] Score(IModel model, TrainingSet set)
    {
        var scores = new double[set.Rows * model.Outputs];
        model.Score(set.Blocks[0], scores);
        return scores;
    }

    /// <summary>
    /// The largest derivative of the objective by a weight or intercept, as a part of the sum of the sizes of what goes into it: 0 at the
    /// minimum, which is the only one because the objective is convex.
    /// </summary>
    public static double Slope(LinearModel model, TrainingSet set, double l2)
    {
        var scores = Score(model, set);
        var worst = 0.0;
        for (var k = 0; k < model.Outputs; k++)
        {
            var rest = set.Labels.Select((label, row) => scores[(row * model.Outputs) + k] - Target(set.Task, label, k)).ToArray();
            for (var column = -1; column < set.Features.Count; column++)
            {
                var values = column < 0 ? null : set.Blocks[0].Numbers(column).ToArray();
                var terms = rest.Select((value, row) => value * (values?[row] ?? 1))
                    .Append(column < 0 ? 0 : l2 * model.Weights[k][column]).ToArray();
                var size = terms.Sum(Math.Abs) + set.Labels.Select(
                    (label, row) => Math.Max(1, Math.Abs(label)) * Math.Abs(values?[row] ?? 1)).Sum();
                worst = Math.Max(worst, size == 0 ? 0 : Math.Abs(terms.Sum()) / size);
            }
        }

        return worst;
    }

    private static double Target(TaskKind task, double label, int output) =>
        task == TaskKind.Multiclass ? (label == output ? 1 : 0) : label;
}
