using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.LightGbm;
using Trestle.Rows.Blocks;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Learners.LightGbm;

public sealed class LightGbmLearnerTests
{
    private static readonly LightGbmLearner Learner = new();
    private static readonly TrainingSets Small = new(Learner.Needs);
    private static readonly TrainingSets Large = new(Learner.Needs, rows: 30_000);

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    [InlineData(TaskKind.Regression)]
    public void Training_stops_after_the_round_with_the_smallest_validation_loss(TaskKind task)
    {
        var (train, validate) = (Small.Make(task), Small.Make(task, seed: 2));
        var parameters = With(task, ("learning_rate", 0.2), ("bagging_fraction", 0.8));
        var stopped = Fit(train, validate, parameters);

        // The same training without validation rows, run on for as long as the first one waited.
        parameters["num_iterations"] = stopped.Rounds + 50;
        var whole = Fit(train, null, parameters);
        whole.Rounds.ShouldBe(stopped.Rounds + 50);
        var losses = Enumerable.Range(1, whole.Rounds)
            .Select(rounds => TrainingSets.Loss(validate, Score(whole.Model.AtRounds(rounds), validate))).ToArray();
        stopped.Rounds.ShouldBe(Array.IndexOf(losses, losses.Min()) + 1);
        stopped.Model.AtRounds(stopped.Rounds).Save().ShouldBe(whole.Model.AtRounds(stopped.Rounds).Save());
    }

    [Fact]
    public void Random_thresholds_are_asked_for_by_a_number_and_give_other_trees()
    {
        var set = Small.Make(TaskKind.Binary);
        var usual = Fit(set, null, With(TaskKind.Binary, ("num_iterations", 5)));
        Fit(set, null, With(TaskKind.Binary, ("num_iterations", 5), ("extra_trees", 0))).Model.Save().ShouldBe(usual.Model.Save());
        Fit(set, null, With(TaskKind.Binary, ("num_iterations", 5), ("extra_trees", 1))).Model.Save().ShouldNotBe(usual.Model.Save());
        Should.Throw<TrestleException>(() => Fit(set, null, With(TaskKind.Binary, ("extra_trees", 0.5))))
            .Problems[0].Expected.ShouldBe("1 for random thresholds, otherwise 0");
    }

    [Theory]
    [InlineData("path_smooth", 50)]
    [InlineData("min_sum_hessian_in_leaf", 20)]
    [InlineData("feature_fraction_bynode", 0.3)]
    public void Every_parameter_that_is_taken_does_something(string name, double value)
    {
        var set = Small.Make(TaskKind.Binary);
        var usual = Fit(set, null, With(TaskKind.Binary, ("num_iterations", 20), ("learning_rate", 0.2)));
        var other = Fit(set, null, With(TaskKind.Binary, ("num_iterations", 20), ("learning_rate", 0.2), (name, value)));
        other.Model.Save().ShouldNotBe(usual.Model.Save());
    }

    [Fact]
    public void Numbers_are_put_into_few_bins_where_that_is_asked_for()
    {
        var set = Small.Make(TaskKind.Regression);
        Thresholds(null).ShouldBeGreaterThan(3 * set.Features.Count);
        Thresholds(4).ShouldBeLessThanOrEqualTo(3 * set.Features.Count);

        // A number in so many bins has one threshold less; missing values and zero may have a bin of their own.
        int Thresholds(int? bins)
        {
            using var learning = Learner.Begin(set with { Categories = [] }, null, new LearningOptions(1, 1) { MostBins = bins });
            var text = Encoding.ASCII.GetString(learning.Fit(With(TaskKind.Regression, ("num_iterations", 40)), default).Model.Save());
            var lines = text.Split('\n');
            return lines.Where(line => line.StartsWith("split_feature=", StringComparison.Ordinal))
                .Zip(lines.Where(line => line.StartsWith("threshold=", StringComparison.Ordinal)))
                .SelectMany(pair => Values(pair.First).Zip(Values(pair.Second))).Distinct().Count();
        }

        static string[] Values(string line) => line[(line.IndexOf('=') + 1)..].Split(' ');
    }

