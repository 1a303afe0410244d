using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Statistics;
using Trestle.Stages.SelectFeatures.Methods;

using Xunit;

namespace Trestle.Tests.Stages.SelectFeatures.Methods;

/// <summary>The figures of the methods, against SciPy 1.10, scikit-learn 1.2 and pandas 1.5 (bench/peers/selection.py).</summary>
public sealed class FeatureMethodTests
{
    private const double Close = 1e-9;

    private static readonly Draws Draws = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Independence_of_a_category_and_a_class_is_tested_as_by_SciPy()
    {
        var (statistic, p) = Bins.Of(Draws.Kind, isCategory: true).Pearson(Bins.Of(Draws.Class, isCategory: true));
        statistic.ShouldBe(90.53571428571428, Close);
        p.ShouldBe(1.6806966897374441e-19, 1e-27);
    }

    [Fact]
    public void Independence_of_a_category_and_a_value_is_tested_as_by_SciPy()
    {
        var (statistic, p) = Bins.Of(Draws.Kind, isCategory: true).KruskalWallis(Draws.Rounded);
        statistic.ShouldBe(59.304760511010315, Close);
        p.ShouldBe(8.274961619597534e-13, 1e-20);
    }

    [Fact]
    public void Mutual_information_is_that_of_scikit_learn_less_its_bias()
    {
        var (kind, target) = (Bins.Of(Draws.Kind, isCategory: true), Bins.Of(Draws.Class, isCategory: true));
        kind.RawInformation(target).ShouldBe(0.49296612066272316, Close);
        kind.Information(target).ShouldBe(0.48046612066272315, Close);
    }

    [Fact]
    public void False_discoveries_are_controlled_as_by_p_adjust_of_R() => Multiplicity.AdjustIndependent([0.03, 0.001, 0.2, 0.04, 0.01])
        .Select(p => Math.Round(p, 12)).ShouldBe([0.05, 0.005, 0.2, 0.05, 0.025]);

    [Fact]
    public void Mrmr_takes_features_in_the_order_of_the_reference()
    {
        var rows = Draws.Rows(
            TaskKind.Binary, Draws.Class, ("#kind", Draws.Kind), ("#half", Floor(Draws.A, 2)), ("#b", Floor(Draws.B, 3)),
            ("#c", Floor(Draws.C, 3)));
        var verdicts = new Mrmr { Keep = 2 }.Judge(rows, Token);
        verdicts.Select(verdict => verdict.Kept).ShouldBe([true, false, true, false]);
        verdicts[0].Reason.ShouldBe("mutual information 0.4805, less redundancy 0.4805 (taken as number 1)");
        new Mrmr { Keep = 4 }.Judge(rows, Token).Select(verdict => verdict.Reason[^2]).ShouldBe(['1', '3', '2', '4']);
    }

    [Theory]
    [InlineData(false, "0.6938")]
    [InlineData(true, "0.6774")]
    public void The_less_telling_of_two_that_correlate_goes(bool ranks, string figure)
    {
        var rows = Draws.Rows(
            TaskKind.Binary, Draws.Class, ("a", Draws.A), ("v", ranks ? Draws.Rounded : Draws.Value), ("b", Draws.B));
        var verdicts = new Correlation { Above = 0.6, Ranks = ranks }.Judge(rows, Token);
        verdicts.Select(verdict => verdict.Kept).ShouldBe([true, false, true]);
        verdicts[1].Reason.ShouldStartWith($"correlation {figure} with 'a', which tells more (mutual information ");
        new Correlation { Above = 0.7, Ranks = ranks }.Judge(rows, Token).ShouldAllBe(verdict => verdict.Kept);
    }

    [Fact]
    public void Of_very_many_numbers_copies_are_found_as_well()
    {
        var columns = Enumerable.Range(0, 2100).Select(i => ($"x{i}", new Random(i % 2050).GetItems<double>([1, 2, 3, 4], 400))).ToArray();
        var verdicts = new Correlation { Above = 0.99 }.Judge(
            Draws.Rows(TaskKind.Binary, [.. Enumerable.Range(0, 400).Select(row => (double)(row % 2))], columns), Token);
        Enumerable.Range(0, 2100).Where(i => !verdicts[i].Kept).Count().ShouldBe(50);
    }

