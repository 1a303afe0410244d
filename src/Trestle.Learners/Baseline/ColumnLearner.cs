using Trestle.Core.Schema;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Baseline;

/// <summary>
/// Gives every row the value of its first feature, or the mean of the training labels where it has none, or all of them are the same: a
/// forecast that is a column, such as that of the season before, is a candidate like others.
/// </summary>
public sealed class ColumnLearner : ILearner
{
    /// <summary>Its name.</summary>
    public const string LearnerName = "column";

    /// <inheritdoc/>
    public string Name => LearnerName;

    /// <inheritdoc/>
    public string Title => "Value of a column (baseline)";

    /// <inheritdoc/>
    public LearnerNeeds Needs { get; } = new(TakesMissing: true, TakesCategories: true, WantsScaling: false);

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Regression;

    /// <summary>A column may have any value.</summary>
    public bool KeepsAboveZero(LossKind loss) => false;

    /// <inheritdoc/>
    public SearchSpace Space(TaskKind task, long rows, int features) => SearchSpace.Empty;

    /// <inheritdoc/>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options)
    {
        LabelCheck.Run(train, Name);
        var isConstant = train.Labels.All(label => label == train.Labels[0]);
        return new ConstantLearning(new ColumnModel(isConstant ? [] : train.Features.Names(ColumnKind.Number), train.MeanLabel));
    }

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved) => ColumnModel.Load(saved);
}