    [Fact]
    public void Large_tables_begin_with_a_configuration_that_learns_fast()
    {
        Learner.Portfolio(new DataShape(TaskKind.Binary, 1_000, 20, 2))[0]["learning_rate"].ShouldBe(0.05);
        var large = Learner.Portfolio(new DataShape(TaskKind.Multiclass, 50_000, 200, 10));
        large[0]["learning_rate"].ShouldBe(0.1);
        large.Count.ShouldBe(10);
        Learner.Work(large[0]).ShouldBeLessThan(Learner.Work(large[1]));
    }

    [Fact]
    public void Without_validation_rows_the_rounds_are_as_many_as_asked_for()
    {
        var learned = Fit(Small.Make(TaskKind.Regression), null, With(TaskKind.Regression, ("num_iterations", 17)));
        learned.Rounds.ShouldBe(17);
        Encoding.ASCII.GetString(learned.Model.Save()).Split("\nTree=").Length.ShouldBe(18);
        Fit(Small.Make(TaskKind.Regression), null, With(TaskKind.Regression)).Rounds.ShouldBe(200);
    }

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    [InlineData(TaskKind.Regression)]
    public void Threads_do_not_change_a_model_of_many_rows(TaskKind task)
    {
        var (train, validate) = (Large.Make(task), Small.Make(task, seed: 2));
        var parameters = With(task, ("num_iterations", 12), ("feature_fraction", 0.7), ("bagging_fraction", 0.7), ("lambda_l1", 0.1));
        var one = Fit(train, validate, parameters, threads: 1);
        var two = Fit(train, validate, parameters, threads: 2);
        two.Rounds.ShouldBe(one.Rounds);
        two.Model.Save().ShouldBe(one.Model.Save());
        Fit(train, validate, parameters, threads: 3).Model.Save().ShouldBe(one.Model.Save());
    }

    [Fact]
    public void Another_seed_gives_another_model()
    {
        var train = Small.Make(TaskKind.Regression);
        var parameters = With(TaskKind.Regression, ("num_iterations", 5), ("bagging_fraction", 0.5));
        Fit(train, null, parameters, seed: 2).Model.Save().ShouldNotBe(Fit(train, null, parameters, seed: 1).Model.Save());
    }

