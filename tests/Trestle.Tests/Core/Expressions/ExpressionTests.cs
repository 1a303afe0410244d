using System.Text.Json;

using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Core.Expressions;

using Xunit;

namespace Trestle.Tests.Core.Expressions;

/// <summary>How expressions are read and printed.</summary>
public sealed class ExpressionTests
{
    [Theory]
    [InlineData("1+2*3", "1 + 2 * 3")]
    [InlineData("(1+2)*3", "(1 + 2) * 3")]
    [InlineData("((a))", "a")]
    [InlineData("a-(b-c)", "a - (b - c)")]
    [InlineData("a-b-c", "a - b - c")]
    [InlineData("- -5", "5")]
    [InlineData("-(a+b)*c", "-(a + b) * c")]
    [InlineData("--a", "-(-a)")]
    [InlineData("A AND not B Or c", "A and not B or c")]
    [InlineData("not (a and b)", "not (a and b)")]
    [InlineData("a = (not b)", "a = (not b)")]
    [InlineData("a == b or a <> c", "a = b or a != c")]
    [InlineData("a not in (1,'x')", "not a in (1, 'x')")]
    [InlineData("a is not null", "not a is null")]
    [InlineData("a between 1+1 and 3 and b", "a between 1 + 1 and 3 and b")]
    [InlineData("a not between -1 and 3", "not a between -1 and 3")]
    [InlineData("case when a then 1 when b then 2 end", "if(a, 1, if(b, 2, null))")]
    [InlineData("IF ( a , 1 , 2 )", "if(a, 1, 2)")]
    [InlineData("date'2024-01-31'", "date('2024-01-31')")]
    [InlineData("24h + 90m + 0.5s + 14d", "1d + 90m + 500ms + 2w")]
    [InlineData("\"a \"\"b\"\"\" || 'it''s'", "\"a \"\"b\"\"\" || 'it''s'")]
    [InlineData("\"null\" + address.city", "\"null\" + address.city")]
    [InlineData("größe_2 > .5", "größe_2 > 0.5")]
    [InlineData("1E3 + 1e-2\n", "1000 + 0.01")]
    public void One_expression_has_one_canonical_form(string text, string canonical)
    {
        var read = Expression.Parse(text);
        read.Text.ShouldBe(canonical);
        read.Source.ShouldBe(text);
        Expression.Parse(canonical).ShouldBe(read);
    }

