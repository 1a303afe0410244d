using CsCheck;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Ensemble;
using Trestle.Learners.Metrics;

using Xunit;

namespace Trestle.Tests.Learners.Ensemble;

/// <summary>Expected weights and figures from the same search written in Python with scikit-learn 1.2.1.</summary>
public sealed class EnsembleSelectionTests
{
    [Fact]
    public void Auc_of_200_rows_takes_the_same_models_as_the_reference()
    {
        var library = Library(7, 200);
        var weights = Choose("auc", library, 12);
        weights.ShouldBe([1, 2, 2, 2, 2]);
        Value("auc", library, weights).ShouldBe(0.9670833333333333, 1e-12);
    }

    [Fact]
    public void Rmse_of_200_rows_takes_the_same_models_as_the_reference()
    {
        var library = Library(7, 200);
        var weights = Choose("rmse", library, 12);
        weights.ShouldBe([2, 1, 3, 4, 0]);
        Value("rmse", library, weights).ShouldBe(0.3736197455914567, 1e-12);
    }

    [Fact]
    public void Sixty_rows_take_the_same_models_as_the_reference()
    {
        Choose("auc", Library(11, 60), 8).ShouldBe([1, 2, 2, 2, 1]);
        Choose("rmse", Library(11, 60), 8).ShouldBe([0, 1, 3, 4, 0]);
    }

    [Fact]
    public void The_ensemble_is_never_worse_on_its_own_rows_than_the_best_model_and_never_larger_than_allowed() =>
        Gen.Select(Gen.Int[1, 1_000_000], Gen.Int[1, 10], Gen.Int[10, 60]).Sample((seed, most, rows) =>
        {
            var library = Library(seed, rows);
            var weights = Choose("rmse", library, most);
            weights.Sum().ShouldBeInRange(1, most);
            Value("rmse", library, weights)
                .ShouldBeLessThanOrEqualTo(library.Min(model => MetricCatalog.Get("rmse").Measure(model)) + 1e-12);
        }, iter: 100);

    [Fact]
    public void Of_equals_the_first_is_taken_and_one_model_alone_is_the_ensemble()
    {
        var library = Library(3, 40);
        Choose("rmse", [library[0], library[0]], 5).ShouldBe([1, 0]);
        Choose("rmse", [library[0]], 5).ShouldBe([1]);
    }

    [Fact]
    public void Where_the_figure_is_not_defined_the_first_is_taken()
    {
        var library = Library(3, 40).Select(model => model with { Task = TaskKind.Binary, Labels = new double[40] }).ToArray();
        Choose("auc", library, 5).ShouldBe([1, 0, 0, 0, 0]);
    }

    [Fact]
    public void A_cancelled_search_stops() => Should.Throw<OperationCanceledException>(
        () => EnsembleSelection.Choose(MetricCatalog.Get("rmse"), Library(3, 40), 5, new CancellationToken(canceled: true)));

    private static int[] Choose(string metric, IReadOnlyList<Outcome> library, int most) =>
        EnsembleSelection.Choose(MetricCatalog.Get(metric), library, most, CancellationToken.None);

    private static double Value(string metric, IReadOnlyList<Outcome> library, int[] weights) =>
        MetricCatalog.Get(metric)
            .Measure(library[0] with { Scores = EnsembleSelection.Mean([.. library.Select(model => model.Scores)], weights) });

    /// <summary>Labels and scores from a generator that is the same in every language.</summary>
    private static Outcome[] Library(int seed, int rows)
    {
        var state = (ulong)seed;
        double Next() => (state = ((state * 1103515245) + 12345) % 2147483648) / 2147483648.0;
        double[] labels = [.. Enumerable.Range(0, rows).Select(_ => Next() < 0.4 ? 1.0 : 0.0)];
        return [.. new[] { 0.6, 0.8, 1.0, 0.9, 0.7 }.Select(quality => new Outcome(
            TaskKind.Binary,
            labels,
            [.. labels.Select(label => Math.Min(Math.Max(0.5 + (0.18 * ((2 * label) - 1) * quality) + ((Next() - 0.5) * 0.9), 0), 1))],
            1))];
    }
}