    [Fact]
    public void Learnings_side_by_side_learn_what_they_learn_alone()
    {
        var tasks = new[] { TaskKind.Binary, TaskKind.Multiclass, TaskKind.Regression, TaskKind.Binary };
        var alone = tasks.Select((task, at) => Run(task, at)).ToArray();
        var together = new byte[tasks.Length][];
        var threads = tasks.Select((task, at) => new Thread(() => together[at] = Run(task, at))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        together.ShouldBe(alone);

        static byte[] Run(TaskKind task, int at) =>
            Fit(Small.Make(task), null, With(task, ("num_iterations", 40)), seed: at, threads: 1 + (at % 2)).Model.Save();
    }

    [Fact]
    public void A_learning_can_be_cancelled_in_the_middle()
    {
        using var cancel = new CancellationTokenSource();
        using var learning = Learner.Begin(Small.Make(TaskKind.Binary), null, new LearningOptions(1, 1));
        cancel.CancelAfter(TimeSpan.FromMilliseconds(100));
        Should.Throw<OperationCanceledException>(
            () => learning.Fit(With(TaskKind.Binary, ("num_iterations", 1e9), ("learning_rate", 1e-6)), cancel.Token));

        // It is as good as new.
        learning.Fit(With(TaskKind.Binary, ("num_iterations", 3)), CancellationToken.None).Rounds.ShouldBe(3);
    }

    [Fact]
    public void One_that_waits_for_its_number_of_threads_can_be_cancelled()
    {
        using var learning = Learner.Begin(Small.Make(TaskKind.Binary), null, new LearningOptions(1, 2));
        using var other = NativeThreads.Use(5, CancellationToken.None);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Should.Throw<OperationCanceledException>(() => learning.Fit(With(TaskKind.Binary), cancel.Token));
    }

    [Fact]
    public void A_model_keeps_odd_feature_names()
    {
        string[] names = ["age (years)", "größe, cm", "{\"x\":[1]}", "", "100 %"];
        var schema = new RowSchema(names.Select(name => new Column(name, ColumnKind.Number)));
        var random = new Random(1);
        var columns = names.Select(_ => Enumerable.Range(0, 60).Select(_ => random.NextDouble()).ToArray()).ToArray();
        var set = new TrainingSet
        {
            Features = schema,
            Blocks = [new RowBlock(schema, 60, columns)],
            Labels = columns[3],
            Task = TaskKind.Regression,
            Classes = 0,
        };
        var model = Fit(set, null, With(TaskKind.Regression, ("num_iterations", 5))).Model;
        model.Features.ShouldBe(names);
        Learner.Load(model.Save()).Features.ShouldBe(names);
        model.Importance()[3].ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void What_was_trained_reads_the_same_for_LightGBM_itself()
    {
        var set = Small.Make(TaskKind.Multiclass);
        var model = Fit(set, null, With(TaskKind.Multiclass, ("num_iterations", 8))).Model;
        using var native = NativeModel.Read(model.Save());
        var whole = RowBlock.Join(set.Features, set.Blocks);
        var matrix = Enumerable.Range(0, whole.Rows).SelectMany(row => Enumerable.Range(0, 4).Select(c => whole.Numbers(c)[row])).ToArray();
        Score(model, set).ShouldBe(native.Predict(matrix, whole.Rows, raw: false));
    }

    [Fact]
    public void Blocks_without_rows_and_arrays_that_are_too_long_do_no_harm()
    {
        var set = Small.Make(TaskKind.Binary);
        var longer = set.Blocks.Select(block => new RowBlock(
            set.Features,
            block.Rows,
            [.. Enumerable.Range(0, 4).Select(c => block.Numbers(c).ToArray().Concat([1e9, 1e9]).ToArray())]));
        var empty = set.Blocks[0].Take([]);
        var odd = set with { Blocks = [empty, .. longer.SelectMany(block => new[] { block, empty })] };
        var parameters = With(TaskKind.Binary, ("num_iterations", 5));
        Fit(odd, null, parameters).Model.Save().ShouldBe(Fit(set, null, parameters).Model.Save());
    }

    [Theory]
    [InlineData("learning_rat", 0.1, "TR0064")]
    [InlineData("num_threads", 1, "TR0064")]
    [InlineData("learning_rate", 0, "TR0065")]
    [InlineData("learning_rate", double.NaN, "TR0065")]
    [InlineData("learning_rate", double.PositiveInfinity, "TR0065")]
    [InlineData("num_leaves", 1, "TR0065")]
    [InlineData("num_leaves", 7.5, "TR0065")]
    [InlineData("num_leaves", 1e7, "TR0065")]
    [InlineData("feature_fraction", 1.1, "TR0065")]
    [InlineData("num_iterations", 0, "TR0065")]
    public void A_parameter_that_makes_no_sense_is_named(string name, double value, string code)
    {
        var parameters = new Parameters([KeyValuePair.Create(name, value)]);
        var problem = Should.Throw<TrestleException>(
            () => Fit(Small.Make(TaskKind.Binary), null, parameters)).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe(code);
        problem.Found.ShouldContain($"'{name}'");
    }

    [Fact]
    public void A_mistyped_parameter_brings_the_nearest()
    {
        var parameters = new Parameters([KeyValuePair.Create("num_leafs", 7.0)]);
        var problem = Should.Throw<TrestleException>(() => Fit(Small.Make(TaskKind.Binary), null, parameters)).Problems[0];
        problem.Fix.ShouldBe("did you mean 'num_leaves'?");
    }

    [Theory]
    [InlineData(TaskKind.Binary, 2)]
    [InlineData(TaskKind.Binary, double.NaN)]
    [InlineData(TaskKind.Multiclass, 3)]
    [InlineData(TaskKind.Multiclass, -1)]
    [InlineData(TaskKind.Multiclass, 0.5)]
    [InlineData(TaskKind.Regression, double.NaN)]
    [InlineData(TaskKind.Regression, 1e39)]
    public void A_label_that_cannot_be_learned_is_refused_without_printing_it(TaskKind task, double label)
    {
        var set = Small.Make(task);
        set.Labels[4] = label;
        var problem = Should.Throw<TrestleException>(() => Learner.Begin(set, null, new LearningOptions(1, 1))).Problems[0];
        problem.Code.ShouldBe("TR0067");
        problem.Where.ShouldEndWith("training row 5");
        problem.Found.ShouldBe("a label that cannot be learned from");
    }

    [Fact]
    public void No_rows_are_refused()
    {
        var empty = Small.Make(TaskKind.Binary) with { Blocks = [], Labels = [] };
        var problem = Should.Throw<TrestleException>(() => Learner.Begin(empty, null, new LearningOptions(1, 1))).Problems[0];
        (problem.Code, problem.Found).ShouldBe(("TR0066", "there is no training row"));
        Should.Throw<TrestleException>(() => Learner.Begin(Small.Make(TaskKind.Binary), empty, new LearningOptions(1, 1)))
            .Problems[0].Found.ShouldBe("there is no validation row");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_handful_of_rows_is_learned(int rows)
    {
        var set = Small.Make(TaskKind.Regression);
        var few = set with { Blocks = [set.Blocks[0].Take([.. Enumerable.Range(0, rows)])], Labels = set.Labels[..rows] };
        var model = Fit(few, null, With(TaskKind.Regression, ("num_iterations", 5))).Model;
        Score(model, few).Average().ShouldBe(few.Labels.Average(), 1e-6);
    }

    [Fact]
    public void What_LightGBM_refuses_is_said()
    {
        var parameters = Small.Make(TaskKind.Binary);
        using var rows = DatasetHandle.Create(parameters, "verbosity=-1", reference: null);
        var problem = Should.Throw<TrestleException>(() => BoosterHandle.Create(rows, null, "objective=nothing verbosity=-1")).Problems[0];
        problem.Code.ShouldBe("TR0063");
        problem.Found.ShouldContain("nothing");
    }

    [Fact]
    public void A_library_that_is_missing_is_explained()
    {
        var missing = Native.Explain(new DllNotFoundException("libgomp.so.1: cannot open shared object file"));
        missing.Code.ShouldBe("TR0061");
        missing.Fix.ShouldStartWith("run `apt-get install libgomp1`");
        Native.Explain(new DllNotFoundException("lib_lightgbm not found")).Code.ShouldBe("TR0062");
        Native.Explain(new BadImageFormatException()).Found.ShouldBe("LightGBM cannot start: its native library does not fit this system");
    }

    private static Parameters With(TaskKind task, params (string Name, double Value)[] changes)
    {
        var parameters = Learner.Space(task, Small.Rows, 4).Defaults;
        foreach (var (name, value) in changes)
        {
            parameters[name] = value;
        }

        return parameters;
    }

    private static Learned Fit(TrainingSet train, TrainingSet? validate, Parameters parameters, int seed = 1, int threads = 1)
    {
        using var learning = Learner.Begin(train, validate, new LearningOptions(seed, threads));
        return learning.Fit(parameters, CancellationToken.None);
    }

    private static double[] Score(IModel model, TrainingSet set)
    {
        var whole = RowBlock.Join(set.Features, set.Blocks);
        var scores = new double[whole.Rows * model.Outputs];
        model.Score(whole, scores);
        return scores;
    }
}
