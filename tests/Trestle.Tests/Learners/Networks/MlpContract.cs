using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Networks;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Learners.Networks;

public sealed class MlpContract : LearnerContract
{
    protected override ILearner Learner { get; } = new MlpLearner();

    protected override Parameters Quick(TaskKind task) =>
        new(base.Quick(task)) { ["networks"] = 2, ["epochs"] = 16, ["hidden"] = 16 };
}
