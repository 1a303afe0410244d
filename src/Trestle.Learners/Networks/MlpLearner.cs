using Trestle.Core.Schema;

namespace Trestle.Learners.Networks;

/// <summary>
/// Small neural networks on encoded numbers, after RealMLP (Holzmüller, Grinsztajn, Steinwart 2024: Better by default): two hidden layers,
/// several networks averaged. They learn what is smooth in many features together, where trees need many steps.
/// </summary>
public sealed class MlpLearner : ILearner
{
    /// <summary>The learner's name in the catalogue.</summary>
    public const string LearnerName = "mlp";

    /// <inheritdoc/>
    public string Name => LearnerName;

    /// <inheritdoc/>
    public string Title => "Neural networks (MLP)";

    /// <summary>Numbers are scaled by the model itself.</summary>
    public LearnerNeeds Needs { get; } = new(TakesMissing: false, TakesCategories: false, WantsScaling: false);

    /// <inheritdoc/>
    public bool Can(TaskKind task) => true;

    /// <inheritdoc/>
    public bool Learns(LossKind loss) => NetworkLoss.Knows(loss);

    /// <summary>
    /// What may be tuned. <see cref="ILearning.Fit"/> also takes <c>networks</c> (4 below 2,000 rows, else 2), <c>epochs</c>
    /// (800,000 / rows, 8 to 40), and <c>rounds</c>: how many sixteenths of the schedule are run.
    /// </summary>
    public SearchSpace Space(TaskKind task, long rows, int features) => NetworkParameters.Space(task);

    /// <inheritdoc/>
    public IReadOnlyList<Parameters> Portfolio(DataShape shape) => NetworkParameters.Portfolio(shape);

    /// <inheritdoc/>
    public string? Unsuited(DataShape shape) => NetworkParameters.Unsuited(shape);

    /// <inheritdoc/>
    public double Work(Parameters parameters) => NetworkParameters.Work(parameters);

    /// <inheritdoc/>
    public Parameters WithRounds(Parameters parameters, int rounds) =>
        new(parameters.Where(entry => entry.Key != NetworkParameters.RoundsName)
            .Append(KeyValuePair.Create(NetworkParameters.RoundsName, (double)Math.Min(rounds, NetworkParameters.MostRounds))));

    /// <summary>
    /// Encodes the rows. A <see cref="Core.Errors.TrestleException"/> names a feature with missing values or an invalid label. Memory
    /// besides the rows: 4 bytes per row and input of a network, of which a feature has up to 17 as long as all take at most 80 MB.
    /// </summary>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options)
    {
        LabelCheck.Run(train, Name);
        if (validate is not null)
        {
            LabelCheck.Run(validate, Name);
        }

        return new MlpLearning(train, validate, InputEncoding.Learn(Name, train), options);
    }

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved) => NetworkFile.Read(saved, Name);
}
