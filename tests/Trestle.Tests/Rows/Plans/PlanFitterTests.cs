using CsCheck;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Plans;

public sealed class PlanFitterTests
{
    /// <summary>Waves that depend on each other, the last ones on columns that differ from round to round.</summary>
    private static readonly RowPlan Plan = new(
    [
        new Trim(),
        new NullTokens { Columns = ["price", "city"], Tokens = ["", "-1"] },
        new ParseNumber { Columns = ["price"] },
        new Impute { Columns = ["age"], Strategy = ImputeStrategy.Mean, Indicator = true },
        new Impute { Columns = ["price"], Strategy = ImputeStrategy.Median },
        new Clip { Columns = ["age"], Low = 0.1, High = 0.9 },
        new OneHot { Columns = ["city"], Missing = true },
        new FrequencyEncode { Columns = ["shop"] },
        new StandardScale(),
        new RobustScale { Columns = ["price"] },
    ]);

    private static readonly Gen<RowBlock> Rows = Gen.Select(
        Gen.OneOf("a", " a", "b", "c", "dd", "", null).Array[20, 40],
        Gen.OneOf("1", "2.5", "-1", "x", "7", null).Array[40],
        Gen.Frequency((5, Gen.Int[0, 9].Select(age => (double)age)), (1, Gen.Const(double.NaN))).Array[40],
        Gen.OneOf("s", "t", "u").Array[40]).Select((cities, prices, ages, shops) => new TableBuilder()
            .Texts("city", cities)
            .Texts("price", prices[..cities.Length])
            .Numbers("age", ages[..cities.Length])
            .Texts("shop", shops[..cities.Length])
            .Numbers(ReservedColumns.Label, [.. ages[..cities.Length].Select(age => age > 4 ? 1.0 : 0)])
            .Block());

    [Fact]
    public void Every_round_learns_what_it_would_learn_from_its_folds_alone() => Rows.Sample(
        block =>
        {
            var source = TableBuilder.Source(block, folds: 4, blockRows: 3);
            var rounds = new[] { FoldSet.Of([1, 2, 3]), FoldSet.Of([0, 2, 3]), FoldSet.Of([0]), FoldSet.Of([0, 1, 2, 3]) };
            foreach (var round in Plan.Fit(source, rounds, CancellationToken.None))
            {
                var training = RowBlock.Join(
                    block.Schema, [.. round.Folds.Folds.SelectMany(fold => source.Scan(fold, CancellationToken.None))]);
                Near(round.Plan.Bind(block.Schema).Apply(block), Naively(Plan, training, block));
                round.Training.Keys.Order().ShouldBe(round.Folds.Folds);
                round.Training.Values.ShouldAllBe(plan => ReferenceEquals(plan, round.Plan));
            }
        },
        iter: 60);

    [Fact]
    public void Rows_outside_a_round_never_influence_it()
    {
        var block = Labelled(label: row => row % 3 == 0 ? 1 : 0);
        var changed = Labelled(
            label: row => row % 4 == 3 ? 1 - (row % 3 == 0 ? 1 : 0) : row % 3 == 0 ? 1 : 0, x: row => row % 4 == 3 ? 1e9 : row);
        var plan = new RowPlan(
            [
                new Impute { Columns = ["x"] }, new StandardScale { Columns = ["x"] }, new TargetEncode { Columns = ["city"] },
                new RobustScale(),
            ]);
        var round = FoldSet.Of([0, 1, 2]);
        Saved(plan, block, round).ShouldBe(Saved(plan, changed, round));
        Saved(plan, block, FoldSet.Of([0, 1, 3])).ShouldNotBe(Saved(plan, changed, FoldSet.Of([0, 1, 3])));
    }

    [Fact]
    public void A_row_is_target_encoded_without_the_labels_of_its_own_fold()
    {
        var plan = new RowPlan([new CaseFold(), new TargetEncode { Columns = ["city"] }]);
        var all = FoldSet.Of([0, 1, 2, 3]);
        for (var fold = 0; fold < 4; fold++)
        {
            var own = fold;
            var before = Fit(plan, Labelled(row => row % 3 == 0 ? 1 : 0), all);
            var after = Fit(plan, Labelled(row => (row % 3 == 0) ^ (row % 4 == own) ? 1 : 0), all);
            PlanJson.Write(after.Training[own]).ShouldBe(PlanJson.Write(before.Training[own]));
            PlanJson.Write(after.Plan).ShouldNotBe(PlanJson.Write(before.Plan));
            foreach (var other in all.Without(own).Folds)
            {
                PlanJson.Write(after.Training[other]).ShouldNotBe(PlanJson.Write(before.Training[other]));
            }
        }
    }

