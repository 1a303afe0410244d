using Shouldly;

using Trestle.Stages.Lifecycle.Profiles;

using Xunit;

namespace Trestle.Tests.Stages.Lifecycle.Profiles;

/// <summary>Measures of association against SciPy 1.10 and NumPy (formulas of the same sources written out).</summary>
public sealed class MeasuresTests
{
    private const double NaN = double.NaN;

    [Fact]
    public void Correlations_are_those_of_scipy()
    {
        double[] x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        double[] y = [2, 1, 4, 3, 7, 8, 6, 9, 9, 30];
        Measures.Pearson(x, y).ShouldBe(0.7602033253158245, 1e-12);
        Measures.Spearman(new SampledColumn(x, false), new SampledColumn(y, false)).ShouldBe(0.9361745372672995, 1e-12);
    }

    [Fact]
    public void Rows_without_one_of_the_values_do_not_count()
    {
        double[] x = [NaN, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 500];
        double[] y = [-70, 2, 1, 4, 3, 7, 8, 6, 9, 9, 30, NaN];
        Measures.Pearson(x, y).ShouldBe(0.7602033253158245, 1e-12);
        Measures.Spearman(new SampledColumn(x, false), new SampledColumn(y, false)).ShouldBe(0.9361745372672995, 1e-12);
    }

    [Fact]
    public void Cramers_v_is_corrected_for_chance()
    {
        int[][] table = [[40, 10], [20, 30], [10, 50]];
        var rows = table.SelectMany((row, i) => row.SelectMany((count, j) => Enumerable.Repeat(((double)i, (double)j), count))).ToArray();
        Measures.CramersV([.. rows.Select(row => row.Item1)], [.. rows.Select(row => row.Item2)])
            .ShouldBe(0.5191723061411636, 1e-12);
    }

    [Fact]
    public void The_correlation_ratio_is_the_share_between_the_groups()
    {
        double[] group = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, NaN];
        double[] value = [1, 2, 3, 4, 5, 6, 7, 5, 4, 8, 2, 3, 3, 1, 2, 9, 1000];
        Measures.CorrelationRatio(group, value).ShouldBe(0.5571150128141658, 1e-12);
    }

    [Fact]
    public void Columns_that_do_not_vary_have_no_measure()
    {
        double[] same = [4, 4, 4];
        double[] other = [1, 2, 3];
        Measures.Pearson(same, other).ShouldBe(NaN);
        Measures.CramersV(same, other).ShouldBe(NaN);
        Measures.CorrelationRatio(same, other).ShouldBe(NaN);
        Measures.CorrelationRatio(other, same).ShouldBe(NaN);
        Measures.Pearson([NaN], [1]).ShouldBe(NaN);
    }
}
