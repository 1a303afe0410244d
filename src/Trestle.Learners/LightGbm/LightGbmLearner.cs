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
    /// <summary>The parameter for one random threshold of each feature: 0 or 1 here, and a word to LightGBM.</summary>
    public const string ExtraTrees = "extra_trees";

    /// <inheritdoc/>
    public string Name => "lightgbm";

    /// <inheritdoc/>
    public string Title => "Gradient boosted trees (LightGBM)";

    /// <inheritdoc/>
    public double Promise => 3;

    /// <inheritdoc/>
    public LearnerNeeds Needs { get; } = new(TakesMissing: true, TakesCategories: true, WantsScaling: false);

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task is TaskKind.Binary or TaskKind.Multiclass or TaskKind.Regression;

    /// <inheritdoc/>
    public bool Learns(LossKind loss) => true;

    /// <summary>Poisson and Tweedie deviances are learned by the logarithm of the mean.</summary>
    public bool KeepsAboveZero(LossKind loss) => loss is LossKind.Poisson or LossKind.Tweedie;

    /// <summary>
    /// What may be tuned. <see cref="ILearning.Fit"/> also takes <c>max_depth</c>, <c>min_gain_to_split</c>,
    /// <c>min_sum_hessian_in_leaf</c>, <c>path_smooth</c>, <c>cat_smooth</c>, <c>cat_l2</c> and <c>num_iterations</c>: with validation rows
    /// the most rounds (2000 unless given), without them the rounds (200 unless given).
    /// </summary>
    public SearchSpace Space(TaskKind task, long rows, int features) => LightGbmParameters.Space(rows, features);

    /// <inheritdoc/>
    public IReadOnlyList<Parameters> Portfolio(DataShape shape) => LightGbmPortfolio.Of(shape);

    /// <summary>
    /// Rounds go with the inverse of the learning rate, plus those of patience; a round goes with the leaves and with
    /// the features that are looked at.
    /// </summary>
    public double Work(Parameters parameters) =>
        (LightGbmLearning.Patience + (5 / parameters.Get("learning_rate", 0.1)))
        * Math.Pow(parameters.Get("num_leaves", 31), 0.6)
        * (0.3 + (0.7 * parameters.Get("feature_fraction", 1)));

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

        LabelCheck.Weights(set, Name);
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
