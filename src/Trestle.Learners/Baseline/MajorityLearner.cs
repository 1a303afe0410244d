using Trestle.Core.Schema;

namespace Trestle.Learners.Baseline;

/// <summary>Gives every row the classes' shares among the training rows as its probabilities, so the most frequent class wins.</summary>
public sealed class MajorityLearner : ILearner
{
    /// <inheritdoc/>
    public string Name => "majority";

    /// <inheritdoc/>
    public string Title => "Most frequent class (baseline)";

    /// <inheritdoc/>
    public LearnerNeeds Needs { get; } = new(TakesMissing: true, TakesCategories: true, WantsScaling: false);

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task != TaskKind.Regression;

    /// <inheritdoc/>
    public SearchSpace Space(TaskKind task, long rows, int features) => SearchSpace.Empty;

    /// <inheritdoc/>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options) =>
        ConstantLearning.Of(Name, train, Shares);

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved) => ConstantModel.Load(saved, Name);

    private static double[] Shares(TrainingSet train)
    {
        var total = train.Total;
        var shares = Array.ConvertAll(train.ClassTotals(), own => own / total);
        return train.Task == TaskKind.Binary ? [shares[1]] : shares;
    }
}
