using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>
/// Fills by models. Reference: scikit-learn 1.2.1 (bench/model_impute.py): IterativeImputer with max_iter 1, skip_complete,
/// the range of each column as limits, and StandardScaler with Ridge as its estimator; for texts StandardScaler with RidgeClassifier.
/// </summary>
public sealed class ModelImputeTests
{
    private const double NaN = double.NaN;

    [Theory]
    [InlineData(1, 5.255912925893346, 7.532509619997221, 4.368015564744333, 14.629619167861483, 3.1019201762542825, 0.7244851494800111)]
    [InlineData(10, 4.424843802141238, 10.454949843525554, 4.390614280039258, 15.002190948986806, 2.941184447443784, 1.4794495278406004)]
    public void Numbers_are_filled_as_scikit_learn_fills_them(
        double alpha, double c1, double b2, double a4, double b6, double c7, double c10)
    {
        var rows = Table();
        var filled = Apply(Fit(new ModelImpute { Alpha = alpha }, rows), rows);
        filled.Numbers(2)[1].ShouldBe(c1, 1e-9);
        filled.Numbers(1)[2].ShouldBe(b2, 1e-9);
        filled.Numbers(0)[4].ShouldBe(a4, 1e-9);
        filled.Numbers(1)[6].ShouldBe(b6, 1e-9);
        filled.Numbers(2)[7].ShouldBe(c7, 1e-9);
        filled.Numbers(2)[10].ShouldBe(c10, 1e-9);
        filled.Numbers(0)[0].ShouldBe(1);
        filled.Numbers(3).ToArray().ShouldBe(rows.Numbers(3).ToArray());
    }

    [Fact]
    public void One_row_is_filled_as_scikit_learn_fills_it_also_with_several_gaps()
    {
        var fitted = Fit(new ModelImpute(), Table());
        var rows = new TableBuilder().Numbers("a", 5, NaN).Numbers("b", NaN, NaN).Numbers("c", NaN, NaN).Numbers("d", 1, 0).Block();
        var filled = Apply(fitted, rows.Take([0]));
        filled.Numbers(1)[0].ShouldBe(11.078493676132695, 1e-9);
        filled.Numbers(2)[0].ShouldBe(2.9604648298145997, 1e-9);
        filled = Apply(fitted, rows.Take([1]));
        filled.Numbers(0)[0].ShouldBe(6.778001286130572, 1e-9);
        filled.Numbers(1)[0].ShouldBe(13.594451520298808, 1e-9);
        filled.Numbers(2)[0].ShouldBe(3.448224856800775, 1e-9);
    }

    [Fact]
    public void Texts_are_filled_with_the_class_that_scikit_learn_predicts()
    {
        var rows = new TableBuilder()
            .Numbers("x", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
            .Texts("city", "p", "p", "q", "q", "r", "p", "q", "r", "r", "q", "p", "r")
            .Texts("t", "lo", "lo", "lo", "mid", "mid", "lo", "mid", "hi", "hi", "mid", "hi", null)
            .Block();
        var fitted = Fit(new ModelImpute { Columns = ["t"] }, rows);
        Apply(fitted, rows).Texts(2)[11].ShouldBe("hi");
        var others = new TableBuilder().Numbers("x", 6, 2, 12, 6.5).Texts("city", "r", "r", "p", null).Texts("t", null, null, null, null)
            .Block();
        Apply(fitted, others).Texts(2).ToArray().ShouldBe(["hi", "lo", "hi", "mid"]);
    }

    [Fact]
    public void Only_rows_of_the_training_folds_are_learned_and_a_fill_stays_in_their_range()
    {
        var rows = new TableBuilder().Numbers("a", 1, 2, 3, 4, 100, NaN).Numbers("b", 10, 20, 30, 40, NaN, NaN).Block();
        var filled = Apply(Fit(new ModelImpute { Alpha = 1e-6 }, rows.Take([0, 1, 2, 3])), rows);
        filled.Numbers(1)[4].ShouldBe(25, "no row had a gap there, so the mean fills it");
        filled = Apply(Fit(new ModelImpute { Columns = ["b"], Alpha = 1e-6 }, rows.Take([0, 1, 2, 3])), rows);
        filled.Numbers(1)[4].ShouldBe(40, 1e-9);
        filled.Numbers(1)[5].ShouldBe(25, 1e-6);
        filled.Numbers(0)[5].ShouldBe(NaN);
    }

    [Fact]
    public void A_column_without_a_value_or_without_others_stays_or_gets_the_mean()
    {
        var rows = new TableBuilder().Numbers("a", 1, 3, NaN).Numbers("b", NaN, NaN, NaN).Texts("t", null, null, null).Block();
        var filled = Apply(Fit(new ModelImpute(), rows), rows);
        filled.Numbers(0)[2].ShouldBe(2);
        filled.Numbers(1)[0].ShouldBe(NaN);
        filled.Texts(2)[0].ShouldBeNull();
        Apply(Fit(new ModelImpute { Columns = ["a"], By = ["a"] }, rows), rows).Numbers(0)[2].ShouldBe(2);
    }

    [Fact]
    public void Columns_that_earlier_steps_of_a_plan_add_are_looked_at_too()
    {
        // The product of a and b tells c; neither tells it alone.
        double[] a = [.. Enumerable.Range(0, 40).Select(i => (double)(i % 5))];
        double[] b = [.. Enumerable.Range(0, 40).Select(i => (double)(i % 8))];
        var rows = new TableBuilder().Numbers("a", a).Numbers("b", b)
            .Numbers("c", [.. a.Zip(b, (one, other) => one * other).Select((product, i) => i == 39 ? NaN : product)]).Source(folds: 2);
        IRowStep[] steps =
        [
            new Clip { Columns = ["b"] }, new Pairs { Columns = ["a", "b"], Operations = [PairOperation.Product] },
            new ModelImpute { Columns = ["c"], Alpha = 1e-6 },
        ];
        var plan = new RowPlan(steps).Fit(rows, [FoldSet.Of(rows.Folds)], TestContext.Current.CancellationToken)[0].Plan;
        var gap = new TableBuilder().Numbers("a", 3).Numbers("b", 6).Numbers("c", NaN).Block();
        plan.Bind().Apply(gap).Numbers(2)[0].ShouldBe(18, 0.1);
    }

    [Fact]
    public void Too_many_inputs_are_refused()
    {
        string[] names = [.. Enumerable.Range(0, 501).Select(i => $"c{i}")];
        var rows = names.Aggregate(new TableBuilder(), (table, name) => table.Numbers(name, 1, 2)).Block();
        Should.Throw<TrestleException>(() => Fit(new ModelImpute(), rows)).Problems[0].Found
            .ShouldBe("501 numbers and categories to look at");
    }

    private static RowBlock Table() => new TableBuilder()
        .Numbers("a", 1, 2, 3, 4, NaN, 6, 7, 8, 9, 10, 11, 12)
        .Numbers("b", 2.5, 3, NaN, 9, 11, 12, NaN, 15, 19, 20, 24, 23)
        .Numbers("c", 5, NaN, 4, 4, 6, 1, 2, NaN, 0, 1, NaN, 3)
        .Numbers("d", 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1)
        .Block();

    private static IFittedStep Fit(IRowStep step, RowBlock rows) => step.Fit(
        rows.Schema, new StatValues(step.Needs(rows.Schema).ToDictionary(stat => stat, stat =>
        {
            var value = stat.Start(rows.Schema);
            value.Add(rows);
            return value;
        })));

    private static RowBlock Apply(IFittedStep step, RowBlock rows) => step.Bind(rows.Schema).Apply(rows);
}