    [Fact]
    public void What_others_add_up_to_is_left_out()
    {
        double[] sum = [.. Draws.A.Select((a, i) => a + (2 * Draws.B[i]) + (0.1 * Draws.C[i]))];
        var rows = Draws.Rows(TaskKind.Binary, Draws.Class, ("a", Draws.A), ("b", Draws.B), ("sum", sum));
        var verdicts = new LinearDependence { Above = 0.99 }.Judge(rows, Token);
        verdicts.Count(verdict => verdict.Kept).ShouldBe(2);
        verdicts.Single(verdict => !verdict.Kept).Reason
            .ShouldMatch(@"^more telling features explain R² 0\.9\d+ of it \(more than 0\.99\)$");
        new LinearDependence { Above = 0.9999 }.Judge(rows, Token).ShouldAllBe(verdict => verdict.Kept);
    }

    [Fact]
    public void Of_noise_nothing_passes_the_tests()
    {
        (string, double[])[] noise = [.. Enumerable.Range(0, 200).Select(i => ($"n{i}", Noise(i, 500)))];
        double[] classes = [.. Noise(999, 500).Select(value => value > 0.5 ? 1.0 : 0)];
        double[] told = [.. classes.Zip(noise[0].Item2, (y, n) => y + n)];
        var verdicts = new Univariate().Judge(Draws.Rows(TaskKind.Binary, classes, [("told", told), .. noise]), Token);
        verdicts[0].Kept.ShouldBeTrue();
        verdicts.Skip(1).Count(verdict => verdict.Kept).ShouldBeLessThan(3);
        verdicts[1].Reason.ShouldMatch(@"^chi-square [\d.]+, p = [\d.]+ after Benjamini-Hochberg \(more than 0\.05\)$");
    }

    [Fact]
    public void The_distance_of_two_parts_in_time_is_that_of_SciPy()
    {
        double[] later = [.. Draws.A.Zip(Draws.B, (a, b) => a * b).Skip(50)];
        Drift.Distance(Draws.A[..50], later, isCategory: false).ShouldBe(0.5142857142857142, Close);
        Drift.Distance([1, 1, 2, double.NaN], [1, 2, 2, 2], isCategory: true).ShouldBe(0.5, Close);
        Drift.Distance([1, double.NaN], [1, 1], isCategory: false).ShouldBe(0.5, Close);
    }

    [Fact]
    public void A_feature_that_moves_in_time_is_left_out()
    {
        var rows = new SelectionRows
        {
            Task = TaskKind.Binary,
            Classes = 2,
            Labels = Draws.Class,
            Folds = new int[Draws.Count],
            Columns = [new("moves", [.. Draws.A.Select((a, row) => a + (row / 30.0))], false), new("stays", Draws.B, false)],
            Times = [.. Enumerable.Range(0, Draws.Count).Select(row => (double)row)],
        };
        var verdicts = new Drift().Judge(rows, Token);
        verdicts.Select(verdict => verdict.Kept).ShouldBe([false, true]);
        verdicts[0].Reason.ShouldBe("parts 1 and 3 of 4 in time are 1.000 apart (more than 0.5)");
        new Drift().Lacks(Draws.Rows(TaskKind.Binary, Draws.Class)).ShouldBe("the configuration names no time of the rows");
    }

    [Fact]
    public void The_lasso_has_the_weights_of_scikit_learn()
    {
        double[][] x = [Standard(Draws.A), Standard(Draws.B), Standard(Draws.C)];
        int[] rows = [.. Enumerable.Range(0, Draws.Count)];
        var lasso = new L1Fit(x, Draws.Value, rows, logistic: false);
        lasso.MoveTo(0.05, Token);
        lasso.Weights.Select(weight => Math.Round(weight, 6)).ShouldBe([0.234717, 0, 0.27389]);

        var logistic = new L1Fit(x, Draws.Class, rows, logistic: true);
        logistic.MoveTo(0.02, Token);
        logistic.Weights.Select(weight => Math.Round(weight, 4)).ShouldBe([3.851, 1.5649, 0]);
        logistic.Intercept.ShouldBe(0.49027251, 1e-4);
    }

    [Fact]
    public void The_L1_path_keeps_what_helps_in_a_sum()
    {
        double[] value = [.. Draws.A.Select((a, row) => a - Draws.B[row])];
        var rows = Draws.Rows(TaskKind.Regression, value, ("a", Draws.A), ("b", Draws.B), ("same", new double[Draws.Count]));
        new L1Path().Judge(rows, Token).Select(verdict => verdict.Kept).ShouldBe([true, true, false]);
    }

    [Fact]
    public void A_mean_is_tested_as_by_a_normal_test()
    {
        var (mean, statistic, p) = Permutation.Test([.. Draws.A.Select(value => value - 0.45)]);
        mean.ShouldBe(0.06697804699651898, Close);
        statistic.ShouldBe(2.5784531896267735, Close);
        p.ShouldBe(0.004962187251168509, Close);
    }

