using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData;
using Trestle.Testing;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData;

/// <summary>The expectation regex: texts that match, texts that do not, and patterns that are none.</summary>
public sealed class MatchesPatternTests : ExpectationContract
{
    protected override IEnumerable<IExpectation> Expectations =>
    [
        new MatchesPattern { Column = "city", Pattern = "^[A-Z]" },
        new MatchesPattern { Column = "city", Pattern = "o$", Mostly = 0.5, Blocking = false },
    ];

    [Fact]
    public void Texts_that_match_pass_and_missing_ones_are_not_judged() =>
        Judge(new MatchesPattern { Column = "code", Pattern = "^[A-Z]{2}$" }, "AB", null, "CD").ShouldBe(
            new CheckResult("regex", "code", true, true, $"at least {1.0:P1} of the texts match ^[A-Z]{{2}}$", "every text matches"));

    [Theory]
    [InlineData(1, false)]
    [InlineData(0.76, false)]
    [InlineData(0.75, true)]
    public void Texts_that_do_not_match_are_counted_against_mostly(double mostly, bool passed) =>
        Judge(
            new MatchesPattern { Column = "code", Pattern = "^[A-Z]{2}$", Mostly = mostly, Blocking = false }, "AB", "x", "AB", "CD",
            null).ShouldBe(
            new CheckResult(
                "regex", "code", passed, false, $"at least {mostly:P1} of the texts match ^[A-Z]{{2}}$",
                $"{0.75:P2}; 1 rows with 1 different texts do not match"));

    [Fact]
    public void A_column_without_texts_passes() =>
        Judge(new MatchesPattern { Column = "code", Pattern = "x" }, null, null).Passed.ShouldBeTrue();

    [Theory]
    [InlineData("(")]
    [InlineData("(?=a)")]
    public void A_pattern_that_is_none_is_refused(string pattern)
    {
        var problem = Should.Throw<TrestleException>(
            () => Judge(new MatchesPattern { Column = "code", Pattern = pattern }, "a")).Problems.Single();
        (problem.Code, problem.Where).ShouldBe(("TR0205", "the check 'regex' on column 'code'"));
        problem.Found.ShouldStartWith($"'{pattern}' cannot be used: ");
    }

    [Fact]
    public async Task A_run_whose_texts_do_not_match_is_refused()
    {
        var problem = await TestProject.ProblemAsync(
            Stage.ValidateData, "validate-data: {expectations: [{regex: {column: z, pattern: '^[ab]$', mostly: 0.9}}]}");
        problem.Code.ShouldBe("TR0202");
        problem.Found.ShouldStartWith("the check 'regex' on column 'z' failed: ");
        problem.Found.ShouldEndWith("different texts do not match");
    }

    private static CheckResult Judge(MatchesPattern expectation, params string?[] codes)
    {
        var block = new TableBuilder().Texts("code", codes).Block();
        var stat = expectation.Needs.Single();
        var value = stat.Start(block.Schema);
        value.Add(block);
        return expectation.Judge(new StatValues(new Dictionary<Stat, StatValue> { [stat] = value }), codes.Length);
    }
}