    [Theory]
    [InlineData("", 1, "the end of the expression")]
    [InlineData("1 +", 4, "the end of the expression")]
    [InlineData("a b", 3, "'b'")]
    [InlineData("(a", 3, "the end of the expression")]
    [InlineData("a)", 2, "')'")]
    [InlineData("f(a,)", 5, "')'")]
    [InlineData("'open", 1, "a quote that is not closed: '")]
    [InlineData("\"\"", 1, "an empty name in double quotes")]
    [InlineData("a & b", 3, "the character &")]
    [InlineData("a ! b", 3, "the character !")]
    [InlineData("[a]", 1, "the character [")]
    [InlineData("a = null", 3, "a comparison with null, which is never true: = null")]
    [InlineData("5x", 1, "a number that letters follow")]
    [InlineData("1e999", 1, "a number that is too large")]
    [InlineData("1e305w", 1, "a number that is too large")]
    [InlineData("end > 1", 1, "'end'")]
    [InlineData("a in 1", 6, "'1'")]
    [InlineData("a not like 'x'", 7, "'like'")]
    [InlineData("case a when 1 then 2 end", 6, "'a'")]
    [InlineData("a between 1", 12, "the end of the expression")]
    [InlineData("a \u0000", 3, "the character U+0000")]
    [InlineData("\u201Ca\u201D", 1, "the character \u201C")]
    public void What_is_no_expression_is_marked_at_its_place(string text, int character, string found)
    {
        var problem = Fault(text);
        problem.Code.ShouldBe("TR2370");
        problem.Found.ShouldBe($"the expression has {found}");
        problem.Where.ShouldContain($", character {character}: ");
        problem.Where.ShouldContain("▸");
        problem.Fix.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_long_or_deep_text_is_refused_before_it_can_do_harm()
    {
        Fault(new string('1', 10_001)).Found.ShouldContain("10001 characters");
        foreach (var deep in new[]
        {
            new string('(', 9_000), string.Concat(Enumerable.Repeat("not ", 2_400)), new string('-', 9_000),
            string.Join('+', Enumerable.Repeat("a", 4_000)), string.Concat(Enumerable.Repeat("f(", 4_000)),
            string.Concat(Enumerable.Repeat("case when a then ", 500)),
            "case " + string.Concat(Enumerable.Repeat("when a then b ", 600)) + "end",
        })
        {
            Fault(deep).Found.ShouldContain("200 levels");
        }

        Expression.Parse(string.Join(" or ", Enumerable.Repeat("a = 1", 150))).Text.Length.ShouldBeGreaterThan(1000);
        Expression.Parse($"a in ({string.Join(", ", Enumerable.Range(0, 1_500))})").Text.Length.ShouldBeGreaterThan(5000);
    }

    [Fact]
    public void Whatever_the_text_reading_ends_with_an_expression_or_with_an_error()
    {
        var random = new Random(7);
        string[] words =
        [
            "a", "\"b c\"", "'x'", "1", "2.5e3", "7d", "(", ")", ",", "+", "-", "*", "/", "%", "||", "=", "<>", "<=", "and", "or", "not",
            "is", "null", "in", "between", "case", "when", "then", "else", "end", "if", "date", "'", "\"", "\u00e9", "\ud800", "!", ".",
        ];
        var read = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var between = random.Next(2) == 0 ? " " : "";
            var text = string.Join(between, Enumerable.Range(0, random.Next(1, 12)).Select(_ => words[random.Next(words.Length)]));
            try
            {
                var expression = Expression.Parse(text);
                Expression.Parse(expression.Text).Text.ShouldBe(expression.Text, text);
                read++;
            }
            catch (TrestleException refused)
            {
                refused.Problems.Single().Code.ShouldBe("TR2370");
            }
        }

        read.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void A_mistake_is_told_with_the_line_of_the_configuration()
    {
        const string Yaml = "formula: a +\nby-name:\n  x: b c\n  y: d\n";
        var problems = Should.Throw<TrestleException>(
            () => new ConfigurationBinder(new SettingModel()).Parse<Holder>(Yaml, "test.yaml")).Problems;
        problems.Select(problem => (problem.Code, problem.Where)).ShouldBe(
        [
            ("TR2370", "test.yaml:1:10, 'formula', character 4: a +▸"),
            ("TR2370", "test.yaml:3:6, 'by-name.x', character 3: b ▸c"),
        ]);
    }

    [Fact]
    public void In_a_configuration_and_in_json_it_is_its_text()
    {
        var value = new ConfigurationBinder(new SettingModel()).Parse<Holder>("formula: 'a+1'\n", "test.yaml").Value;
        value.Formula.ShouldBe(Expression.Parse("a + 1"));
        value.Formula!.GetHashCode().ShouldBe(Expression.Parse("a + 1").GetHashCode());
        CanonicalConfiguration.Write(value).ShouldContain("\"a + 1\"");
        JsonSerializer.Serialize(value.Formula).ShouldBe("\"a \\u002B 1\"");
        JsonSerializer.Deserialize<Expression>("\"a+1\"").ShouldBe(value.Formula);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Expression>("\"a+\""));
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Expression>("1"));
    }

    private static Problem Fault(string text) => Should.Throw<TrestleException>(() => Expression.Parse(text)).Problems.Single();

    private sealed record Holder
    {
        [Setting("An expression.")]
        public Expression? Formula { get; init; }

        [Setting("More of them.")]
        public IReadOnlyDictionary<string, Expression> ByName { get; init; } = new Dictionary<string, Expression>();
    }
}
