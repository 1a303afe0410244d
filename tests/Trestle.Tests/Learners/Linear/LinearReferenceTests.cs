using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Explanations;
using Trestle.Learners.Linear;

using Xunit;

namespace Trestle.Tests.Learners.Linear;

/// <summary>
/// Coefficients of scikit-learn 1.2.1: Ridge(solver="cholesky"), LogisticRegression(solver="newton-cholesky", tol=1e-12) and
/// LogisticRegression(solver="newton-cg", multi_class="multinomial", tol=1e-12), with alpha = l2 and C = 1 / l2.
/// </summary>
public sealed class LinearReferenceTests
{
    private const int Rows = 120;

    private static readonly double[][] Features =
        [
            .. Enumerable.Range(0, 4).Select(
                j => Make(i => (((i * (37 + (11 * j))) + (i * i * (j + 3)) + (j * 5)) % 97 / 97.0 * (j + 1)) - j))];

    private static readonly double[] Noise = Make(i => (((i * 53) + (i * i * 7)) % 89 / 89.0) - 0.5);

    private static readonly double[] Signal = Make(
        i => Features[0][i] - (0.7 * Features[1][i]) + (0.4 * Features[3][i]) + (1.5 * Noise[i]));

    [Theory]
    [InlineData(0.1, new[] { 2.0409383363323634, -1.4347682857585362, 0.42395244340715127, -0.013924067936371538 }, 2.9101833751466213)]
    [InlineData(1, new[] { 1.8989143201677412, -1.4041227664083495, 0.41453902434788087, -0.014654942128913898 }, 2.977814261214159)]
    [InlineData(50, new[] { 0.4103442979524036, -0.6031844274016636, 0.19742414406634368, -0.04038015777427424 }, 3.609030711503032)]
    public void Least_squares(double l2, double[] weights, double intercept)
    {
        var labels = Make(i => 3 + (2 * Features[0][i]) - (1.5 * Features[1][i]) + (0.5 * Features[2][i]) + Noise[i]);
        Check(LinearData.Fit(LinearData.Set(TaskKind.Regression, Features, labels), l2), weights, [intercept], 1e-12);
    }

    /// <summary>
    /// Coefficients of PoissonRegressor(tol=1e-12, max_iter=100000) with alpha = l2 / 120, and ten more Newton steps in NumPy, which move
    /// them by less than 3e-9.
    /// </summary>
    [Theory]
    [InlineData(0.1, new[] { 1.2634674591004882, -0.7565013250441676, -0.12140679532260269, -0.015122000095522784 }, 0.21753580223496555)]
    [InlineData(1, new[] { 1.2309878883840066, -0.7517688780803763, -0.12211865495636018, -0.01517251751753321 }, 0.23917473119094784)]
    [InlineData(50, new[] { 0.53769718100492, -0.5411956959749177, -0.12592130044918007, -0.01957508208464727 }, 0.7030571769079765)]
    public void Counts(double l2, double[] weights, double intercept)
    {
        var labels = Make(i => Math.Floor(Math.Exp(0.6 + Features[0][i] - (0.7 * Features[1][i]) + Noise[i])));
        var set = LinearData.Set(TaskKind.Regression, Features, labels);
        var model = LinearData.Fit(set, l2, LossKind.Poisson);
        Check(model, weights, [intercept], 1e-9);

        // A value is e^margin, and a model that is read again gives the same.
        var scores = LinearData.Score(model, set);
        scores[0].ShouldBe(Math.Exp(model.Intercepts[0] + Features.Select((column, j) => model.Weights[0][j] * column[0]).Sum()), 1e-12);
        model.Scale.ShouldBe(ContributionScale.Logarithm);
        LinearData.Score(new LinearLearner().Load(model.Save()), set).ShouldBe(scores);
        Encoding.UTF8.GetString(model.Save()).ShouldContain("\"link\":\"log\"");
    }

