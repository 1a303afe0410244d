using Trestle.Core.Errors;
using Trestle.Core.Schema;

namespace Trestle.Learners.Neighbours;

/// <summary>
/// The nearest neighbours of a row among the training rows (Fix and Hodges 1951): the shares of their classes, or the mean of their values.
/// Distances are Euclidean, of features on one scale. The model holds the training rows, so there is a limit to their number.
/// </summary>
public sealed class NearestLearner : ILearner
{
    internal const string LearnerName = "nearest";

    /// <summary>Values of all training rows that a model may hold: 80 MB, and about 5 ms for the distances of one row.</summary>
    internal const long MostValues = 20_000_000;

    /// <summary>Values beyond which a search is slow, and a model large for what it brings.</summary>
    private const long ManyValues = 1_000_000;

    /// <inheritdoc/>
    public string Name => LearnerName;

    /// <inheritdoc/>
    public string Title => "Nearest neighbours";

    /// <inheritdoc/>
    public double Promise => 0.5;

    /// <inheritdoc/>
    public LearnerNeeds Needs { get; } = new(TakesMissing: false, TakesCategories: false, WantsScaling: true);

    /// <summary>The nearest rows are counted, whatever they weigh.</summary>
    public bool TakesWeights => false;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => true;

    /// <inheritdoc/>
    public string? Unsuited(DataShape shape) => shape.Rows * shape.Features > ManyValues
        ? $"its model holds all rows, and {shape.Rows} × {shape.Features} values are more than {ManyValues}"
        : null;

    /// <summary>
    /// What may be tuned: <c>n_neighbors</c>, and <c>weights</c>: 0 where all of them count alike, 1 where they count by the inverse of
    /// their distance, as in scikit-learn's KNeighborsClassifier.
    /// </summary>
    public SearchSpace Space(TaskKind task, long rows, int features)
    {
        var most = Math.Clamp(Math.Floor(rows / 4.0), 1, 200);
        return new SearchSpace(
        [
            new(NearestLearning.Count, 1, most, Math.Min(most, 15), Log: true, Whole: true, Most: 500),
            new(NearestLearning.Weights, 0, 1, 1, Whole: true),
        ]);
    }

    /// <summary>From the default to few and many.</summary>
    public IReadOnlyList<Parameters> Portfolio(DataShape shape)
    {
        var space = Space(shape.Task, shape.Rows, shape.Features);
        return
        [
            .. new[] { 15.0, 40, 5, 100 }.Select(count => space.With(KeyValuePair.Create(NearestLearning.Count, count)))
                .DistinctBy(parameters => parameters.ToString()),
        ];
    }

    /// <summary>
    /// Copies the rows. A <see cref="TrestleException"/> names a feature with missing values, an invalid label, or a table that is too
    /// large. Memory: 4 bytes per value.
    /// </summary>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options)
    {
        LabelCheck.Run(train, Name);
        return (long)train.Rows * train.Features.Count <= MostValues
            ? new NearestLearning(train)
            : throw new TrestleException(NearestErrors.TooLarge(train.Rows, train.Features.Count, MostValues));
    }

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved) => NearestFile.Read(saved);
}
