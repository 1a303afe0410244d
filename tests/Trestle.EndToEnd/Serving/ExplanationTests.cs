using Shouldly;

using Trestle.Core.Schema;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Predictions with the contributions of their columns.</summary>
public sealed class ExplanationTests(RunningModels models) : IClassFixture<RunningModels>
{
    private const string Rows =
        """{"dataframe_records":[{"age":42,"income":5e4,"city":"Bern","member":true,"joined":"2021-03-04","plan":"plus"},"""
        + """{"age":23,"income":null,"city":null,"member":0,"joined":null,"plan":"basic"}]PARAMS}""";

    private static string Body(string parameters = "") => Rows.Replace("PARAMS", parameters, StringComparison.Ordinal);

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    [InlineData(TaskKind.Regression)]
    public async Task They_are_those_of_the_scorer_and_the_smaller_ones_are_summed(TaskKind task)
    {
        var model = models[task];
        var rows = new TableBuilder()
            .Numbers("age", 42, 23).Numbers("income", 50_000, double.NaN).Texts("city", "Bern", null)
            .Texts("member", "true", "false").Texts("joined", "2021-03-04", null).Texts("plan", "plus", "basic").Block();
        var (scores, expected) = (model.Scorer.Score(rows), model.Scorer.Explain(rows));

        var answer = await model.PostAsync(Body(), query: "?explain=2");

        answer.Status.ShouldBe(200, answer.Text);
        answer.Predictions.Count.ShouldBe(2);
        var told = answer.Json["explanations"]!["rows"]!.AsArray();
        for (var row = 0; row < 2; row++)
        {
            var output = scores.Outputs == 1 ? 0 : model.Scorer.Class(scores, row);
            var own = expected.Of(row, output).ToArray();
            var most = own.Index().OrderByDescending(value => Math.Abs(value.Item)).Take(2).ToArray();
            told[row]!["base"]!.GetValue<double>().ShouldBe(expected.BaseValues[output]);
            told[row]!["contributions"]!.AsArray()
                .Select(part => (part!["column"]!.GetValue<string>(), part["contribution"]!.GetValue<double>()))
                .ShouldBe(most.Select(value => (expected.Columns[value.Index], value.Item)));
            told[row]!["others"]!.GetValue<double>().ShouldBe(own.Sum() - most.Sum(value => value.Item), 1e-12);
            (told[row]!["class"]?.GetValue<string>()).ShouldBe(task switch
            {
                TaskKind.Regression => null,
                TaskKind.Binary => "Yes",
                _ => model.Scorer.Label(scores, row),
            });
        }
    }

    [Fact]
    public async Task A_row_adds_up_to_the_log_odds_of_its_probability()
    {
        var answer = await models[TaskKind.Binary].PostAsync(Body(""","params":{"explain":1,"output":"scores"}"""));

        answer.Json["explanations"]!["scale"]!.GetValue<string>().ShouldBe("log-odds");
        var row = answer.Json["explanations"]!["rows"]![0]!;
        var sum = row["base"]!.GetValue<double>() + row["others"]!.GetValue<double>()
            + row["contributions"]!.AsArray().Sum(part => part!["contribution"]!.GetValue<double>());
        (1 / (1 + Math.Exp(-sum))).ShouldBe(answer.Predictions[0]!.GetValue<double>(), 1e-9);
    }

    [Fact]
    public async Task A_bad_row_has_no_explanation_and_the_next_keeps_its_own()
    {
        var model = models[TaskKind.Regression];
        var good = (await model.PostAsync(Body(), query: "?explain=9")).Json["explanations"]!["rows"]!.AsArray();

        var answer = await model.PostAsync(
            Body().Replace("[{", """[{"age":"old","plan":"plus"},{"""), query: "?explain=9");

        var rows = answer.Json["explanations"]!["rows"]!.AsArray();
        rows[0].ShouldBeNull();
        rows[1]!.ToJsonString().ShouldBe(good[0]!.ToJsonString());
        rows[2]!.ToJsonString().ShouldBe(good[1]!.ToJsonString());
    }

    [Fact]
    public async Task An_answer_without_the_parameter_has_none() =>
        (await models[TaskKind.Binary].PostAsync(Body())).Json["explanations"].ShouldBeNull();

    [Theory]
    [InlineData("?explain=0", "", "TR1961")]
    [InlineData("?explain=-1", "", "TR1961")]
    [InlineData("?explain=", "", "TR1961")]
    [InlineData("?explain=all", "", "TR1961")]
    [InlineData("?explain=1.5", "", "TR1961")]
    [InlineData("?explain=99999999999", "", "TR1961")]
    [InlineData("?explain=5&explain=6", "", "TR1964")]
    [InlineData("?explian=5", "", "TR1963")]
    [InlineData("?output=scores&x", "", "TR1963")]
    [InlineData("?Explain=5", "", "TR1963")]
    [InlineData("", ""","params":{"explain":0}""", "TR1961")]
    [InlineData("", ""","params":{"explain":"5"}""", "TR1961")]
    [InlineData("", ""","params":{"explain":true}""", "TR1961")]
    public async Task A_parameter_that_is_not_valid_is_refused(string query, string parameters, string code)
    {
        var answer = await models[TaskKind.Binary].PostAsync(Body(parameters), query: query);

        (answer.Status, answer.Json["code"]!.GetValue<string>()).ShouldBe((400, code));
    }

    [Fact]
    public async Task A_mistake_in_a_parameter_is_told_with_the_name_that_was_meant()
    {
        var answer = await models[TaskKind.Binary].PostAsync(Body(), query: "?explian=5");

        answer.Json["detail"]!.GetValue<string>().ShouldBe(
            "'explian' is not a parameter of this path; expected: output, explain, interval, set");
        answer.Json["fix"]!.GetValue<string>().ShouldBe("did you mean 'explain'?");
    }

    [Theory]
    [InlineData("/version?x=1", 400)]
    [InlineData("/v2/health/live?verbose", 400)]
    [InlineData("/openapi.json?x", 400)]
    [InlineData("/metrics?name=x", 200)]
    [InlineData("/health?probe=1", 200)]
    public async Task Paths_without_parameters_refuse_them_but_for_those_that_probes_read(string path, int status) =>
        (await models[TaskKind.Binary].GetAsync(path)).Status.ShouldBe(status);

    [Fact]
    public async Task So_many_rows_are_not_explained()
    {
        var rows = string.Join(',', Enumerable.Repeat("""{"age":1,"plan":"plus"}""", 1001));

        var answer = await models[TaskKind.Binary].PostAsync($$"""{"dataframe_records":[{{rows}}]}""", query: "?explain=1");

        (answer.Status, answer.Json["code"]!.GetValue<string>()).ShouldBe((413, "TR1962"));
    }
}