    [Fact]
    public void Counts_far_outside_remain_numbers_and_all_zeros_are_learned()
    {
        var labels = Make(i => i == 5 ? -1 : i % 4);
        Should.Throw<TrestleException>(() => LinearData.Fit(LinearData.Set(TaskKind.Regression, Features, labels), 1, LossKind.Poisson))
            .Problems[0].Found.ShouldBe("the label of training row 6 is below 0");

        var model = LinearData.Fit(LinearData.Set(TaskKind.Regression, Features, Make(i => i % 4)), 1, LossKind.Poisson);
        var far = LinearData.Set(TaskKind.Regression, [.. Features.Select(column => Make(i => column[i] * 1e8))], labels);
        LinearData.Score(model, far).ShouldAllBe(score => double.IsFinite(score) && score > 0);

        var zeros = LinearData.Set(TaskKind.Regression, Features, Make(_ => 0));
        LinearData.Score(LinearData.Fit(zeros, 1, LossKind.Poisson), zeros).ShouldAllBe(score => score >= 0 && score < 1e-3);
    }

    [Theory]
    [InlineData(0.1, new[] { 2.6544387516186867, -2.0304844980592764, -0.18179217255762165, 1.251890951372288 }, -0.22009590141548158)]
    [InlineData(1, new[] { 1.6537396616753786, -1.5351567089855058, -0.08359931912895198, 1.0415170835721366 }, 0.13424302106798977)]
    [InlineData(50, new[] { 0.10671008407053122, -0.16500439248023302, -0.009458708535455525, 0.3223192081446585 }, 0.26052309819818026)]
    public void Two_classes(double l2, double[] weights, double intercept)
    {
        var labels = Make(i => Signal[i] > 0.038 ? 1 : 0);
        Check(LinearData.Fit(LinearData.Set(TaskKind.Binary, Features, labels), l2), weights, [intercept], 1e-9);
    }

    [Theory]
    [InlineData(
        0.1,
        new[]
        {
            -3.1510502223189794, 1.9944537383617902, 0.20563711460891765, -1.2413446198670774,
            -1.1838075862518462, 0.34477597648005626, -0.0035807565661030473, -0.19789673254591506,
            4.334857808570825, -2.3392297148418466, -0.20205635804280678, 1.4392413524129892,
        },
        new[] { 0.3522426457062933, 1.228413136202203, -1.5806557819084968 })]
    [InlineData(
        1,
        new[]
        {
            -1.6434460352449352, 1.3255695282897115, 0.1277855333985361, -0.9019107948694091,
            -0.591696755684088, 0.1963089166063759, 0.020068068754683907, -0.0864248400681712,
            2.235142790929024, -1.5218784448960883, -0.14785360215321985, 0.9883356349375783,
        },
        new[] { -0.15102128348025776, 0.7899300993493436, -0.6389088158690842 })]
    [InlineData(
        50,
        new[]
        {
            -0.09542216960707378, 0.13549665534036454, 0.015533437142461807, -0.256256140111791,
            -0.04234100251816202, 0.041193265494162946, 0.018764869211278887, -0.01263884893162334,
            0.13776317212523573, -0.17668992083452748, -0.034298306353740676, 0.26889498904341436,
        },
        new[] { -0.30438247961494996, 0.24176661227585833, 0.06261586733909244 })]
    public void Three_classes(double l2, double[] weights, double[] intercepts)
    {
        var labels = Make(i => Signal[i] < -0.34 ? 0 : Signal[i] < 0.556 ? 1 : 2);
        Check(LinearData.Fit(LinearData.Set(TaskKind.Multiclass, Features, labels), l2), weights, intercepts, 1e-6);
    }

    private static void Check(LinearModel model, double[] weights, double[] intercepts, double tolerance)
    {
        model.Weights.SelectMany(output => output).ShouldBe(weights, tolerance);
        model.Intercepts.ShouldBe(intercepts, tolerance);
    }

    private static double[] Make(Func<int, double> value) => [.. Enumerable.Range(0, Rows).Select(value)];
}
