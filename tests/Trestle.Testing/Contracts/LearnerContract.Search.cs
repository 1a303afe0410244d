using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <content>What a search asks of a learner.</content>
public abstract partial class LearnerContract
{
    [Fact]
    public void A_portfolio_names_every_parameter_within_its_range_and_nothing_twice()
    {
        foreach (var task in Tasks)
        {
            foreach (var (rows, features) in new[] { (1L, 1), (300L, 4), (1_000_000L, 500) })
            {
                var classes = task switch { TaskKind.Binary => 2, TaskKind.Multiclass => 5, _ => 0 };
                var space = Learner.Space(task, rows, features);
                var portfolio = Learner.Portfolio(new DataShape(task, rows, features, classes));
                portfolio.ShouldNotBeEmpty();
                portfolio.Select(parameters => string.Join(' ', parameters)).ShouldBeUnique();
                foreach (var parameters in portfolio)
                {
                    parameters.Keys.ShouldBe(space.Dimensions.Select(dimension => dimension.Name), ignoreOrder: true);
                    space.Dimensions.ShouldAllBe(
                        dimension => parameters[dimension.Name] >= dimension.Low && parameters[dimension.Name] <= dimension.High);
                    Learner.Work(parameters).ShouldBeGreaterThan(0);
                    double.IsFinite(Learner.Work(parameters)).ShouldBeTrue();
                }
            }
        }
    }

    [Fact]
    public void Every_start_of_the_portfolio_learns()
    {
        foreach (var task in Tasks)
        {
            var set = Sets.Make(task);
            using var learning = Learner.Begin(set, Sets.Make(task, seed: 2), new LearningOptions(7, 1));
            var shape = new DataShape(task, set.Rows, set.Features.Count, set.Classes);
            foreach (var parameters in Learner.Portfolio(shape))
            {
                var model = learning.Fit(parameters, CancellationToken.None).Model;
                ShouldBeScores(task, model.Outputs, Score(model, set.Blocks));
            }
        }
    }

    [Fact]
    public void Learning_that_was_ended_ends_in_the_same_way_with_as_many_rounds()
    {
        foreach (var task in Tasks)
        {
            var (set, validate) = (Sets.Make(task), Sets.Make(task, seed: 2));
            var asked = 0;
            using var ended = Learner.Begin(set, validate, new LearningOptions(7, 1) { Enough = () => ++asked > 3 });
            var learned = ended.Fit(Quick(task), CancellationToken.None);
            if (learned.EndedAt is { } rounds)
            {
                using var free = Learner.Begin(set, validate, new LearningOptions(7, 1));
                var again = free.Fit(Learner.WithRounds(Quick(task), rounds), CancellationToken.None);
                (again.Rounds, again.EndedAt).ShouldBe((learned.Rounds, null));
                again.Model.Save().ShouldBe(learned.Model.Save(), task.ToString());
            }
        }
    }
}
