using Trestle.Core.Errors;
using Trestle.Core.Schema;

namespace Trestle.Learners.Ensemble;

/// <summary>
/// The mean of several models. Learned from rows it is the plain mean of a linear model and boosted trees on the same features; the
/// ensemble at the end of a search is built from its finished trials instead (<see cref="EnsembleSelection"/>).
/// </summary>
public sealed class EnsembleLearner : ILearner
{
    /// <summary>The learner's name in the catalogue.</summary>
    public const string LearnerName = "ensemble";

    private const string Iterations = "num_iterations";
    private static readonly string[] Members = ["linear", "lightgbm"];

    /// <inheritdoc/>
    public string Name => LearnerName;

    /// <inheritdoc/>
    public string Title => "Weighted mean of models (ensemble)";

    /// <summary>The strictest needs of its members.</summary>
    public LearnerNeeds Needs { get; } = new(TakesMissing: false, TakesCategories: false, WantsScaling: true);

    /// <inheritdoc/>
    public bool Can(TaskKind task) => true;

    /// <inheritdoc/>
    public bool Learns(LossKind loss) => Members.All(name => LearnerCatalog.Get(name).Learns(loss));

    /// <inheritdoc/>
    public SearchSpace Space(TaskKind task, long rows, int features) => SearchSpace.Empty;

    /// <inheritdoc/>
    public Parameters WithRounds(Parameters parameters, int rounds) =>
        new(parameters.Where(entry => entry.Key != Iterations).Append(KeyValuePair.Create(Iterations, (double)rounds)));

    /// <inheritdoc/>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options) =>
        new EnsembleLearning(
            train,
            [.. Members.Select(LearnerCatalog.Get).Select(learner => new Beginning(learner, learner.Begin(train, validate, options)))]);

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved) => EnsembleModel.Load(saved);

    private sealed record Beginning(ILearner Learner, ILearning Learning);

    private sealed class EnsembleLearning(TrainingSet train, IReadOnlyList<Beginning> members) : ILearning
    {
        public Learned Fit(Parameters parameters, CancellationToken cancellation)
        {
            if (parameters.Keys.FirstOrDefault(name => name != Iterations) is { } unknown)
            {
                throw new TrestleException(
                    MetricErrors.BadParameter(
                        LearnerName, unknown, $"there is no parameter '{unknown}'", Nearest.Advice(unknown, [Iterations])));
            }

            var learned = members.Select(member => member.Learning.Fit(Own(member.Learner, parameters), cancellation)).ToArray();
            var rounds = learned.Max(one => one.Rounds);
            return new Learned(
                new EnsembleModel(
                    train.Task, [.. members.Zip(learned, (member, one) => new EnsembleMember(member.Learner.Name, "", 1, one.Model))]),
                rounds);
        }

        public void Dispose()
        {
            foreach (var member in members)
            {
                member.Learning.Dispose();
            }
        }

        private Parameters Own(ILearner learner, Parameters parameters)
        {
            var defaults = learner.Space(train.Task, train.Rows, train.Features.Count).Defaults;
            return parameters.TryGetValue(Iterations, out var rounds) ? learner.WithRounds(defaults, (int)rounds) : defaults;
        }
    }
}
