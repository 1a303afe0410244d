using Trestle.Learners.Ensemble;

namespace Trestle.Stages.Train;

/// <summary>
/// A learning that is given classes in other shares than they have: the probabilities of its models are corrected to the shares that
/// they have. A corrected model is an ensemble of one, which any reader of packages knows.
/// </summary>
internal sealed class CorrectedLearning(ILearning learning, string learner, TaskKind task, IReadOnlyList<double> rates) : ILearning
{
    /// <inheritdoc/>
    public Learned Fit(Parameters parameters, CancellationToken cancellation)
    {
        var learned = learning.Fit(parameters, cancellation);
        return learned with
        {
            Model = learned.Model is EnsembleModel several
                ? several.With(rates)
                : new EnsembleModel(task, [new EnsembleMember(learner, "", 1, learned.Model)], rates: rates),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => learning.Dispose();
}
