using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Trees;

namespace Trestle.Learners.LightGbm;

/// <summary>
/// Gradient boosted trees, trained by LightGBM (Ke et al. 2017) on x64 and scored in managed code on any machine. Labels are 32-bit
/// floats during training, as in LightGBM.
/// </summary>
public sealed class LightGbmLearner : ILearner
{
    /// <inheritdoc/>
    public string Name => "lightgbm";

    /// <inheritdoc/>
    public string Title => "Gradient boosted trees (LightGBM)";

    /// <inheritdoc/>
    public LearnerNeeds Needs { get; } = new(TakesMissing: true, TakesCategories: true, WantsScaling: false);

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task is TaskKind.Binary or TaskKind.Multiclass or TaskKind.Regression;

    /// <inheritdoc/>
    public bool Learns(LossKind loss) => true;

    /// <summary>
    /// What may be tuned. <see cref="ILearning.Fit"/> also takes <c>max_depth</c>, <c>min_gain_to_split</c> and
    /// <c>num_iterations</c>: with validation rows the most rounds (2000 unless given), without them the rounds (200 unless given).
    /// </summary>
    public SearchSpace Space(TaskKind task, long rows, int features) => LightGbmParameters.Space(rows, features);

    /// <inheritdoc/>
    public Parameters WithRounds(Parameters parameters, int rounds) =>
        new(parameters.Where(entry => entry.Key != "num_iterations").Append(KeyValuePair.Create("num_iterations", (double)rounds)));

    /// <inheritdoc/>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options)
    {
        CheckRows(train, "training", options.Objective);
        if (validate is not null)
        {
            CheckRows(validate, "validation", options.Objective);
        }

        return LightGbmLearning.Begin(train, validate, options);
    }

    /// <summary>Reads a model in managed code only: LightGBM itself is not needed to score.</summary>
    public IModel Load(ReadOnlyMemory<byte> saved) => TreeText.Read(saved);

    private void CheckRows(TrainingSet set, string part, Objective objective)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(set.Blocks.Sum(block => block.Rows), set.Rows);
        if (set.Rows == 0)
        {
            throw new TrestleException(LearnerErrors.NoRows(Name, part));
        }

        var logarithmic = LightGbmObjective.Of(set.Task, objective).IsLogarithmic;
        var expected = set.Task switch
        {
            TaskKind.Binary => "0 or 1",
            TaskKind.Multiclass => $"the number of a class, 0 to {set.Classes - 1}",
            _ when logarithmic => "a number, 0 or more, that a 32-bit float can hold",
            _ => "a number that a 32-bit float can hold",
        };
        var bad = Array.FindIndex(set.Labels, label => !IsLabel(set, label)
            || (logarithmic && label < 0));
        if (bad >= 0)
        {
            throw new TrestleException(LearnerErrors.BadLabel(Name, bad, expected));
        }
    }

    private static bool IsLabel(TrainingSet set, double label) => set.Task == TaskKind.Regression
        ? float.IsFinite((float)label)
        : label >= 0 && label < set.Classes && Math.Floor(label) == label;
}
