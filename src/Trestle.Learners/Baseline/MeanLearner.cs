using Trestle.Core.Schema;

namespace Trestle.Learners.Baseline;

/// <summary>
/// Gives every row the one value that makes the loss smallest: the mean of the training labels, or for losses of medians and quantiles
/// the quantile.
/// </summary>
public sealed class MeanLearner : ILearner
{
    /// <inheritdoc/>
    public string Name => "mean";

    /// <inheritdoc/>
    public string Title => "Best constant (baseline)";

    /// <inheritdoc/>
    public LearnerNeeds Needs { get; } = new(TakesMissing: true, TakesCategories: true, WantsScaling: false);

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Regression;

    /// <inheritdoc/>
    public bool Learns(LossKind loss) => true;

    /// <inheritdoc/>
    public SearchSpace Space(TaskKind task, long rows, int features) => SearchSpace.Empty;

    /// <inheritdoc/>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options) =>
        ConstantLearning.Of(Name, train, rows => [BestConstant.Of(rows, options.Objective)]);

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved) => ConstantModel.Load(saved, Name);
}
