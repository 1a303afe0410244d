using CsCheck;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="IMetric"/> promises. To hold metrics to it, derive and name them; that is all:
/// <code>
/// public sealed class OurMetrics : MetricContract
/// {
///     protected override IEnumerable&lt;IMetric&gt; Metrics => [new Profit()];
/// }
/// </code>
/// Every fact runs each metric on every task that it <see cref="IMetric.Can"/> measure.
/// </summary>
public abstract class MetricContract : IContractFor<IMetric>
{
    private const int Classes = 3;

    /// <summary>The metrics under test.</summary>
    protected abstract IEnumerable<IMetric> Metrics { get; }

    IEnumerable<IMetric> IContractFor<IMetric>.Subjects => Metrics;

    [Fact]
    public void Has_a_name_a_title_and_at_least_one_task()
    {
        Metrics.ShouldNotBeEmpty();
        foreach (var metric in Metrics)
        {
            metric.Name.ShouldMatch("^[a-z][a-z0-9.-]*$");
            metric.Title.ShouldNotBeNullOrWhiteSpace(metric.Name);
            Enum.GetValues<TaskKind>().ShouldContain(task => metric.Can(task), metric.Name);
        }
    }

    [Fact]
    public void The_order_of_the_rows_does_not_matter() => Each((metric, outcome) =>
    {
        var order = Enumerable.Range(0, outcome.Rows).ToArray();
        new Random(outcome.Rows).Shuffle(order);
        Close(metric.Measure(outcome.Take(order)), metric.Measure(outcome)).ShouldBeTrue(metric.Name);
    });

    [Fact]
    public void All_rows_taken_measure_the_same_bit_for_bit() => Each((metric, outcome) =>
        metric.Measure(outcome.Take([.. Enumerable.Range(0, outcome.Rows)])).ShouldBe(metric.Measure(outcome), metric.Name));

    [Fact]
    public void The_outcome_is_left_as_it_was() => Each((metric, outcome) =>
    {
        var (labels, scores) = (outcome.Labels.ToArray(), outcome.Scores.ToArray());
        metric.Measure(outcome);
        outcome.Labels.ShouldBe(labels, metric.Name);
        outcome.Scores.ShouldBe(scores, metric.Name);
    });

    [Fact]
    public void The_figure_is_finite_or_undefined() => Each((metric, outcome) =>
        double.IsInfinity(metric.Measure(outcome)).ShouldBeFalse(metric.Name));

    [Fact]
    public void Nothing_is_better_than_a_perfect_prediction() => Each((metric, outcome) =>
    {
        var best = metric.Measure(Perfect(outcome));
        var other = metric.Measure(outcome);
        double.IsFinite(best).ShouldBeTrue(metric.Name);
        (double.IsNaN(other) || Close(best, other) || Better(metric, best, other)).ShouldBeTrue($"{metric.Name}: {best} and {other}");
    });

    [Fact]
    public void A_prediction_that_is_always_wrong_is_worse_than_a_perfect_one() => Each((metric, outcome) =>
        Better(metric, metric.Measure(Perfect(outcome)), metric.Measure(Wrong(outcome))).ShouldBeTrue(metric.Name));

    [Fact]
    public void Without_rows_it_is_undefined() => Each((metric, outcome) =>
        metric.Measure(outcome.Take([])).ShouldBe(double.NaN, metric.Name));

    [Fact]
    public void With_a_score_or_a_label_that_is_not_a_number_it_is_undefined() => Each((metric, outcome) =>
    {
        metric.Measure(outcome with { Scores = [double.NaN, .. outcome.Scores.Skip(1)] }).ShouldBe(double.NaN, metric.Name);
        metric.Measure(outcome with { Labels = [.. outcome.Labels.SkipLast(1), double.NaN] }).ShouldBe(double.NaN, metric.Name);
    });

    private static bool Better(IMetric metric, double a, double b) => metric.HigherIsBetter ? a > b : a < b;

    private static bool Close(double a, double b) =>
        (double.IsNaN(a) && double.IsNaN(b)) || Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));

    private static Outcome Perfect(Outcome outcome) => Sure(outcome, label => label);

    private static Outcome Wrong(Outcome outcome) => Sure(outcome, label =>
        outcome.Task == TaskKind.Regression ? label + 1000 : (label + 1) % (outcome.Outputs == 1 ? 2 : outcome.Outputs));

    /// <summary>The outcome of predictions that leave no doubt.</summary>
    private static Outcome Sure(Outcome outcome, Func<double, double> predicted) => outcome with
    {
        Scores =
        [
            .. outcome.Labels.SelectMany(label => outcome.Outputs == 1
                ? [predicted(label)]
                : Enumerable.Range(0, outcome.Outputs).Select(c => c == predicted(label) ? 1.0 : 0.0)),
        ],
    };

    private void Each(Action<IMetric, Outcome> check)
    {
        foreach (var task in Enum.GetValues<TaskKind>())
        {
            var metrics = Metrics.Where(metric => metric.Can(task)).ToArray();
            Outcomes(task).Sample(
                outcome =>
                {
                    foreach (var metric in metrics)
                    {
                        check(metric, outcome);
                    }
                },
                iter: 100,
                threads: 1);
        }
    }

    /// <summary>Outcomes with many ties, sure mistakes among them; every class occurs, and no value is 0.</summary>
    private static Gen<Outcome> Outcomes(TaskKind task)
    {
        var rows = Gen.Int[Classes, 40];
        return task switch
        {
            TaskKind.Binary => rows.SelectMany(n => Gen.Select(
                Labels(n, 2), Gen.Int[0, 10].Array[n],
                (labels, scores) => new Outcome(task, labels, [.. scores.Select(score => score / 10.0)], 1)
                {
                    Costs = new CostMatrix(3, -1, 2, -4),
                })),
            TaskKind.Multiclass => rows.SelectMany(n => Gen.Select(
                Labels(n, Classes),
                Gen.Int[0, 4].Array[Classes].Array[n],
                (labels, scores) => new Outcome(task, labels, [.. scores.SelectMany(Shares)], Classes)
                {
                    Values = new RowValues
                    {
                        Classes = [.. Enumerable.Range(0, Classes).Select(actual => (IReadOnlyList<Amount>)
                            [.. Enumerable.Range(0, Classes).Select(decided => new Amount(actual == decided ? actual : -1 - decided))])],
                    },
                    ByValue = true,
                })),
            _ => rows.SelectMany(n => Gen.Select(
                Gen.Int[1, 50].Array[n], Gen.Int[-50, 50].Array[n],
                (labels, scores) => new Outcome(task, [60, .. labels], [50, .. scores.Select(score => (double)score)], 1, Threshold: 2)
                {
                    Dependence = new RowDependence { Units = [.. Enumerable.Range(0, n + 1).Select(row => 1 + (row % 3.0))] },
                    Values = new RowValues
                    {
                        Errors = new ErrorValues(new Amount(-1), new Amount(-3), new Amount(2), new Amount(5), new Amount(-1)),
                    },
                })),
        };
    }

    private static Gen<double[]> Labels(int rows, int classes) => Gen.Int[0, classes - 1].Array[rows - classes]
        .Select(rest => Enumerable.Range(0, classes).Concat(rest).Select(label => (double)label).ToArray());

    private static IEnumerable<double> Shares(int[] weights) =>
        weights.Sum() == 0 ? weights.Select(_ => 1.0 / weights.Length) : weights.Select(weight => (double)weight / weights.Sum());
}