    [Fact]
    public void Cross_fitted_encodings_are_those_of_the_other_folds()
    {
        var block = Labelled(row => row % 3 == 0 ? 1 : 0);
        var source = TableBuilder.Source(block, folds: 4);
        var step = new TargetEncode { Columns = ["city"] };
        var round = new RowPlan([step]).Fit(source, [FoldSet.Of([0, 1, 2, 3])], CancellationToken.None).Single();
        foreach (var (fold, plan) in round.Training)
        {
            var others = RowBlock.Join(
                block.Schema,
                [.. source.Folds.Where(other => other != fold).SelectMany(other => source.Scan(other, CancellationToken.None))]);
            Near(plan.Bind(block.Schema).Apply(block), Naively(new RowPlan([step]), others, block));
        }

        Near(round.Plan.Bind(block.Schema).Apply(block), Naively(new RowPlan([step]), block, block));
    }

    [Fact]
    public void Steps_after_a_cross_fitted_one_learn_from_what_the_model_sees()
    {
        var block = Labelled(row => row % 3 == 0 ? 1 : 0);
        var round = Fit(
            new RowPlan([new TargetEncode { Columns = ["city"] }, new StandardScale { Columns = ["city.target"] }]), block,
            FoldSet.Of([0, 1, 2, 3]));
        var source = TableBuilder.Source(block, folds: 4);
        var seen = source.Folds.SelectMany(
            fold => source.Scan(fold, CancellationToken.None).SelectMany(
                rows => Column(round.Training[fold].Bind().Apply(rows), "city.target"))).ToArray();
        seen.Average().ShouldBe(0, 1e-12);
        seen.Select(value => value * value).Average().ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Independent_steps_are_answered_in_one_scan()
    {
        Scans([new Trim(), new NullTokens(), new CaseFold()]).ShouldBe(0);
        Scans([new Impute { Columns = ["x"] }, new OneHot { Columns = ["city"] }, new StandardScale { Columns = ["y"] }]).ShouldBe(1);
        Scans([new Impute { Columns = ["x"] }, new Trim { Columns = ["city"] }, new StandardScale { Columns = ["y"] }]).ShouldBe(1);
        Scans([new Trim { Columns = ["city"] }, new Impute { Columns = ["x"] }, new OneHot { Columns = ["city"] }]).ShouldBe(1);
        Scans([new Impute { Columns = ["x"] }, new StandardScale { Columns = ["x"] }]).ShouldBe(2);
        Scans([new Impute { Columns = ["x"] }, new StandardScale { Columns = ["y"] }, new StandardScale { Columns = ["x"] }]).ShouldBe(2);
        Scans([new Impute(), new StandardScale()]).ShouldBe(2);
        Scans([new OneHot { Columns = ["city"] }, new StandardScale { Columns = ["city=a"] }]).ShouldBe(2);
    }

    [Fact]
    public void The_result_does_not_depend_on_which_fold_is_read_first()
    {
        var block = Labelled(row => row % 3 == 0 ? 1 : 0, x: row => Math.Sqrt(row));
        var plan = new RowPlan(
            [new Impute { Columns = ["x"], Strategy = ImputeStrategy.Mean }, new TargetEncode { Columns = ["city"] }, new StandardScale()]);
        var rounds = new[] { FoldSet.Of([0, 1, 2, 3]), FoldSet.Of([1, 2, 3]) };
        var results = new[] { 0, 4, -4 }.Select(delay =>
        {
            var source = new WatchedRows(
                TableBuilder.Source(block, folds: 4, blockRows: 5),
                fold => Thread.Sleep(delay == 0 ? 0 : delay > 0 ? delay * fold : -delay * (4 - fold)));
            return plan.Fit(source, rounds, CancellationToken.None)
                .SelectMany(round => round.Training.OrderBy(entry => entry.Key).Select(entry => entry.Value).Append(round.Plan))
                    .Select(PlanJson.Write).ToArray();
        }).ToArray();
        results[1].ShouldBe(results[0]);
        results[2].ShouldBe(results[0]);
    }

    [Fact]
    public void A_plan_without_steps_and_a_fit_without_rounds_are_fine()
    {
        var block = Labelled(row => 1);
        var empty = Fit(new RowPlan([]), block, FoldSet.Of([0, 1]));
        BlockAssert.Same(empty.Plan.Bind(block.Schema).Apply(block).Project(block.Schema, "test"), block);
        Plan.Fit(TableBuilder.Source(block, 4), [], CancellationToken.None).ShouldBeEmpty();
    }

    [Fact]
    public void A_round_without_folds_or_with_unknown_ones_is_a_mistake_of_the_caller()
    {
        var source = TableBuilder.Source(Labelled(row => 1), 4);
        Should.Throw<ArgumentException>(() => Plan.Fit(source, [default], CancellationToken.None));
        Should.Throw<ArgumentException>(() => Plan.Fit(source, [FoldSet.Of([3, 4])], CancellationToken.None));
    }

    [Fact]
    public void What_goes_wrong_in_a_scan_comes_out_as_it_is()
    {
        var source = TableBuilder.Source(Labelled(row => 7), 4);
        var wrong = Should.Throw<TrestleException>(
            () => new RowPlan(
                [new TargetEncode { Columns = ["city"], Classes = 3 }]).Fit(source, [FoldSet.Of([0, 1])], CancellationToken.None));
        wrong.Problems.Single().Code.ShouldBe("TR0057");
    }

    [Fact]
    public void A_scan_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var source = new WatchedRows(TableBuilder.Source(Labelled(row => 1), 4, blockRows: 1), _ => cancellation.Cancel());
        Should.Throw<OperationCanceledException>(
            () => new RowPlan([new StandardScale { Columns = ["x"] }]).Fit(source, [FoldSet.Of([0, 1])], cancellation.Token));
    }

