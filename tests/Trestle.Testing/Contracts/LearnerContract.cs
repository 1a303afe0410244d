using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Explanations;
using Trestle.Rows.Blocks;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="ILearner"/> promises. To hold a learner to it, derive and name the learner; that is all:
/// <code>
/// public sealed class RidgeContract : LearnerContract
/// {
///     protected override ILearner Learner => new Ridge();
/// }
/// </code>
/// Three things may be overridden: <see cref="Quick"/> (parameters that keep a test fast), <see cref="Learns"/> (false for a
/// learner that does not look at the features) and <see cref="Sets"/> (the data). Every fact runs over all tasks that the
/// learner <see cref="ILearner.Can"/> do, on a few hundred rows in blocks of uneven sizes.
/// </summary>
public abstract partial class LearnerContract : IContractFor<ILearner>
{
    /// <summary>The learner under test.</summary>
    protected abstract ILearner Learner { get; }

    IEnumerable<ILearner> IContractFor<ILearner>.Subjects => [Learner];

    /// <summary>Whether predictions depend on the features.</summary>
    protected virtual bool Learns => true;

    /// <summary>Where the data come from; categories and missing values only for learners that take them.</summary>
    protected virtual TrainingSets Sets => new(Learner.Needs);

    private IEnumerable<TaskKind> Tasks => Enum.GetValues<TaskKind>().Where(Learner.Can);

    /// <summary>Parameters for the tests; the learner's own defaults unless they are too slow.</summary>
    protected virtual Parameters Quick(TaskKind task) => Learner.Space(task, Sets.Rows, Sets.Features.Count).Defaults;

    [Fact]
    public void Has_a_name_a_title_and_at_least_one_task()
    {
        Learner.Name.ShouldMatch("^[a-z][a-z0-9-]*$");
        Learner.Title.ShouldNotBeNullOrWhiteSpace();
        Tasks.ShouldNotBeEmpty();
    }

    [Fact]
    public void Defaults_and_draws_lie_within_the_space()
    {
        foreach (var task in Tasks)
        {
            foreach (var (rows, features) in new[] { (1L, 1), (300L, 4), (1_000_000L, 500) })
            {
                var space = Learner.Space(task, rows, features);
                var drawn = space.Draw(new Random(1));
                space.Dimensions.Select(dimension => dimension.Name).ShouldBeUnique();
                foreach (var dimension in space.Dimensions)
                {
                    dimension.Default.ShouldBeInRange(dimension.Low, dimension.High, dimension.Name);
                    drawn[dimension.Name].ShouldBeInRange(dimension.Low, dimension.High, dimension.Name);
                    (!dimension.Log || dimension.Low > 0).ShouldBeTrue(dimension.Name);
                }
            }
        }
    }

    [Fact]
    public void A_range_can_be_widened_to_limits_that_the_learner_takes()
    {
        foreach (var task in Tasks)
        {
            var set = Sets.Make(task);
            foreach (var dimension in Learner.Space(task, set.Rows, set.Features.Count).Dimensions)
            {
                foreach (var limit in new[] { dimension.Beyond(-100), dimension.Beyond(100) })
                {
                    (dimension.Beyond(-100) <= dimension.Low && dimension.Beyond(100) >= dimension.High).ShouldBeTrue(dimension.Name);
                    using var learning = Learner.Begin(set, null, new LearningOptions(7, 1));
                    var model = learning.Fit(new Parameters(Quick(task)) { [dimension.Name] = limit }, CancellationToken.None).Model;
                    ShouldBeScores(task, model.Outputs, Score(model, set.Blocks));
                }
            }
        }
    }

    [Fact]
    public void Scores_are_numbers_of_the_right_shape()
    {
        foreach (var task in Tasks)
        {
            var set = Sets.Make(task);
            var model = Fit(set).Model;
            model.Features.ShouldBe(set.Features.Columns.Select(column => column.Name));
            model.Outputs.ShouldBe(task == TaskKind.Multiclass ? set.Classes : 1);
            ShouldBeScores(task, model.Outputs, Score(model, set.Blocks));
        }
    }

