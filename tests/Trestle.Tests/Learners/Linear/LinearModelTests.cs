using System.Text;

using CsCheck;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Explanations;
using Trestle.Learners.Linear;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Learners.Linear;

public sealed class LinearModelTests
{
    private const string Saved =
        """{"format":"trestle-linear-1","task":"binary","features":["a","b"],"weights":[[0.1,-3]],"intercepts":[1E-300]}""";

    private static readonly LinearLearner Learner = new();

    [Fact]
    public void What_is_saved_is_readable_and_stays_the_same() =>
        Encoding.UTF8.GetString(Load(Saved).Save()).ShouldBe(Saved);

    [Fact]
    public void Importance_is_the_share_of_the_absolute_weight() =>
        Load(Saved).Importance().ShouldBe([0.1 / 3.1, 3 / 3.1], 1e-15);

    [Theory]
    [InlineData("trestle-linear-1", "trestle-linear-2")]
    [InlineData("\"binary\"", "\"multiclass\"")]
    [InlineData("\"binary\"", "0")]
    [InlineData("\"binary\"", "\"other\"")]
    [InlineData("[\"a\",\"b\"]", "[\"a\",\"a\"]")]
    [InlineData("[\"a\",\"b\"]", "[\"a\",\"\"]")]
    [InlineData("[\"a\",\"b\"]", "[\"a\",null]")]
    [InlineData("[\"a\",\"b\"]", "[\"a\"]")]
    [InlineData("[\"a\",\"b\"]", "null")]
    [InlineData("[[0.1,-3]]", "[[0.1,1e999]]")]
    [InlineData("[[0.1,-3]]", "[[0.1,\"NaN\"]]")]
    [InlineData("[[0.1,-3]]", "[null]")]
    [InlineData("[[0.1,-3]]", "[]")]
    [InlineData("[[0.1,-3]]", "[[0.1,-3],[0.1,-3]]")]
    [InlineData("[1E-300]", "[]")]
    [InlineData("[1E-300]", "[1E-300],\"means\":[1]")]
    [InlineData("[1E-300]", "[1E-300],\"means\":[1,1e999]")]
    [InlineData("[1E-300]", "[1E-300],\"intercepts\":[2]")]
    [InlineData("[1E-300]", "[1E-300],\"more\":1")]
    [InlineData("[1E-300]", "[1E-300]}{")]
    [InlineData(",\"intercepts\":[1E-300]", "")]
    public void A_changed_model_is_refused(string part, string other)
    {
        Saved.ShouldContain(part);
        Should.Throw<TrestleException>(
            () => Load(Saved.Replace(part, other, StringComparison.Ordinal))).Problems[0].Code.ShouldBe("TR0073");
    }

    [Fact]
    public void Any_bytes_give_a_usable_model_or_a_problem() =>
        Gen.Select(Gen.Int[0, Saved.Length - 1], Gen.Byte, Gen.Int[1, 4], Gen.Byte).Sample(
            (at, value, count, other) =>
            {
                var bytes = Encoding.UTF8.GetBytes(Saved);
                bytes[at] = value;
                bytes.AsSpan(at / count, 1).Fill(other);
                try
                {
                    Learner.Load(bytes).Save().ShouldNotBeEmpty();
                }
                catch (TrestleException error)
                {
                    error.Problems[0].Code.ShouldBe("TR0073");
                }
            },
            iter: 20_000);

    [Fact]
    public void A_model_that_knows_the_means_of_its_training_rows_is_explained_around_them()
    {
        var model = (LinearModel)Load(Saved.Replace("[1E-300]", "[0.5],\"means\":[10,2]", StringComparison.Ordinal));
        model.Scale.ShouldBe(ContributionScale.LogOdds);
        model.BaseValues.ShouldBe([0.5 + 1 - 6], 1e-15);
        Explain(model, 30, 1).ShouldBe([2, 3], 1e-15);
        Encoding.UTF8.GetString(model.Save()).ShouldEndWith("\"means\":[10,2]}");
    }

    [Fact]
    public void Margins_are_limited_only_in_models_that_say_so()
    {
        double[] p = [0];
        var row = new TableBuilder().Numbers("a", 0).Numbers("b", -100).Block();
        Load(Saved).Score(row, p);
        p[0].ShouldBe(1);
        Load(Saved.Replace("[1E-300]", "[1E-300],\"limit\":7", StringComparison.Ordinal)).Score(row, p);
        p[0].ShouldBe(1 / (1 + Math.Exp(-7)));
        Should.Throw<TrestleException>(() => Load(Saved.Replace("[1E-300]", "[1E-300],\"limit\":0", StringComparison.Ordinal)))
            .Problems[0].Found.ShouldContain("limit");
    }

    [Fact]
    public void A_model_without_means_is_explained_around_zero()
    {
        var model = (LinearModel)Load(Saved);
        model.BaseValues.ShouldBe([1e-300]);
        Explain(model, 30, 1).ShouldBe([3, -3], 1e-15);
    }

    [Fact]
    public void A_learned_model_knows_the_means()
    {
        var set = LinearData.Set(TaskKind.Multiclass, [[1, 2, 3, 6], [5, 5, 5, 5]], [0, 1, 2, 1]);
        var model = LinearData.Fit(set, 1);
        Explain(model, 3, 5).ShouldAllBe(contribution => Math.Abs(contribution) < 1e-15);
        Explain(model, 4, 6).ShouldBe([.. model.Weights.SelectMany(output => output)], 1e-15);
        model.BaseValues.ShouldBe([.. model.Weights.Select((output, k) => model.Intercepts[k] + (3 * output[0]) + (5 * output[1]))], 1e-14);
    }

    [Fact]
    public void A_row_that_cannot_be_scored_cannot_be_explained() =>
        Should.Throw<TrestleException>(() => Explain((LinearModel)Load(Saved), 1, double.NaN)).Problems[0].Found.ShouldContain("'b'");

    private static double[] Explain(LinearModel model, double a, double b)
    {
        var contributions = new double[model.Outputs * 2];
        model.Explain(new TableBuilder().Numbers("a", a).Numbers("b", b).Block(), contributions);
        return contributions;
    }

    private static IModel Load(string text) => Learner.Load(Encoding.UTF8.GetBytes(text));
}
