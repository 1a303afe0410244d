using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Bayes;
using Trestle.Testing.Contracts;
using Trestle.Tests.Learners.Linear;

using Xunit;

namespace Trestle.Tests.Learners.Bayes;

public sealed class NaiveBayesContract : LearnerContract
{
    protected override ILearner Learner { get; } = new NaiveBayesLearner();
}

/// <summary>
/// Against bench/peers/families_sklearn.py: GaussianNB on standardised features and CategoricalNB, with priors of one more row a class.
/// </summary>
public sealed class NaiveBayesTests
{
    [Fact]
    public void Numbers_are_as_in_scikit_learn()
    {
        var set = FamilyData.Numbers(TaskKind.Multiclass);
        var model = Fit(set, ("var_smoothing", 0.05));
        FamilyData.Every(model, set).ShouldBe(
            [
                0.641580838346, 0.351784555063, 0.00663460659028, 0.477394354907, 0.510542767332, 0.0120628777608, 0.433684533261,
                0.458166204141, 0.108149262598, 0.215896777474, 0.411473886599, 0.372629335927, 0.482980824859, 0.434114039018,
                0.0829051361229, 0.585777052096, 0.392372588445, 0.0218503594586, 0.0541480185309, 0.236680373567, 0.709171607902,
                0.539713382266, 0.445477101891, 0.0148095158426, 0.256616515736, 0.423641079775, 0.319742404488, 0.08669742994,
                0.287509051648, 0.625793518412,
            ], 1e-9);
    }

    [Fact]
    public void Categories_are_as_in_scikit_learn()
    {
        var set = FamilyData.Codes(TaskKind.Binary);
        var model = Fit(set, ("alpha", 0.7));
        FamilyData.Every(model, set).ShouldBe(
            [
                0.118531921789, 0.337688760286, 0.466068591102, 0.635618788452, 0.434036939314, 0.118531921789, 0.76796589525,
                0.525791053969, 0.468470301058, 0.599644901804,
            ], 1e-9);
    }

    [Fact]
    public void What_is_missing_or_was_never_seen_says_nothing()
    {
        var set = FamilyData.Codes(TaskKind.Binary);
        var model = Fit(set);
        var prior = 61.0 / 122;
        FamilyData.Score(model, [double.NaN, double.NaN]).ShouldBe([prior], 1e-9);
        FamilyData.Score(model, [99, -5]).ShouldBe([prior], 1e-9);
        FamilyData.Score(model, [1, double.NaN]).ShouldBe(FamilyData.Score(model, [1, 99]));
        Math.Abs(FamilyData.Score(model, [1, double.NaN])[0] - prior).ShouldBeGreaterThan(1e-3);
    }

    [Fact]
    public void Values_far_away_leave_probabilities_above_0_and_below_1()
    {
        var model = Fit(FamilyData.Numbers(TaskKind.Multiclass));
        foreach (var value in new[] { 1e300, -1e300, 1e9, double.PositiveInfinity })
        {
            FamilyData.Score(model, [value, -value, 0, value]).ShouldAllBe(share => share > 0 && share < 1);
        }
    }

    [Fact]
    public void It_is_for_classes_and_takes_only_numbers_that_can_be_squared()
    {
        new NaiveBayesLearner().Can(TaskKind.Regression).ShouldBeFalse();
        var set = LinearData.Set(TaskKind.Binary, [[1, 2, double.PositiveInfinity, 4]], [0, 1, 0, 1]);
        Should.Throw<TrestleException>(() => new NaiveBayesLearner().Begin(set, null, new LearningOptions(1, 1)))
            .Problems[0].Code.ShouldBe("TR0071");
        Should.Throw<TrestleException>(() => Fit(FamilyData.Codes(TaskKind.Binary), ("alpha", 0))).Problems[0].Code.ShouldBe("TR0065");
    }

    [Fact]
    public void A_changed_byte_gives_an_error_or_a_model()
    {
        var set = FamilyData.Codes(TaskKind.Binary);
        FamilyData.Damage(Fit(set), new NaiveBayesLearner(), set);
    }

    [Theory]
    [InlineData("\"format\":\"trestle-naive-bayes-1\"", "\"format\":\"other\"", "format")]
    [InlineData("\"task\":\"binary\"", "\"task\":\"multiclass\"", "classes")]
    [InlineData("\"shares\":[0", "\"shares\":[7", "share")]
    [InlineData("\"codes\":[", "\"codes\":[9,", "law")]
    [InlineData("\"laws\":[", "\"laws\":[null,", "law")]
    public void What_does_not_fit_is_refused(string old, string changed, string reason)
    {
        var json = Encoding.UTF8.GetString(Fit(FamilyData.Codes(TaskKind.Binary)).Save());
        var at = json.IndexOf(old, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0);
        var file = Encoding.UTF8.GetBytes(json[..at] + changed + json[(at + old.Length)..]);
        Should.Throw<TrestleException>(() => new NaiveBayesLearner().Load(file)).Problems[0].Found.ShouldContain(reason);
    }

    private static NaiveBayesModel Fit(TrainingSet set, params IEnumerable<(string Name, double Value)> parameters) =>
        (NaiveBayesModel)FamilyData.Fit(new NaiveBayesLearner(), set, parameters);
}
