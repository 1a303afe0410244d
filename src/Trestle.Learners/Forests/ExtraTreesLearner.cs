using Trestle.Core.Schema;

namespace Trestle.Learners.Forests;

/// <summary>
/// Extremely randomised trees (Geurts, Ernst, Wehenkel 2006): as <see cref="ForestLearner"/>, but every tree learns from all rows, and a
/// feature is cut at random between its smallest and its largest value in the node; only the feature is chosen.
/// </summary>
public sealed class ExtraTreesLearner : ILearner
{
    /// <summary>The learner's name in the catalogue.</summary>
    public const string LearnerName = "extra-trees";

    /// <inheritdoc/>
    public string Name => LearnerName;

    /// <inheritdoc/>
    public string Title => "Extremely randomised trees";

    /// <inheritdoc/>
    public LearnerNeeds Needs => ForestLearning.Needs;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => true;

    /// <summary>As for <see cref="ForestLearner.Space"/>.</summary>
    public SearchSpace Space(TaskKind task, long rows, int features) => ForestParameters.Space(task, rows, features);

    /// <inheritdoc/>
    public IReadOnlyList<Parameters> Portfolio(DataShape shape) => ForestParameters.Portfolio(shape);

    /// <inheritdoc/>
    public double Work(Parameters parameters) => ForestParameters.Work(parameters);

    /// <summary>Memory besides the rows: two bytes per value, and per thread 20 bytes per row.</summary>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options) =>
        ForestLearning.Begin(Name, train, options, extra: true);

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved) => ForestFile.Read(saved, Name);
}
