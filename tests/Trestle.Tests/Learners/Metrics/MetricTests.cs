using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Learners.Metrics;

public sealed class CatalogMetricContract : MetricContract
{
    protected override IEnumerable<IMetric> Metrics => MetricCatalog.All;
}

/// <summary>Figures of scikit-learn 1.2.1 on the outcomes below, which have many ties.</summary>
public sealed class MetricTests
{
    private const int Rows = 40;

    private static readonly Outcome Binary = new(
        TaskKind.Binary,
        [.. Enumerable.Range(0, Rows).Select(i => ((i * i) + (3 * i)) % 7 < 3 ? 1.0 : 0.0)],
        [
            0.5, 0.0, 0.4, 0.7, 0.4, 0.6, 0.2, 0.7, 0.1, 0.5, 0.0, 0.5, 0.8, 0.3, 0.8, 0.2, 0.6, 0.2, 0.6, 0.1,
            0.4, 0.1, 0.4, 0.7, 0.3, 0.7, 0.2, 0.6, 0.2, 0.5, 0.0, 0.4, 0.9, 0.3, 0.7, 0.3, 0.6, 0.2, 0.5, 0.2,
        ],
        1);

    private static readonly Outcome Multiclass = MakeMulticlass();

    private static readonly Outcome Regression = MakeRegression();

    /// <summary>By hand: errors 2, 1 and 3; labels 10, 4 and 0; predictions 8, 5 and 3.</summary>
    [Fact]
    public void Errors_of_forecasts_are_measured_in_units_of_a_naive_forecast_and_relative_to_what_there_was()
    {
        var outcome = new Outcome(TaskKind.Regression, [10, 4, 0], [8, 5, 3], 1)
        {
            Dependence = new RowDependence { Units = [4, 0.5, double.NaN] },
        };
        MetricCatalog.Get("mase").Measure(outcome).ShouldBe((0.5 + 2) / 2, 1e-15);
        MetricCatalog.Get("mase").Measure(outcome.Take([1, 1, 0])).ShouldBe((2 + 2 + 0.5) / 3, 1e-15);
        MetricCatalog.Get("mase").Measure(outcome with { Weights = [3, 1, 5] }).ShouldBe(((3 * 0.5) + 2) / 4, 1e-15);
        MetricCatalog.Get("mase").Measure(outcome with { Dependence = RowDependence.None }).ShouldBe(double.NaN);
        MetricCatalog.Get("wape").Measure(outcome).ShouldBe(6.0 / 14, 1e-15);
        MetricCatalog.Get("smape").Measure(outcome).ShouldBe(((2 / 9.0) + (1 / 4.5) + 2) / 3, 1e-15);
        MetricCatalog.Get("smape").Measure(new Outcome(TaskKind.Regression, [0], [0], 1)).ShouldBe(0);
    }

    /// <summary>Each fold is ranked without a fault, but the second model gives lower scores to all: pooled, the AUC is 0.75.</summary>
    [Fact]
    public void Scores_of_the_models_of_different_folds_are_not_ranked_against_each_other()
    {
        var outcome = new Outcome(TaskKind.Binary, [0, 1, 0, 1], [0.6, 0.7, 0.1, 0.2], 1);
        MetricCatalog.Get("auc").Measure(outcome).ShouldBe(0.75);
        MetricCatalog.Get("auc").Measure(outcome with { Folds = [0, 0, 1, 1] }).ShouldBe(1);
        MetricCatalog.Get("average-precision").Measure(outcome with { Folds = [0, 0, 1, 1] }).ShouldBe(1);
        var turned = outcome with { Labels = [0, 1, 1, 0], Folds = [0, 0, 1, 1] };
        MetricCatalog.Get("auc").Measure(turned).ShouldBe(0.5);
        MetricCatalog.Get("auc").Measure(turned.Take([3, 2, 0, 1])).ShouldBe(0.5);
        MetricCatalog.Get("auc").Measure(turned with { Labels = [0, 1, 1, 1] }).ShouldBe(1, "a fold of one class is left out");
        MetricCatalog.Get("auc").Measure(turned with { Labels = [0, 0, 1, 1] }).ShouldBe(double.NaN);
        MetricCatalog.Get("accuracy").Measure(turned).ShouldBe(MetricCatalog.Get("accuracy").Measure(turned with { Folds = null }));
    }

