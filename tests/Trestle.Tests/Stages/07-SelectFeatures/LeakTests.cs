using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Plans;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.SelectFeatures;

using Xunit;

namespace Trestle.Tests.Stages.SelectFeatures;

/// <summary>What the checks against leaks see, and what they let pass.</summary>
public sealed class LeakTests
{
    private const int Rows = 600;
    private readonly Random random = new(3);

    [Fact]
    public void A_number_that_tells_two_classes_apart_is_a_leak_whatever_its_form()
    {
        var labels = Classes(2);
        Stops(TaskKind.Binary, labels, Number("rising", row => labels[row] + (0.1 * Normal())));
        Stops(TaskKind.Binary, labels, Number("falling", row => -labels[row] + (0.1 * Normal())));
        Stops(TaskKind.Binary, labels, Number("between", row => labels[row] == 1 ? Uniform() : random.Next(2) == 0 ? -1 - Uniform() : 2));
        Stops(TaskKind.Binary, labels, Number("flag", row => labels[row]));
        Stops(TaskKind.Binary, labels, Number("code", row => (2 * random.Next(20)) + labels[row]));
    }

    [Fact]
    public void A_value_that_only_one_class_has_is_a_leak_and_the_words_say_so()
    {
        var labels = Classes(2);
        var leak = Stops(TaskKind.Binary, labels, Number("closed", row => labels[row] == 1 ? Uniform() : double.NaN));
        leak.Found.ShouldBe("'closed': whether it has a value alone tells the target with AUC 1.0000 out of fold");
        Stops(TaskKind.Binary, labels, Category("note", row => labels[row] == 1 ? random.Next(5) : double.NaN));
    }

    [Fact]
    public void A_category_that_tells_the_class_is_a_leak_for_two_classes_and_for_more()
    {
        var two = Classes(2);
        Stops(TaskKind.Binary, two, Category("status", row => (2 * random.Next(2)) + two[row]));
        var four = Classes(4);
        Stops(TaskKind.Multiclass, four, Category("status", row => (4 * random.Next(3)) + four[row]));
        Stops(TaskKind.Multiclass, four, Number("code", row => (4 * random.Next(3)) + four[row]));
    }

    [Fact]
    public void A_copy_of_a_value_is_a_leak_in_any_unit_and_form()
    {
        var labels = Values(() => Math.Exp(2 * Normal()));
        Stops(TaskKind.Regression, labels, Number("copy", row => 3 + (0.01 * labels[row])));
        Stops(TaskKind.Regression, labels, Number("logarithm", row => -Math.Log(labels[row])));
        var logs = labels.Select(label => Math.Log(label)).ToArray();
        Stops(TaskKind.Regression, labels, Number("turning", row => random.Next(2) == 0 ? logs[row] : 20 - logs[row]));
        var steps = Values(() => random.Next(12));
        Stops(TaskKind.Regression, steps, Category("group", row => (12 * random.Next(2)) + steps[row]));
    }

    /// <summary>Their squares are nearly all in one row.</summary>
    [Fact]
    public void An_outlier_that_columns_share_with_the_target_is_no_leak()
    {
        var labels = Values(Normal);
        labels[7] = 1e6;
        LeakColumn[] columns =
        [
            Number("a", row => row == 7 ? 1e6 : labels[row] + Normal()), Number("b", row => row == 7 ? 2e6 : labels[row] + Normal()),
        ];
        Find(new ColumnLeak(), TaskKind.Regression, labels, columns).ShouldBeEmpty();
        Find(new SumLeak(), TaskKind.Regression, labels, columns).ShouldBeEmpty();
    }

    /// <summary>AUC .90 is a strong feature, AUC .97 is worth a look, and neither stops a run.</summary>
    [Theory]
    [InlineData(1.81, 0.90, false)]
    [InlineData(2.66, 0.97, true)]
    public void A_strong_feature_does_not_stop_a_run(double distance, double auc, bool named)
    {
        var labels = Classes(2);
        var sample = Sample(TaskKind.Binary, labels, Number("strong", row => (distance * labels[row]) + Normal()));
        sample.Alone[0].ShouldBe(auc, 0.015);
        var found = new ColumnLeak().Find(sample, CancellationToken.None).ToArray();
        found.Length.ShouldBe(named ? 1 : 0);
        found.ShouldAllBe(leak => !leak.Stops);
    }

