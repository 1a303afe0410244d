using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Forests;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Learners.Forests;

public sealed class ForestContract : LearnerContract
{
    protected override ILearner Learner { get; } = new ForestLearner();

    protected override Parameters Quick(TaskKind task) => new(base.Quick(task)) { ["n_estimators"] = 20 };
}

public sealed class ExtraTreesContract : LearnerContract
{
    protected override ILearner Learner { get; } = new ExtraTreesLearner();

    protected override Parameters Quick(TaskKind task) => new(base.Quick(task)) { ["n_estimators"] = 20 };
}