    [Theory]
    [InlineData("auc", 0.6279761904761904)]
    [InlineData("average-precision", 0.4568001997669517)]
    [InlineData("log-loss", 0.6496606325788237)]
    [InlineData("brier", 0.23149999999999998)]
    [InlineData("accuracy", 0.6)]
    [InlineData("balanced-accuracy", 0.5952380952380952)]
    [InlineData("f1", 0.4666666666666666)]
    [InlineData("precision", 0.3888888888888889)]
    [InlineData("recall", 0.5833333333333334)]
    [InlineData("mcc", 0.17545378532260508)]
    public void Binary_figures_are_those_of_scikit_learn(string name, double expected) =>
        MetricCatalog.Get(name).Measure(Binary).ShouldBe(expected, 1e-12);

    [Theory]
    [InlineData("auc-ovr", 0.832668430335097)]
    [InlineData("log-loss", 0.8330569968278347)]
    [InlineData("accuracy", 0.625)]
    [InlineData("balanced-accuracy", 0.6162393162393163)]
    [InlineData("macro-f1", 0.6161130536130536)]
    [InlineData("mcc", 0.4334796607518056)]
    public void Multiclass_figures_are_those_of_scikit_learn(string name, double expected) =>
        MetricCatalog.Get(name).Measure(Multiclass).ShouldBe(expected, 1e-12);

    [Theory]
    [InlineData("rmse", 0.7628892449104261)]
    [InlineData("mae", 0.66)]
    [InlineData("median-ae", 0.6000000000000001)]
    [InlineData("r2", 0.8827138378862517)]
    [InlineData("mape", 0.2159657835103605)]
    public void Regression_figures_are_those_of_scikit_learn(string name, double expected) =>
        MetricCatalog.Get(name).Measure(Regression).ShouldBe(expected, 1e-12);

    [Fact]
    public void Sure_mistakes_cost_what_they_cost_in_scikit_learn()
    {
        new LogLoss().Measure(new Outcome(TaskKind.Binary, [0, 1, 1], [1, 1, 0.25], 1)).ShouldBe(12.476649250079014, 1e-12);
        new LogLoss().Measure(new Outcome(TaskKind.Multiclass, [0, 1, 2], [1, 0, 0, 0, 0, 1, 0.2, 0.2, 0.6], 3))
            .ShouldBe(12.184826337627713, 1e-12);
    }

    [Theory]
    [InlineData("auc", 1)]
    [InlineData("auc", 0)]
    [InlineData("average-precision", 0)]
    [InlineData("recall", 0)]
    [InlineData("mcc", 0)]
    [InlineData("mcc", 1)]
    public void A_figure_that_compares_two_classes_is_undefined_on_one(string name, double label) =>
        MetricCatalog.Get(name).Measure(new Outcome(TaskKind.Binary, [label, label], [0.2, 0.7], 1)).ShouldBe(double.NaN);

    [Fact]
    public void Precision_and_f1_are_undefined_where_there_is_nothing_to_count()
    {
        new Precision().Measure(new Outcome(TaskKind.Binary, [1, 0], [0.1, 0.2], 1)).ShouldBe(double.NaN);
        new F1().Measure(new Outcome(TaskKind.Binary, [0, 0], [0.1, 0.2], 1)).ShouldBe(double.NaN);
        new F1().Measure(new Outcome(TaskKind.Binary, [1, 0], [0.1, 0.2], 1)).ShouldBe(0);
    }

    [Fact]
    public void Correlation_is_zero_for_one_predicted_class() =>
        new Mcc().Measure(new Outcome(TaskKind.Binary, [1, 0], [0.1, 0.2], 1)).ShouldBe(0);

    [Fact]
    public void Relative_errors_are_undefined_for_what_is_nothing_or_does_not_vary()
    {
        new Mape().Measure(new Outcome(TaskKind.Regression, [0, 1], [1, 1], 1)).ShouldBe(double.NaN);
        new R2().Measure(new Outcome(TaskKind.Regression, [2, 2], [1, 1], 1)).ShouldBe(double.NaN);
    }

