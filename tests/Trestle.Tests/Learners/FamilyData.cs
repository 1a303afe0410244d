using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Explanations;
using Trestle.Rows.Blocks;

namespace Trestle.Tests.Learners;

/// <summary>Rows for comparing small learners with scikit-learn: those of bench/peers/families_sklearn.py.</summary>
internal static class FamilyData
{
    private const int Rows = 120;
    private const int Step = 12;

    private static readonly double[][] Values =
        [
            .. Enumerable.Range(0, 4).Select(
                j => Make(i => (((i * (37 + (11 * j))) + (i * i * (j + 3)) + (j * 5)) % 97 / 97.0 * (j + 1)) - j))];

    private static readonly double[] Noise = Make(i => (((i * 53) + (i * i * 7)) % 89 / 89.0) - 0.5);

    private static readonly double[] Signal = Make(
        i => Values[0][i] - (0.7 * Values[1][i]) + (0.4 * Values[3][i]) + (1.5 * Noise[i]));

    /// <summary>Four numbers.</summary>
    public static TrainingSet Numbers(TaskKind task) => Set(task, Values, []);

    /// <summary>Two categories, made from two of the numbers.</summary>
    public static TrainingSet Codes(TaskKind task) => Set(
        task, [Make(i => Math.Floor(4 * Values[0][i])), Make(i => Math.Floor(2.5 * (Values[3][i] + 3)))], ["x0", "x1"]);

    /// <summary>The model of some parameters.</summary>
    public static IModel Fit(ILearner learner, TrainingSet set, params IEnumerable<(string Name, double Value)> parameters)
    {
        using var learning = learner.Begin(set, null, new LearningOptions(1, 2));
        return learning.Fit(
            new Parameters(parameters.Select(entry => KeyValuePair.Create(entry.Name, entry.Value))), CancellationToken.None).Model;
    }

    /// <summary>The scores of every twelfth row.</summary>
    public static double[] Every(IModel model, TrainingSet set)
    {
        var scores = new double[Rows * model.Outputs];
        model.Score(set.Blocks[0], scores);
        return [.. scores.Where((_, at) => at / model.Outputs % Step == 0)];
    }

    /// <summary>The scores of one row.</summary>
    public static double[] Score(IModel model, double[] row)
    {
        var schema = new RowSchema(model.Features.Select(name => new Column(name, ColumnKind.Number)));
        var scores = new double[model.Outputs];
        model.Score(new RowBlock(schema, 1, [.. row.Select(value => new[] { value })]), scores);
        return scores;
    }

    /// <summary>A saved model with a changed byte, or cut off, is refused, or scores and explains: never a crash or a loop.</summary>
    public static void Damage(IModel model, ILearner learner, TrainingSet set)
    {
        var (saved, random, rows) = (model.Save(), new Random(1), set.Blocks[0].Take([0, 5, 9]));
        for (var at = 0; at < saved.Length; at += 1 + (saved.Length / 3000))
        {
            Should.Throw<TrestleException>(() => learner.Load(saved.AsMemory(0, at))).Problems[0].Code.ShouldBe("TR0073");
            var changed = (byte[])saved.Clone();
            changed[at] ^= (byte)(1 << random.Next(8));
            LoadsOrIsRefused(learner, changed, rows);
        }
    }

    /// <summary>Bytes are refused, or are a model that scores and explains: never a crash or a loop.</summary>
    public static void LoadsOrIsRefused(ILearner learner, byte[] saved, RowBlock rows)
    {
        try
        {
            var loaded = (IExplainableModel)learner.Load(saved);
            loaded.Score(rows, new double[rows.Rows * loaded.Outputs]);
            loaded.Explain(rows, new double[rows.Rows * loaded.Outputs * loaded.Features.Count]);
            loaded.Importance();
        }
        catch (TrestleException error)
        {
            error.Problems[0].Code.ShouldBe("TR0073");
        }
    }

    private static TrainingSet Set(TaskKind task, double[][] columns, IReadOnlyList<string> categories)
    {
        var labels = task switch
        {
            TaskKind.Regression => Make(i => 3 + (2 * Values[0][i]) - (1.5 * Values[1][i]) + (0.5 * Values[2][i]) + Noise[i]),
            TaskKind.Binary => Make(i => Signal[i] > 0.038 ? 1 : 0),
            _ => Make(i => Signal[i] < -0.3 ? 0 : Signal[i] < 0.5 ? 1 : 2),
        };
        return Linear.LinearData.Set(task, columns, labels) with { Categories = categories };
    }

    private static double[] Make(Func<int, double> value) => [.. Enumerable.Range(0, Rows).Select(value)];
}