    [Fact]
    public void A_column_of_noise_or_of_names_tells_nothing()
    {
        foreach (var (task, labels) in new[]
        {
            (TaskKind.Binary, Classes(2)), (TaskKind.Multiclass, Classes(4)), (TaskKind.Regression, Values(Normal)),
        })
        {
            var sample = Sample(
                task, labels, Number("noise", _ => Normal()), Category("noise", _ => random.Next(5)), Category("name", row => row),
                Number("id", row => row), Number("empty", _ => double.NaN), Number("same", _ => 1));
            sample.Alone.ShouldAllBe(figure => figure >= 0 && figure < 0.6);
            LeakCheckCatalog.All.SelectMany(check => check.Find(sample, CancellationToken.None)).ShouldBeEmpty();
        }
    }

    /// <summary>Rows of one customer in several folds have one answer.</summary>
    [Fact]
    public void An_identifier_that_recurs_with_the_answer_is_a_leak()
    {
        var labels = new double[Rows];
        var customers = labels.Select(_ => (double)random.Next(60)).ToArray();
        var answers = Enumerable.Range(0, 60).Select(_ => (double)random.Next(2)).ToArray();
        labels = [.. customers.Select(customer => answers[(int)customer])];
        Stops(TaskKind.Binary, labels, Category("customer", row => customers[row]));
    }

    [Fact]
    public void Columns_that_add_up_to_the_target_are_named_without_the_others()
    {
        var (casual, registered, other) = (Values(Uniform), Values(() => 5 * Uniform()), Values(Normal));
        double[] sum = [.. casual.Zip(registered, (a, b) => a + b)];
        var found = Find(
            new SumLeak(), TaskKind.Regression, sum, Number("other", row => other[row] + casual[row]), Number("casual", row => casual[row]),
            Number("registered", row => registered[row])).ShouldHaveSingleItem();
        (found.Stops, found.Found).ShouldBe((true, "the target is casual + registered: R² 1.0000"));
        found.Columns.ShouldBe(["casual", "registered"], ignoreOrder: true);

        // A difference whose parts go together tells nothing alone; three parts, the last one with a weight of its own; a product.
        var cost = Values(() => 100 * Uniform());
        double[] profit = [.. Values(Normal)];
        Find(
            new SumLeak(), TaskKind.Regression, profit, Number("cost", row => cost[row]), Number("revenue", row => cost[row] + profit[row]),
            Number("other", row => other[row])).ShouldHaveSingleItem().Found.ShouldBe("the target is revenue - cost: R² 1.0000");
        double[] total = [.. sum.Select((value, row) => value + (2 * other[row]))];
        Find(
            new SumLeak(), TaskKind.Regression, total, Number("casual", row => casual[row]), Number("registered", row => registered[row]),
            Number("other", row => other[row])).ShouldHaveSingleItem().Columns.Count.ShouldBe(3);
        double[] paid = [.. casual.Select((price, row) => (price + 1) * (registered[row] + 1))];
        Find(
            new SumLeak(), TaskKind.Regression, paid, Number("price", row => casual[row] + 1), Number("count", row => registered[row] + 1))
            .ShouldHaveSingleItem().Found.ShouldContain("×");
    }

    /// <summary>Fares of thousands explain nearly all squares, the small parts explain the order.</summary>
    [Fact]
    public void Parts_are_found_in_spite_of_outliers()
    {
        var (fare, tip, tolls) = (Values(() => 5 + (20 * Uniform())), Values(() => 5 * Uniform()), Values(() => random.Next(2) * 6));
        (fare[3], fare[99]) = (8000, 4000);
        double[] total = [.. fare.Select((value, row) => value + tip[row] + tolls[row])];
        Find(
            new SumLeak(), TaskKind.Regression, total, Number("fare", row => fare[row]), Number("tip", row => tip[row]),
            Number("tolls", row => tolls[row])).ShouldHaveSingleItem().Found.ShouldBe("the target is fare + tip + tolls: R² 1.0000");
    }

    [Fact]
    public void Columns_that_explain_a_value_well_are_no_leak()
    {
        var (a, b) = (Values(Normal), Values(Normal));
        double[] labels = [.. a.Select((value, row) => value + b[row] + (0.1 * Normal()))];
        Find(new SumLeak(), TaskKind.Regression, labels, Number("a", row => a[row]), Number("b", row => b[row])).ShouldBeEmpty();
    }

