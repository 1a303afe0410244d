using Trestle.Core.Schema;

namespace Trestle.Learners.Forests;

/// <summary>
/// A random forest (Breiman 2001), grown as scikit-learn's RandomForestClassifier and RandomForestRegressor with these differences: numbers
/// are put into at most 1,023 bins first, categories are cut in the order of their target, missing values go to the better side, and the
/// shares of the classes in all training rows count like one more tree, so that no probability is 0 or 1.
/// </summary>
public sealed class ForestLearner : ILearner
{
    /// <summary>The learner's name in the catalogue.</summary>
    public const string LearnerName = "forest";

    /// <inheritdoc/>
    public string Name => LearnerName;

    /// <inheritdoc/>
    public string Title => "Random forest";

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
        ForestLearning.Begin(Name, train, options, extra: false);

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved) => ForestFile.Read(saved, Name);
}