    [Fact]
    public void A_class_that_does_not_occur_makes_the_mean_over_classes_undefined_for_ranks_and_is_left_out_elsewhere()
    {
        var outcome = new Outcome(TaskKind.Multiclass, [0, 1], [0.8, 0.1, 0.1, 0.2, 0.7, 0.1], 3);
        new AucOvr().Measure(outcome).ShouldBe(double.NaN);
        new MacroF1().Measure(outcome).ShouldBe(1);
        new BalancedAccuracy().Measure(outcome).ShouldBe(1);
    }

    [Theory]
    [InlineData("quantile-0.9", 0.49142857142857144)]
    [InlineData("poisson-deviance", 0.6290265025648312)]
    [InlineData("tweedie-1.5", 1.0567711916989293)]
    [InlineData("tweedie-1.2", 0.7064453759273519)]
    public void Losses_of_quantiles_and_counts_are_those_of_scikit_learn_1_2_1(string name, double value)
    {
        var counts = new Outcome(TaskKind.Regression, [3, 0, 1, 7, 2, 0, 5], [2.5, .4, 1.5, 5, 3, 1, 4], 1);
        var metric = MetricCatalog.Get(name, TaskKind.Regression);
        metric.Measure(counts).ShouldBe(value, 1e-12);
        (metric.Name, metric.OnRequest, metric.Objective.Metric).ShouldBe((name, true, name));
        MetricCatalog.Find("quantile-1.5", new Contract { Task = TaskKind.Regression, Target = "y", Columns = [] }).ShouldBeNull();
        MetricCatalog.Find("tweedie-2", new Contract { Task = TaskKind.Regression, Target = "y", Columns = [] }).ShouldBeNull();
        new PoissonDeviance().Measure(counts with { Scores = [-1, .. counts.Scores.Skip(1)] }).ShouldBe(double.NaN);
    }

    [Fact]
    public void The_threshold_of_the_outcome_decides()
    {
        new Recall().Measure(Binary with { Threshold = 0 }).ShouldBe(1);
        new Precision().Measure(Binary with { Threshold = 0.9 }).ShouldBe(1);
    }

    [Fact]
    public void Names_are_unique_and_a_misspelt_one_brings_the_nearest()
    {
        MetricCatalog.All.Select(metric => metric.Name).ShouldBeUnique();
        var error = Should.Throw<TrestleException>(() => MetricCatalog.Get("logloss"));
        error.Problems[0].Code.ShouldBe("TR0072");
        error.Problems[0].Fix.ShouldBe("did you mean 'log-loss'?");
    }

    [Fact]
    public void A_metric_of_another_task_is_refused()
    {
        MetricCatalog.Get("mcc", TaskKind.Multiclass).Name.ShouldBe("mcc");
        var error = Should.Throw<TrestleException>(() => MetricCatalog.Get("auc", TaskKind.Regression));
        error.Problems[0].Code.ShouldBe("TR0074");
        error.Problems[0].Fix.ShouldBe(
            "use one of: value, rmse, mae, median-ae, mape, smape, wape, mase, r2, quantile-0.9, poisson-deviance, tweedie-1.5");
    }

    [Theory]
    [InlineData(TaskKind.Binary, "auc")]
    [InlineData(TaskKind.Multiclass, "log-loss")]
    [InlineData(TaskKind.Regression, "rmse")]
    public void Every_task_has_a_default(TaskKind task, string name) => MetricCatalog.Default(task).Name.ShouldBe(name);

    private static Outcome MakeMulticlass()
    {
        var labels = Enumerable.Range(0, Rows).Select(i => (double)(((i * i) + (i / 3)) % 3)).ToArray();
        var raw = Enumerable.Range(0, Rows)
            .Select(
                i => Enumerable.Range(0, 3).Select(
                    k => (((i * (13 + (5 * k))) + (k * 7)) % 11) + 1 + (labels[i] == k ? 4.0 : 0)).ToArray());
        return new Outcome(TaskKind.Multiclass, labels, [.. raw.SelectMany(row => row.Select(value => value / row.Sum()))], 3);
    }

    private static Outcome MakeRegression()
    {
        var labels = Enumerable.Range(0, Rows).Select(i => 1 + (i * 37 % 23 / 3.0)).ToArray();
        return new Outcome(TaskKind.Regression, labels, [.. labels.Select((label, i) => label + (((i * 17 % 13) - 6) / 5.0))], 1);
    }
}