    [Fact]
    public void Two_numbers_whose_difference_is_the_class_are_a_leak()
    {
        var (due, paid) = (Values(Uniform), Values(Uniform));
        double[] late = [.. due.Select((value, row) => paid[row] > value ? 1.0 : 0)];
        var found = Find(
            new PairLeak(), TaskKind.Binary, late, Number("due", row => due[row]), Number("other", _ => Normal()),
            Number("paid", row => paid[row])).ShouldHaveSingleItem();
        (found.Stops, found.Found).ShouldBe((true, "due - paid tells the target with AUC 1.0000"));
    }

    [Fact]
    public void A_running_number_that_ranks_the_target_stops_and_one_that_does_not_is_kept()
    {
        double[] labels = [.. Enumerable.Range(0, Rows).Select(row => Uniform() < (row < Rows / 2 ? 0.05 : 0.95) ? 1.0 : 0)];
        Find(new SequenceLeak(), TaskKind.Binary, labels, Number("id", row => 10_000 + row)).ShouldHaveSingleItem().Stops.ShouldBeTrue();
        Find(new SequenceLeak(), TaskKind.Binary, labels, Number("price", row => row * 17)).ShouldBeEmpty();
        Find(new SequenceLeak(), TaskKind.Binary, Classes(2), Number("id", row => row)).ShouldBeEmpty();
        var found = Find(new RowOrder(), TaskKind.Binary, labels, Number("id", row => row)).ShouldHaveSingleItem();
        (found.Stops, found.Columns.Single()).ShouldBe((false, "__row"));
    }

    /// <summary>A closing date is after the row's time and tells the outcome; a due date is after it and tells nothing.</summary>
    [Fact]
    public void A_date_after_the_outcome_stops_when_it_tells_the_target()
    {
        var (labels, opened) = (Classes(2), Values(() => 1e6 * Uniform()));
        LeakColumn[] dates =
        [
            Number("closed", row => opened[row] + (labels[row] == 1 ? 10 : 25) + (5 * Normal())),
            Number("due", row => opened[row] + 20 + Normal()),
            Number("birth", row => opened[row] - 20 + Normal()),
        ];
        var sample = Sample(TaskKind.Binary, labels, new LeakColumn("opened", "opened", opened, false), dates);
        new LateDate().Find(sample, CancellationToken.None).Select(leak => (leak.Columns.Single(), leak.Stops))
            .ShouldBe([("closed", true), ("due", false)]);
    }

    [Fact]
    public void Rows_that_both_parts_have_are_named_unless_chance_makes_them_equal()
    {
        Shared(new SharedRows(1000, 5, 0)).ShouldBeEmpty();
        Shared(new SharedRows(1000, 120, 0.1)).ShouldHaveSingleItem().Stops.ShouldBeFalse();
        Shared(new SharedRows(1000, 120, 90)).ShouldBeEmpty();
        Shared(new SharedRows(1000, 700, 0.1)).ShouldHaveSingleItem().Stops.ShouldBeTrue();

        IEnumerable<LeakFinding> Shared(SharedRows shared) =>
            new SharedRowsLeak().Find(Sample(TaskKind.Binary, Classes(2), shared), CancellationToken.None);
    }

    [Fact]
    public void Fewer_rows_than_can_say_anything_stop_nothing()
    {
        double[] labels = [0, 1, 0, 1, 0, 1];
        Find(new ColumnLeak(), TaskKind.Binary, labels, new LeakColumn("x", "x", labels, false)).ShouldBeEmpty();
    }

    [Fact]
    public void The_limits_are_settings_and_1_never_stops()
    {
        var labels = Classes(2);
        var column = Number("copy", row => labels[row]);
        var sample = Sample(
            TaskKind.Binary, labels, new SharedRows(0, 0, 0), new SelectFeaturesSettings { MaxTargetAuc = 1 }, null, column);
        new ColumnLeak().Find(sample, CancellationToken.None).ShouldHaveSingleItem().Stops.ShouldBeFalse();
    }