    [Theory]
    [InlineData("permutation")]
    [InlineData("boruta")]
    [InlineData("recursive-elimination")]
    [InlineData("gain")]
    [InlineData("screen")]
    public void Two_features_that_tell_only_together_are_found(string name)
    {
        var (a, b) = (Noise(1, 600), Noise(2, 600));
        double[] xor = [.. a.Zip(b, (x, y) => x > 0.5 != y > 0.5 ? 1.0 : 0)];
        (string, double[])[] noise = [.. Enumerable.Range(0, 8).Select(i => ($"n{i}", Noise(10 + i, 600)))];
        IFeatureMethod method = name switch
        {
            "permutation" => new Permutation(),
            "boruta" => new Boruta { Forests = 30 },
            "recursive-elimination" => new RecursiveElimination(),
            "gain" => new Gain { Keep = 2 },
            _ => new Screen { Keep = 4 },
        };
        var verdicts = method.Judge(Draws.Rows(TaskKind.Binary, xor, [.. noise, ("a", a), ("b", b)]), Token);
        verdicts.TakeLast(2).ShouldAllBe(verdict => verdict.Kept);
        verdicts.Count(verdict => verdict.Kept).ShouldBeLessThan(6, string.Join('\n', verdicts));
    }

    [Fact]
    public void Of_very_many_features_trees_look_at_those_that_are_best_alone()
    {
        var told = Noise(1, 60);
        double[] classes = [.. told.Select(value => value > 0.5 ? 1.0 : 0)];
        (string, double[])[] noise = [.. Enumerable.Range(0, Screen.MostInTrees + 10).Select(i => ($"n{i}", Noise(10 + i, 60)))];
        var verdicts = new Screen { Keep = 5 }.Judge(Draws.Rows(TaskKind.Binary, classes, [.. noise, ("told", told)]), Token);
        verdicts.Count(verdict => verdict.Kept).ShouldBe(5);
        verdicts[^1].Kept.ShouldBeTrue();
        verdicts[^1].Reason.ShouldMatch(@"^rank 1 alone .*, 1 in boosted trees \(.*% of the gain\)$");
        verdicts.Where(verdict => verdict.Reason.StartsWith("rank 2,01", StringComparison.Ordinal))
            .ShouldAllBe(verdict => verdict.Reason.Contains("not used by boosted trees") && !verdict.Kept);
    }

    [Fact]
    public void Boruta_counts_by_chance_as_a_coin_does() => Boruta.ByChance(18, 20).ShouldBe(211 / 1048576.0, 1e-12);

    [Theory]
    [InlineData(1, false)]
    [InlineData(4711, false)]
    [InlineData(0.5, true)]
    public void A_number_that_names_rows_is_left_out(double step, bool kept)
    {
        var order = Noise(3, 500);
        double[] ids =
        [
            .. Enumerable.Range(0, 500).OrderBy(i => order[i])
                .Select(i => step >= 100 ? 1_000_000 + (i * 15_013.0 % 8_999_999) : i * step),
        ];
        double[] classes = [.. Noise(4, 500).Select(value => value > 0.5 ? 1.0 : 0)];
        var verdict = new NumericIdentifier().Judge(Draws.Rows(TaskKind.Binary, classes, ("id", ids)), Token).ShouldHaveSingleItem();
        verdict.Kept.ShouldBe(kept);
        verdict.Reason.ShouldMatch(kept ? "^it does not name rows$"
            : step < 100 ? "^a running number, and it tells nothing about the target"
            : "^500 different codes of 7 digits, and it tells nothing");
    }

    [Fact]
    public void A_running_number_that_tells_the_target_stays()
    {
        double[] ids = [.. Enumerable.Range(0, 500).Select(i => (double)i)];
        new NumericIdentifier().Judge(
            Draws.Rows(TaskKind.Binary, Array.ConvertAll(ids, id => id > 200 ? 1.0 : 0), ("id", ids)), Token).Single().Kept.ShouldBeTrue();
    }

    private static double[] Noise(int seed, int count)
    {
        // One sequence for all: generators with different seeds give numbers that depend on each other.
        var random = new Random(5);
        double[] all = [.. Enumerable.Range(0, (seed + 1) * count).Select(_ => random.NextDouble())];
        return all[(seed * count)..];
    }

    private static double[] Floor(double[] values, int by) => Array.ConvertAll(values, value => Math.Floor(by * value));

    private static double[] Standard(double[] values) => new SelectionColumn("", values, false).Standardised();
}
