using System.Text;

using CsCheck;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Learners;
using Trestle.Learners.Linear;

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
    [InlineData("[1E-300]", "[1E-300],\"intercepts\":[2]")]
    [InlineData("[1E-300]", "[1E-300],\"more\":1")]
    [InlineData("[1E-300]", "[1E-300]}{")]
    [InlineData(",\"intercepts\":[1E-300]", "")]
    public void A_changed_model_is_refused(string part, string other)
    {
        Saved.ShouldContain(part);
        Should.Throw<TrestleException>(() => Load(Saved.Replace(part, other, StringComparison.Ordinal))).Problems[0].Code.ShouldBe("TR0073");
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

    private static IModel Load(string text) => Learner.Load(Encoding.UTF8.GetBytes(text));
}