    /// <summary>
    /// scikit-learn 1.2.1: DecisionTreeRegressor and DecisionTreeClassifier(max_depth=3, min_samples_leaf=5), their leaves with one
    /// further row that is as all rows are.
    /// </summary>
    [Fact]
    public void The_tree_is_that_of_scikit_learn()
    {
        int[] order = [.. Enumerable.Range(0, 60).OrderBy(i => i * 37 % 61)];
        double[] x = [.. order.Select(i => i * 37 % 61 / 10.0)];
        double[] asked = [0.05, 1.0, 2.0, 3.3, 4.4, 5.5, 5.9];
        var values = NumberTree.Learn(x, [.. x.Select((value, at) => ((value - 3) * (value - 3)) + (order[at] % 4))], 0, 3);
        double[] means =
        [
            8.494458333333332, 5.173566666666668, 2.3526770833333335, 2.3526770833333335, 2.3526770833333335, 8.599380952380953,
            8.599380952380953,
        ];
        asked.Select(value => values.Predict(value)[0]).Zip(means).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-9);

        var classes = NumberTree.Learn(
            x, [.. x.Select((value, at) => (value is > 1.5 and < 4 ? 1.0 : 0) + (order[at] % 7 == 0 ? 1 : 0))], 3, 3);
        double[] shares = [0.24444444444444446, 0.04666666666666667, 0.9644444444444444, 0.7888888888888889, 0.1450980392156863,
            0.1450980392156863, 0.41111111111111115];
        asked.Select(value => classes.Predict(value)[1]).Zip(shares).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
    }

    private static LeakFinding Stops(TaskKind task, double[] labels, LeakColumn column)
    {
        var found = Find(new ColumnLeak(), task, labels, column).ShouldHaveSingleItem(column.Name);
        found.Stops.ShouldBeTrue(found.Found);
        found.Columns.ShouldBe([column.Name]);
        return found;
    }

    private static IReadOnlyList<LeakFinding> Find(ILeakCheck check, TaskKind task, double[] labels, params LeakColumn[] columns) =>
        [.. check.Find(Sample(task, labels, columns), CancellationToken.None)];

    private static LeakSample Sample(TaskKind task, double[] labels, params LeakColumn[] columns) =>
        Sample(task, labels, new SharedRows(0, 0, 0), columns);

    private static LeakSample Sample(TaskKind task, double[] labels, LeakColumn time, LeakColumn[] dates) =>
        Sample(task, labels, new SharedRows(0, 0, 0), new SelectFeaturesSettings(), (time, dates));

    private static LeakSample Sample(TaskKind task, double[] labels, SharedRows shared, params LeakColumn[] columns) =>
        Sample(task, labels, shared, new SelectFeaturesSettings(), null, columns);

    private static LeakSample Sample(
        TaskKind task, double[] labels, SharedRows shared, SelectFeaturesSettings settings, (LeakColumn Time, LeakColumn[] All)? dates,
        params LeakColumn[] columns)
    {
        const int Folds = 5;
        var sample = new LeakSample
        {
            Task = task,
            Classes = task == TaskKind.Regression ? 0 : (int)labels.Max() + 1,
            Columns = columns,
            Dates = dates?.All ?? [],
            Time = dates?.Time,
            Positions = [.. Enumerable.Range(1, labels.Length).Select(row => (double)row)],
            Labels = labels,
            Folds = [.. Enumerable.Range(0, labels.Length).Select(row => row * 7 % 11 % Folds)],
            Rounds = [.. Enumerable.Range(0, Folds).Select(
                fold => new FoldRound(FoldSet.Of(Enumerable.Range(0, Folds).Where(other => other != fold)), FoldSet.Of([fold])))],
            Shared = shared,
            Settings = settings,
        };
        sample.MeasureAlone(1, CancellationToken.None);
        return sample;
    }

    private double[] Classes(int count) => Values(() => random.Next(count));

    private static double[] Values(Func<double> value) => [.. Enumerable.Range(0, Rows).Select(_ => value())];

    private static LeakColumn Number(string name, Func<int, double> value) =>
        new(name, name, [.. Enumerable.Range(0, Rows).Select(value)], false);

    private static LeakColumn Category(string name, Func<int, double> value) =>
        new(name, name, [.. Enumerable.Range(0, Rows).Select(value)], true);

    private double Uniform() => random.NextDouble();

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
