using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Ensemble;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Learners.Ensemble;

public sealed class EnsembleContract : LearnerContract
{
    protected override ILearner Learner { get; } = new EnsembleLearner();

    protected override Parameters Quick(TaskKind task) => new([]) { ["num_iterations"] = 25 };
}
