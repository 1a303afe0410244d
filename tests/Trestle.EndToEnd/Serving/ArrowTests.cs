using System.Net.Http.Headers;

using Apache.Arrow;
using Apache.Arrow.Types;

using Shouldly;

using Trestle.Core.Schema;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Arrow streams mean the same rows as JSON, and are answered in either form.</summary>
public sealed class ArrowTests(RunningModels models) : IClassFixture<RunningModels>
{
    private const string Arrow = "application/vnd.apache.arrow.stream";

    private const string Json =
        """{"dataframe_records":[{"age":42,"income":5e4,"city":"Bern","member":true,"joined":"2021-03-04","plan":"plus"},"""
        + """{"age":23,"income":null,"city":null,"member":false,"joined":null,"plan":"basic"}]}""";

    public static TheoryData<string> Writings => ["plain", "narrow", "dictionary", "wide"];

    [Theory]
    [MemberData(nameof(Writings))]
    public async Task Every_type_of_array_means_the_same_rows(string writing)
    {
        foreach (var task in Enum.GetValues<TaskKind>())
        {
            var expected = (await models[task].PostAsync(Json)).Text;

            var answer = await models[task].PostAsync(ArrowBodies.Of(Columns(writing)), Arrow);

            answer.Status.ShouldBe(200, answer.Text);
            answer.Text.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task An_answer_as_Arrow_has_the_columns_of_predict_with_the_same_bits()
    {
        var model = models[TaskKind.Binary];
        var expected = (await model.PostAsync(Json)).Predictions;

        var (status, type, body) = await AskAsync(model, ArrowBodies.Of(Columns("plain")));

        (status, type).ShouldBe((200, Arrow));
        var columns = ArrowBodies.Read(body);
        columns.Keys.ShouldBe(["prediction", "probability.No", "probability.Yes"]);
        for (var row = 0; row < 2; row++)
        {
            ((StringArray)columns["prediction"]).GetString(row).ShouldBe(expected[row]!["prediction"]!.GetValue<string>());
            ((DoubleArray)columns["probability.Yes"]).GetValue(row).ShouldBe(expected[row]!["probabilities"]!["Yes"]!.GetValue<double>());
        }
    }

    [Fact]
    public async Task A_bad_row_is_null_with_its_fault_and_the_good_one_keeps_its_answer()
    {
        var model = models[TaskKind.Regression];
        var expected = (await model.PostAsync("""{"dataframe_records":[{"age":42,"plan":"plus"}]}""")).Predictions[0]!.GetValue<double>();

        var (_, _, body) = await AskAsync(
            model,
            ArrowBodies.Of(("age", ArrowBodies.Numbers(double.PositiveInfinity, 42)), ("plan", ArrowBodies.Texts("plus", "plus"))));

        var columns = ArrowBodies.Read(body);
        columns["prediction"].IsNull(0).ShouldBeTrue();
        ((DoubleArray)columns["prediction"]).GetValue(1).ShouldBe(expected);
        ((StringArray)columns["fault"]).GetString(0).ShouldStartWith("TR1920");
        columns["fault"].IsNull(1).ShouldBeTrue();
    }

    [Fact]
    public async Task Explanations_are_given_in_JSON_alone()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/invocations?explain=2")
        {
            Content = new StringContent(Json, MediaTypeHeaderValue.Parse("application/json")),
        };
        request.Headers.Add("Accept", Arrow);

        var answer = await models[TaskKind.Binary].SendAsync(request);

        (answer.Status, answer.Json["code"]!.GetValue<string>()).ShouldBe((400, "TR1968"));
    }

    [Fact]
    public async Task A_type_without_cells_is_refused_with_its_column()
    {
        var lists = new ListArray.Builder(Int32Type.Default).Append().Build();

        var answer = await models[TaskKind.Binary].PostAsync(
            ArrowBodies.Of(("age", lists), ("plan", ArrowBodies.Texts("plus"))), Arrow);

        (answer.Status, answer.Json["code"]!.GetValue<string>(), answer.Json["field"]!.GetValue<string>()).ShouldBe((400, "TR1967", "age"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no stream")]
    [InlineData("\uFFFF\uFFFF\uFFFF\uFFFF\u0010")]
    public async Task What_is_no_stream_is_refused(string body)
    {
        var answer = await models[TaskKind.Binary].PostAsync(body, Arrow);

        (answer.Status, answer.Json["code"]!.GetValue<string>()).ShouldBe((400, "TR1966"));
    }

    [Fact]
    public async Task A_damaged_stream_never_fails_the_host()
    {
        var good = ArrowBodies.Of(Columns("plain"));
        var random = new Random(5);
        var statuses = new HashSet<int>();
        for (var i = 0; i < 3000; i++)
        {
            var damaged = i % 3 == 0 ? good[..random.Next(good.Length)] : [.. good];
            for (var j = 0; j < i % 4 && damaged.Length > 0; j++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            statuses.Add((await models[TaskKind.Binary].PostAsync(damaged, Arrow)).Status);
        }

        statuses.ShouldBeSubsetOf([200, 400, 413]);
        statuses.ShouldContain(400);
    }

    private static (string, IArrowArray)[] Columns(string writing)
    {
        IArrowArray age = writing switch
        {
            "narrow" => new Int8Array.Builder().Append(42).Append(23).Build(),
            "wide" => new UInt64Array.Builder().Append(42).Append(23).Build(),
            _ => ArrowBodies.Numbers(42, 23),
        };
        IArrowArray income = writing switch
        {
            "narrow" => new FloatArray.Builder().Append(50_000).AppendNull().Build(),
            "wide" => new Decimal128Array.Builder(new Decimal128Type(20, 2)).Append(50_000m).AppendNull().Build(),
            _ => ArrowBodies.Numbers(50_000, double.NaN),
        };
        IArrowArray city = writing == "dictionary"
            ? new DictionaryArray(
                new DictionaryType(Int8Type.Default, StringType.Default, false), new Int8Array.Builder().Append(1).AppendNull().Build(),
                ArrowBodies.Texts("Wien", "Bern"))
            : ArrowBodies.Texts("Bern", null);
        IArrowArray member = writing switch
        {
            "narrow" => new UInt8Array.Builder().Append(1).Append(0).Build(),
            "wide" => ArrowBodies.Texts("yes", "no"),
            _ => new BooleanArray.Builder().Append(true).Append(false).Build(),
        };
        var day = new DateTimeOffset(2021, 3, 4, 0, 0, 0, TimeSpan.Zero);
        IArrowArray joined = writing switch
        {
            "narrow" => new Date32Array.Builder().Append(day.UtcDateTime).AppendNull().Build(),
            "wide" => new TimestampArray.Builder(TimeUnit.Nanosecond).Append(day).AppendNull().Build(),
            _ => ArrowBodies.Texts("2021-03-04", null),
        };
        return [("age", age), ("income", income), ("city", city), ("member", member), ("joined", joined),
            ("plan", ArrowBodies.Texts("plus", "basic"))];
    }

    private static async Task<(int Status, string? Type, byte[] Body)> AskAsync(RunningModel model, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(Arrow);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/invocations") { Content = content };
        request.Headers.Add("Accept", Arrow);
        using var response = await model.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (
            (int)response.StatusCode, response.Content.Headers.ContentType?.ToString(),
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