    private static RowBlock Labelled(Func<int, double> label, Func<int, double>? x = null)
    {
        var rows = Enumerable.Range(0, 60).ToArray();
        return new TableBuilder()
            .Texts("city", [.. rows.Select(row => row % 11 == 5 ? null : new[] { "a", "B", "b", "c", "a" }[row % 5])])
            .Numbers("x", [.. rows.Select(row => row % 13 == 2 ? double.NaN : (x ?? (at => at))(row))])
            .Numbers("y", [.. rows.Select(row => row * 2.0)])
            .Numbers(ReservedColumns.Label, [.. rows.Select(label)])
            .Block();
    }

    private static int Scans(IReadOnlyList<IRowStep> steps)
    {
        var scans = 0;
        var source = new WatchedRows(TableBuilder.Source(Labelled(row => 1), 4), _ => Interlocked.Increment(ref scans));
        new RowPlan(steps).Fit(source, [FoldSet.Of([0, 1, 2, 3]), FoldSet.Of([0, 1, 2]), FoldSet.Of([1, 2, 3])], CancellationToken.None);
        (scans % 4).ShouldBe(0, "every scan reads every fold once");
        return scans / 4;
    }

    private static FittedRound Fit(RowPlan plan, RowBlock block, FoldSet folds) =>
        plan.Fit(TableBuilder.Source(block, folds: 4), [folds], CancellationToken.None).Single();

    private static string[] Saved(RowPlan plan, RowBlock block, FoldSet folds)
    {
        var round = Fit(plan, block, folds);
        return
        [
            .. round.Training.OrderBy(entry => entry.Key).Select(entry => entry.Value).Append(round.Plan).Select(
                fitted => Convert.ToHexString(PlanJson.Write(fitted))),
        ];
    }

    /// <summary>One step after the other, each learning from all training rows as one block, with no folds, rounds or waves.</summary>
    private static RowBlock Naively(RowPlan plan, RowBlock training, RowBlock rows)
    {
        foreach (var step in plan.Steps)
        {
            var answers = new Dictionary<Stat, StatValue>();
            foreach (var stat in step.Needs(training.Schema))
            {
                answers[stat] = stat.Start(training.Schema);
                answers[stat].Add(training);
            }

            var fitted = step.Fit(training.Schema, new StatValues(answers));
            (training, rows) = (fitted.Bind(training.Schema).Apply(training), fitted.Bind(rows.Schema).Apply(rows));
        }

        return rows;
    }

    private static void Near(RowBlock actual, RowBlock expected)
    {
        actual.Schema.Columns.OrderBy(column => column.Name).ShouldBe(expected.Schema.Columns.OrderBy(column => column.Name));
        foreach (var column in expected.Schema.Columns.Where(column => column.Kind == ColumnKind.Number))
        {
            foreach (var (found, wanted) in Column(actual, column.Name).Zip(Column(expected, column.Name)))
            {
                (Math.Abs(found - wanted) <= 1e-9 || double.IsNaN(found) == double.IsNaN(wanted) && double.IsNaN(found))
                    .ShouldBeTrue($"{column.Name}: {found} for {wanted}");
            }
        }
    }

    private static double[] Column(RowBlock block, string name) => block.Numbers(block.Schema.Find(name)).ToArray();

    private sealed class WatchedRows(IRowSource rows, Action<int> onScan) : IRowSource
    {
        public RowSchema Schema => rows.Schema;

        public IReadOnlyList<int> Folds => rows.Folds;

        public IEnumerable<RowBlock> Scan(int fold, CancellationToken cancellation)
        {
            onScan(fold);
            return rows.Scan(fold, cancellation);
        }
    }
}
