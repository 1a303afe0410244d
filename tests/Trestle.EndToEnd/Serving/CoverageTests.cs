using System.Net.Http.Headers;
using System.Text.Json.Nodes;

using Apache.Arrow;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Conformal;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Intervals and sets in answers.</summary>
public sealed class CoverageTests
{
    private const string Rows =
        """{"dataframe_records":[{"age":42,"income":5e4,"city":"Bern","member":true,"joined":"2021-03-04","plan":"plus"},"""
        + """{"age":"old","plan":"basic"},{"age":23,"income":null,"city":null,"member":0,"joined":null,"plan":"basic"}]PARAMS}""";

    private static readonly UpperTail Errors = UpperTail.Of([.. Enumerable.Range(-20, 41).Select(error => (double)error)]);

    private static string Body(string parameters = "") => Rows.Replace("PARAMS", parameters, StringComparison.Ordinal);

    [Theory]
    [InlineData("?interval=0.9", "")]
    [InlineData("", ""","params":{"interval":0.9}""")]
    public async Task A_value_has_its_interval_and_a_bad_row_none(string query, string parameters)
    {
        await using var model = await StartAsync(TaskKind.Regression);

        var answer = await model.PostAsync(Body(parameters), query: query);

        answer.Status.ShouldBe(200, answer.Text);
        var intervals = answer.Json["intervals"]!;
        intervals["level"]!.GetValue<double>().ShouldBe(0.9);
        var rows = intervals["rows"]!.AsArray();
        (rows.Count, rows[1]).ShouldBe((3, null));
        foreach (var row in new[] { 0, 2 })
        {
            // The 40th smallest of the errors -20 to 20 is 19.
            var prediction = answer.Predictions[row]!.GetValue<double>();
            Numbers(rows[row]!).ShouldBe([prediction - 19, prediction + 19]);
        }

        (await model.PostAsync(Body())).Json.AsObject().ContainsKey("intervals").ShouldBeFalse();
    }

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    public async Task A_set_has_the_prediction_and_what_is_not_ruled_out(TaskKind task)
    {
        await using var model = await StartAsync(task);

        var answer = await model.PostAsync(Body(), query: "?set=0.8");

        answer.Status.ShouldBe(200, answer.Text);
        var rows = answer.Json["sets"]!["rows"]!.AsArray();
        (rows.Count, rows[1]).ShouldBe((3, null));
        foreach (var row in new[] { 0, 2 })
        {
            var prediction = answer.Predictions[row]!;
            var classes = model.Scorer.Package.Contract.Classes;
            var expected = classes.Where(name => name == prediction["prediction"]!.GetValue<string>()
                || 1 - prediction["probabilities"]![name]!.GetValue<double>() <= 0.8);
            rows[row]!.AsArray().Select(name => name!.GetValue<string>()).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task An_answer_as_Arrow_has_columns_of_them()
    {
        await using var value = await StartAsync(TaskKind.Regression);
        var columns = await ArrowAsync(value, "?interval=0.5");
        columns.Keys.ShouldBe(["prediction", "interval.low", "interval.high", "fault"]);
        var prediction = ((DoubleArray)columns["prediction"]).GetValue(2)!.Value;
        ((DoubleArray)columns["interval.low"]).GetValue(2).ShouldBe(prediction - 11);
        columns["interval.high"].IsNull(1).ShouldBeTrue();

        await using var classes = await StartAsync(TaskKind.Binary);
        var sets = await ArrowAsync(classes, "?set=0.8");
        sets.Keys.ShouldBe(["prediction", "probability.No", "probability.Yes", "set.No", "set.Yes", "fault"]);
        var label = ((StringArray)sets["prediction"]).GetString(0);
        ((BooleanArray)sets[$"set.{label}"]).GetValue(0).ShouldBe(true);
        sets["set.No"].IsNull(1).ShouldBeTrue();
    }

    [Theory]
    [InlineData(TaskKind.Regression, "?interval=90", "", "TR1313")]
    [InlineData(TaskKind.Regression, "?interval=", "", "TR1313")]
    [InlineData(TaskKind.Regression, "?interval=1e-1", "", "TR1313")]
    [InlineData(TaskKind.Regression, "?interval=NaN", "", "TR1313")]
    [InlineData(TaskKind.Regression, "?interval=-0.9", "", "TR1313")]
    [InlineData(TaskKind.Regression, "", ""","params":{"interval":"0.9"}""", "TR1313")]
    [InlineData(TaskKind.Regression, "", ""","params":{"interval":1}""", "TR1313")]
    [InlineData(TaskKind.Regression, "", ""","params":{"interval":0.9,"interval":0.8}""", "TR1981")]
    [InlineData(TaskKind.Regression, "?interval=0.4", "", "TR1312")]
    [InlineData(TaskKind.Regression, "?interval=0.99", "", "TR1312")]
    [InlineData(TaskKind.Regression, "?set=0.9", "", "TR1311")]
    [InlineData(TaskKind.Binary, "?interval=0.9", "", "TR1310")]
    [InlineData(TaskKind.Binary, "?set=0.3", "", "TR1312")]
    public async Task What_cannot_be_answered_is_refused(TaskKind task, string query, string parameters, string code)
    {
        await using var model = await StartAsync(task);

        var answer = await model.PostAsync(Body(parameters), query: query);

        (answer.Status, answer.Json["code"]!.GetValue<string>()).ShouldBe((400, code));
    }

    [Fact]
    public async Task A_package_of_an_earlier_version_says_that_it_knows_nothing_of_its_errors()
    {
        await using var model = await RunningModel.StartAsync(TaskKind.Regression);

        var answer = await model.PostAsync(Body(), query: "?interval=0.9");

        (answer.Status, answer.Json["code"]!.GetValue<string>()).ShouldBe((400, "TR1310"));
        answer.Json["detail"]!.GetValue<string>().ShouldStartWith("sample-regression knows nothing of the size of its errors");
    }

    private static double[] Numbers(JsonNode row) => [.. row.AsArray().Select(value => value!.GetValue<double>())];

    private static async Task<IReadOnlyDictionary<string, IArrowArray>> ArrowAsync(RunningModel model, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/invocations{query}")
        {
            Content = new StringContent(Body(), MediaTypeHeaderValue.Parse("application/json")),
        };
        request.Headers.Add("Accept", "application/vnd.apache.arrow.stream");
        using var response = await model.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return ArrowBodies.Read(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A host of a model whose errors are -20 to 20, or whose classes are ruled out below 0.2 (at the level 0.8).</summary>
    private static Task<RunningModel> StartAsync(TaskKind task)
    {
        var contents = SamplePackages.Contents(task);
        var tail = UpperTail.Of([.. Enumerable.Range(1, 99).Select(i => i / 100.0)]);
        return RunningModel.StartAsync(
            contents with
            {
                Conformal = task == TaskKind.Regression
                    ? new ConformalScores { Intervals = new ConformalIntervals(Errors, Errors) }
                    : new ConformalScores { Sets = new ConformalSets([.. contents.Contract.Classes.Select(_ => tail)]) },
            },
            new RequestPolicy());
    }
}
