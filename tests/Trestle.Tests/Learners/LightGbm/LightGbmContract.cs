using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.LightGbm;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Learners.LightGbm;

public sealed class LightGbmContract : LearnerContract
{
    protected override ILearner Learner { get; } = new LightGbmLearner();

    protected override Parameters Quick(TaskKind task) => new(base.Quick(task)) { ["num_iterations"] = 25, ["learning_rate"] = 0.15 };
}