    [Fact]
    public void Learns_what_the_features_tell()
    {
        foreach (var task in Tasks.Where(_ => Learns))
        {
            var set = Sets.Make(task);
            var model = Fit(set).Model;
            TrainingSets.Loss(set, Score(model, set.Blocks)).ShouldBeLessThan(0.8 * TrainingSets.ConstantLoss(set), task.ToString());
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        foreach (var task in Tasks)
        {
            var set = Sets.Make(task);
            Fit(set).Model.Save().ShouldBe(Fit(set).Model.Save(), task.ToString());
        }
    }

    [Fact]
    public void Threads_do_not_change_the_bytes()
    {
        foreach (var task in Tasks)
        {
            var set = Sets.Make(task);
            Fit(set, threads: 2).Model.Save().ShouldBe(Fit(set, threads: 1).Model.Save(), task.ToString());
        }
    }

    [Fact]
    public void A_learning_can_fit_twice_and_gives_the_same_bytes()
    {
        foreach (var task in Tasks)
        {
            using var learning = Learner.Begin(Sets.Make(task), Sets.Make(task, seed: 2), new LearningOptions(7, 1));
            var first = learning.Fit(Quick(task), CancellationToken.None);
            learning.Fit(Learner.Space(task, Sets.Rows, Sets.Features.Count).Draw(new Random(3)), CancellationToken.None);
            var again = learning.Fit(Quick(task), CancellationToken.None);
            again.Rounds.ShouldBe(first.Rounds);
            again.Model.Save().ShouldBe(first.Model.Save(), task.ToString());
        }
    }

    [Fact]
    public void How_rows_are_cut_into_blocks_does_not_change_the_bytes()
    {
        foreach (var task in Tasks)
        {
            var set = Sets.Make(task);
            var joined = set with { Blocks = [RowBlock.Join(set.Features, set.Blocks)] };
            Fit(joined).Model.Save().ShouldBe(Fit(set).Model.Save(), task.ToString());
        }
    }

    [Fact]
    public void A_saved_model_scores_and_saves_as_before()
    {
        foreach (var task in Tasks)
        {
            var set = Sets.Make(task);
            var model = Fit(set).Model;
            var saved = model.Save();
            var loaded = Learner.Load(saved);
            loaded.Features.ShouldBe(model.Features);
            loaded.Outputs.ShouldBe(model.Outputs);
            Bits(Score(loaded, set.Blocks)).ShouldBe(Bits(Score(model, set.Blocks)), task.ToString());
            loaded.Importance().ShouldBe(model.Importance());
            loaded.Save().ShouldBe(saved, task.ToString());
        }
    }

    [Fact]
    public void A_block_of_many_scores_as_blocks_of_one()
    {
        foreach (var task in Tasks)
        {
            var set = Sets.Make(task);
            var model = Fit(set).Model;
            var whole = RowBlock.Join(set.Features, set.Blocks);
            var single = Enumerable.Range(0, whole.Rows).Select(row => whole.Take([row])).ToArray();
            Bits(Score(model, single)).ShouldBe(Bits(Score(model, [whole])), task.ToString());
            model.Score(whole.Take([]), []);
        }
    }

    [Fact]
    public void Contributions_and_base_value_sum_to_the_score()
    {
        foreach (var task in Tasks)
        {
            var set = Sets.Make(task);
            if (Fit(set).Model is not IExplainableModel model)
            {
                continue;
            }

            var loaded = (IExplainableModel)Learner.Load(model.Save());
            var whole = RowBlock.Join(set.Features, set.Blocks);
            var contributions = Explain(model, whole);
            Bits([.. Enumerable.Range(0, whole.Rows).SelectMany(row => Explain(loaded, whole.Take([row])))])
                .ShouldBe(Bits(contributions), task.ToString());
            model.Explain(whole.Take([]), []);
            if (model.Scale is ContributionScale.MeanLogOdds or ContributionScale.MeanMargins)
            {
                // These sums are not the score's: see the scale.
                continue;
            }

            var scores = Score(model, [whole]);
            var totals = contributions.Chunk(set.Features.Count)
                .Select((own, vector) => model.BaseValues[vector % model.Outputs] + own.Sum()).ToArray();
            for (var row = 0; row < whole.Rows; row++)
            {
                var sums = totals[(row * model.Outputs)..((row + 1) * model.Outputs)];
                Linked(model.Scale, sums).ShouldBe(scores[(row * model.Outputs)..((row + 1) * model.Outputs)], 1e-9);
            }
        }
    }

    [Fact]
    public void The_model_at_its_rounds_is_a_model()
    {
        foreach (var task in Tasks)
        {
            var set = Sets.Make(task);
            var learned = Fit(set, Sets.Make(task, seed: 2));
            learned.Rounds.ShouldBeGreaterThanOrEqualTo(1);
            var best = learned.Model.AtRounds(learned.Rounds);
            ShouldBeScores(task, best.Outputs, Score(best, set.Blocks));
            best.AtRounds(learned.Rounds).Save().ShouldBe(best.Save(), task.ToString());
            Bits(Score(Learner.Load(best.Save()), set.Blocks)).ShouldBe(Bits(Score(best, set.Blocks)), task.ToString());
        }
    }

    [Fact]
    public void Importance_sums_to_one_or_is_all_zero()
    {
        foreach (var task in Tasks)
        {
            var importance = Fit(Sets.Make(task)).Model.Importance();
            importance.Count.ShouldBe(Sets.Features.Count);
            importance.ShouldAllBe(share => share >= 0 && share <= 1);
            importance.Sum().ShouldBe(Learns ? 1 : 0, 1e-9, task.ToString());
        }
    }

    [Fact]
    public void A_cancelled_learning_stops()
    {
        foreach (var task in Tasks)
        {
            using var learning = Learner.Begin(Sets.Make(task), null, new LearningOptions(7, 1));
            Should.Throw<OperationCanceledException>(() => learning.Fit(Quick(task), new CancellationToken(canceled: true)));
        }
    }

    [Fact]
    public void Labels_that_are_all_the_same_are_learned()
    {
        foreach (var task in Tasks)
        {
            var set = Sets.Make(task);
            var constant = set with { Labels = [.. set.Labels.Select(_ => task == TaskKind.Regression ? 3.5 : 1.0)] };
            var model = Fit(constant).Model;
            var scores = Score(model, set.Blocks);
            ShouldBeScores(task, model.Outputs, scores);
            var wanted = task == TaskKind.Regression ? 3.5 : 1;
            var column = task == TaskKind.Multiclass ? 1 : 0;
            scores.Where((_, at) => at % model.Outputs == column).ShouldAllBe(score => Math.Abs(score - wanted) < 0.1, task.ToString());
        }
    }

    [Fact]
    public void A_feature_that_is_missing_everywhere_or_constant_does_no_harm()
    {
        foreach (var task in Tasks)
        {
            var set = Sets.Make(task);
            var spoiled = set with
            {
                Blocks = [.. set.Blocks.Select(block => TrainingSets.With(block, 1, Learner.Needs.TakesMissing ? double.NaN : 2.0))],
            };
            var model = Fit(spoiled).Model;
            ShouldBeScores(task, model.Outputs, Score(model, spoiled.Blocks));
        }
    }

    [Fact]
    public void Rows_with_values_that_were_never_seen_are_scored()
    {
        foreach (var task in Tasks)
        {
            var set = Sets.Make(task);
            var model = Fit(set).Model;
            double[] strange = Learner.Needs.TakesMissing ? [double.NaN, 0, -1, 1e6, -1e6] : [0, -1, 1e3, -1e3];
            foreach (var value in strange)
            {
                var block = Enumerable.Range(0, set.Features.Count)
                    .Aggregate(set.Blocks[0], (rows, feature) => TrainingSets.With(rows, feature, value));
                ShouldBeScores(task, model.Outputs, Score(model, [block]));
            }
        }
    }

    [Fact]
    public void Bytes_that_are_no_model_are_refused()
    {
        foreach (var bad in new[] { "", "{}", "[]", "null", "tree\n", "\0\0\0\0", "{\"a\":1e999}", new string('[', 100_000) })
        {
            Should.Throw<TrestleException>(() => Learner.Load(Encoding.UTF8.GetBytes(bad)));
        }

        foreach (var task in Tasks)
        {
            var saved = Fit(Sets.Make(task)).Model.Save();
            Should.Throw<TrestleException>(() => Learner.Load(saved.AsMemory(0, saved.Length / 2)));
        }
    }

    private static double[] Explain(IExplainableModel model, RowBlock rows)
    {
        var contributions = new double[rows.Rows * model.Outputs * rows.Schema.Count];
        model.Explain(rows, contributions);
        return contributions;
    }

    private static double[] Linked(ContributionScale scale, double[] sums) => scale switch
    {
        ContributionScale.LogOdds => [1 / (1 + Math.Exp(-sums[0]))],
        ContributionScale.Margins => [.. sums.Select(sum => Math.Exp(sum) / sums.Sum(Math.Exp))],
        _ => sums,
    };

    private static double[] Score(IModel model, IReadOnlyList<RowBlock> blocks)
    {
        var scores = new double[blocks.Sum(block => block.Rows) * model.Outputs];
        var at = 0;
        foreach (var block in blocks)
        {
            model.Score(block, scores.AsSpan(at, block.Rows * model.Outputs));
            at += block.Rows * model.Outputs;
        }

        return scores;
    }

    private static long[] Bits(double[] values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];

    private static void ShouldBeScores(TaskKind task, int outputs, double[] scores)
    {
        scores.ShouldAllBe(score => double.IsFinite(score), task.ToString());
        if (task == TaskKind.Regression)
        {
            return;
        }

        scores.ShouldAllBe(score => score >= 0 && score <= 1, task.ToString());
        if (outputs > 1)
        {
            scores.Chunk(outputs).ShouldAllBe(row => Math.Abs(row.Sum() - 1) < 1e-9, task.ToString());
        }
    }

    private Learned Fit(TrainingSet train, TrainingSet? validate = null, int threads = 1)
    {
        using var learning = Learner.Begin(train, validate, new LearningOptions(7, threads));
        return learning.Fit(Quick(train.Task), CancellationToken.None);
    }
}
