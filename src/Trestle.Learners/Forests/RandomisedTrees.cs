using Trestle.Core.Schema;

namespace Trestle.Learners.Forests;

/// <summary>What the two kinds of forest have in common.</summary>
/// <param name="name">The learner's name.</param>
/// <param name="title">Its name for people.</param>
/// <param name="extra">Whether every tree learns from all rows, and cuts at random.</param>
public abstract class RandomisedTrees(string name, string title, bool extra) : ILearner
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Title => title;

    /// <inheritdoc/>
    public double Promise => 0.5;

    /// <inheritdoc/>
    public LearnerNeeds Needs => ForestLearning.Needs;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => true;

    /// <summary>
    /// What may be tuned. <see cref="ILearning.Fit"/> also takes <c>max_depth</c>, and <c>n_estimators</c>: 300 trees unless given, fewer
    /// above 100,000 rows, 100 from 300,000 on. A tree has at most 2,000,000 / trees leaves.
    /// </summary>
    public SearchSpace Space(TaskKind task, long rows, int features) => ForestParameters.Space(task, rows, features);

    /// <inheritdoc/>
    public IReadOnlyList<Parameters> Portfolio(DataShape shape) => ForestParameters.Portfolio(shape);

    /// <inheritdoc/>
    public double Work(Parameters parameters) => ForestParameters.Work(parameters);

    /// <summary>Memory besides the rows: two bytes per value, and per thread 20 bytes per row.</summary>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options) =>
        ForestLearning.Begin(name, train, options, extra);

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved) => ForestFile.Read(saved, name);
}
