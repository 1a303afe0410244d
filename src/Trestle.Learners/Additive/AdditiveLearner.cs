using Trestle.Core.Schema;

namespace Trestle.Learners.Additive;

/// <summary>
/// An additive model: an intercept, a shape for each feature, and a few tables of two features together, which are all that a prediction
/// is made of. Learned by boosting, one feature after the other in small steps (Lou, Caruana, Gehrke 2012: Intelligible models for
/// classification and regression; Nori, Jenkins, Koch, Caruana 2019: InterpretML, explainable boosting machines).
/// </summary>
public sealed class AdditiveLearner : ILearner
{
    internal const string LearnerName = "additive";

    /// <inheritdoc/>
    public string Name => LearnerName;

    /// <inheritdoc/>
    public string Title => "Additive model (boosted shapes)";

    /// <inheritdoc/>
    public LearnerNeeds Needs { get; } = new(TakesMissing: true, TakesCategories: true, WantsScaling: false);

    /// <inheritdoc/>
    public bool Can(TaskKind task) => true;

    /// <summary>A sum of shapes can be on the other side of 0.</summary>
    public bool KeepsAboveZero(LossKind loss) => false;

    /// <inheritdoc/>
    public string? Unsuited(DataShape shape) => AdditiveParameters.Unsuited(shape);

    /// <summary>
    /// What may be tuned. <see cref="ILearning.Fit"/> also takes <c>rounds</c>: a round is four passes over all features, of which there
    /// are at most 200 with validation rows and 60 without, unless given.
    /// </summary>
    public SearchSpace Space(TaskKind task, long rows, int features) => AdditiveParameters.Space(rows, features);

    /// <inheritdoc/>
    public IReadOnlyList<Parameters> Portfolio(DataShape shape) => AdditiveParameters.Portfolio(shape);

    /// <inheritdoc/>
    public double Work(Parameters parameters) => AdditiveParameters.Work(parameters);

    /// <inheritdoc/>
    public Parameters WithRounds(Parameters parameters, int rounds) =>
        new(parameters.Where(entry => entry.Key != AdditiveParameters.RoundsName)
            .Append(KeyValuePair.Create(AdditiveParameters.RoundsName, (double)rounds)));

    /// <summary>Bins the rows. Memory besides them: two bytes per value, and 40 bytes per row and class.</summary>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options)
    {
        LabelCheck.Run(train, Name);
        if (validate is not null)
        {
            LabelCheck.Run(validate, Name);
        }

        return new AdditiveLearning(train, validate, options);
    }

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved) => AdditiveModel.Load(saved);
}
