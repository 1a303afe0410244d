using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;

using Xunit;

namespace Trestle.Tests.Learners;

public sealed class LearnerCatalogTests
{
    [Fact]
    public void Every_learner_is_found_by_its_name()
    {
        LearnerCatalog.All.Select(learner => learner.Name).ShouldBeUnique();
        LearnerCatalog.All.ShouldAllBe(learner => LearnerCatalog.Get(learner.Name) == learner);
    }

    [Fact]
    public void Every_learner_of_the_assembly_is_in_the_catalogue() =>
        typeof(ILearner).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(ILearner)) && type is { IsInterface: false, IsAbstract: false })
            .ShouldBe(LearnerCatalog.All.Select(learner => learner.GetType()), ignoreOrder: true);

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    [InlineData(TaskKind.Regression)]
    public void Every_task_has_a_baseline_and_something_better(TaskKind task) =>
        LearnerCatalog.All.Count(learner => learner.Can(task)).ShouldBeGreaterThanOrEqualTo(2);

    [Fact]
    public void A_misspelt_name_brings_the_nearest()
    {
        var problem = Should.Throw<TrestleException>(() => LearnerCatalog.Get("Linaer")).Problems[0];
        (problem.Code, problem.Fix).ShouldBe(("TR0070", "did you mean 'linear'?"));
    }
}
