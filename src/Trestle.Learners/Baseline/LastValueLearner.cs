using Trestle.Core.Schema;

namespace Trestle.Learners.Baseline;

/// <summary>
/// Gives every row the label of the last training row: tomorrow is like today. Sensible when the rows are in time order.
/// </summary>
public sealed class LastValueLearner : ILearner
{
    /// <inheritdoc/>
    public string Name => "last-value";

    /// <inheritdoc/>
    public string Title => "Last value (baseline)";

    /// <inheritdoc/>
    public LearnerNeeds Needs { get; } = new(TakesMissing: true, TakesCategories: true, WantsScaling: false);

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Regression;

    /// <inheritdoc/>
    public SearchSpace Space(TaskKind task, long rows, int features) => SearchSpace.Empty;

    /// <inheritdoc/>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options) =>
        ConstantLearning.Of(Name, train, rows => [rows.Labels[^1]]);

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved) => ConstantModel.Load(saved, Name);
}
