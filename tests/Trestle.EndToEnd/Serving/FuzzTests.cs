using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Serving;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Whatever the body, the answer is 200 or a problem of the request, and comes soon.</summary>
public sealed class FuzzTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private static readonly string[] Json =
    [
        """{"dataframe_split":{"columns":["age","income","city","member","joined","plan"],"data":[[42,5e4,"Bern","""
            + """true,"2021-03-04","plus"],[23,null,null,0,null,"basic"]]}}""",
        """{"dataframe_records":[{"age":42,"income":-0.5,"city":"\u0042ern","member":true,"joined":"2021-03-04","plan":"plus"}]"""
            + ""","params":{"output":"scores"}}""",
        """{"instances":[[42,50000,"Bern",true,"2021-03-04","plus"]]}""",
        """{"inputs":{"age":[42,23],"income":[50000,null],"city":["Bern",null],"plan":["plus","basic"]}}""",
    ];

    private static readonly string[] Tensors =
    [
        """{"id":"a","inputs":[{"name":"age","shape":[2],"datatype":"FP64","data":[42,23]},"""
            + """{"name":"plan","shape":[2,1],"datatype":"BYTES","data":[["plus"],["b\u0061sic"]]}],"outputs":[{"name":"prediction"}]}""",
        """{"inputs":[{"data":[1,null,2,3],"name":"x","datatype":"INT32","shape":[2,2],"parameters":{"a":1}}]}""",
        """{"inputs":[{"name":"m","shape":[1,6],"datatype":"BOOL","data":[[true,1,0,false,null,true]]},"""
            + """{"name":"income","shape":[0],"datatype":"UINT64","data":[]}]}""",
    ];

    private static readonly string[] Pieces =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "null", "true", "1e999", "-", "0", "\"age\"", "\"data\"",
            "\"columns\"", "\"shape\"", "\"FP64\"", "[-1]", "99999999999", "\n", "\0", "\uFEFF", "é", "NaN"];

    private RunningModel model = null!;

    public async ValueTask InitializeAsync() => model = await RunningModel.StartAsync(TaskKind.Binary);

    public ValueTask DisposeAsync() => model.DisposeAsync();

    [Fact]
    public async Task Changed_json_never_breaks_the_host()
    {
        var random = new Random(11);
        for (var round = 0; round < 4000; round++)
        {
            await CheckAsync(Changed(Encoding.UTF8.GetBytes(Json[round % Json.Length]), random), "application/json");
        }
    }

    [Fact]
    public async Task Changed_csv_never_breaks_the_host()
    {
        var random = new Random(12);
        var csv = "age,income,city,member,joined,plan\n42,5e4,\"Be\"\"rn\",1,2021-03-04,plus\r\n23,,NA,0,,basic\n"u8.ToArray();
        for (var round = 0; round < 2000; round++)
        {
            await CheckAsync(Changed(csv, random), "text/csv");
        }
    }

    [Fact]
    public async Task Changed_tensors_never_break_the_host()
    {
        var random = new Random(14);
        for (var round = 0; round < 4000; round++)
        {
            await CheckTensorsAsync(Changed(Encoding.UTF8.GetBytes(Tensors[round % Tensors.Length]), random));
        }
    }

    [Fact]
    public async Task Changed_labels_never_break_the_host()
    {
        using var folder = new RouteFolder();
        folder.Write(folder.Constant(1));
        await using var host = await RunningModel.StartAsync(
            new ServeOptions { Routes = folder.Table, PredictionLog = folder.PredictionLog, Port = 0 }, folder.At("v1.trestle"));
        var random = new Random(15);
        for (var round = 0; round < 300; round++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/feedback")
            {
                Content = new ByteArrayContent(
                    Changed(
                        """
                        {"labels":[{"id":"00000000000000ab-1-0","label":"Yes"},{"id":"a-b-0","label":1e3},{"id":"c","label":true}]}
                        """u8.ToArray(),
                        random)),
            };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            (await host.SendAsync(request)).Status.ShouldBeOneOf(200, 400);
        }
    }

    [Theory]
    [InlineData("{\"inputs\":[", "{},", "{}]}")]
    [InlineData("{\"inputs\":[", "[", "")]
    [InlineData("{\"inputs\":[{\"name\":\"income\",\"datatype\":\"FP64\",\"shape\":[1000000],\"data\":[", "1,", "1]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"income\",\"datatype\":\"FP64\",\"shape\":[100000,1],\"data\":[", "[1],", "[1]]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"age\",\"datatype\":\"FP64\",\"shape\":[", "1,", "1],\"data\":[1]}]}")]
    [
        InlineData(
            "{\"inputs\":[", "{\"name\":\"z\",\"datatype\":\"BOOL\",\"shape\":[1],\"data\":[1]},",
            "{\"name\":\"age\",\"datatype\":\"BOOL\",\"shape\":[1],\"data\":[1]}]}")]
    [InlineData("{\"outputs\":[", "{\"name\":\"prediction\"},", "{}],\"inputs\":[]}")]
    [InlineData("{\"id\":\"", "\\u0041", "\",\"inputs\":[]}")]
    public async Task A_megabyte_of_tensors_ends_soon(string before, string repeated, string after) =>
        await CheckTensorsAsync(
            Encoding.UTF8.GetBytes(before + string.Concat(Enumerable.Repeat(repeated, 1_000_000 / repeated.Length)) + after));

    [Fact]
    public async Task Random_bytes_never_break_the_host()
    {
        var random = new Random(13);
        for (var round = 0; round < 500; round++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            await CheckAsync(bytes, round % 2 == 0 ? "application/json" : "text/csv");
        }
    }

    [Theory]
    [InlineData("{\"instances\":", "[", "")]
    [InlineData("{\"dataframe_records\":[", "{},", "{}]}")]
    [InlineData("{\"instances\":[", "[],", "[]]}")]
    [InlineData("{\"inputs\":{", "\"x\":[],", "\"y\":[]}}")]
    [InlineData("{\"inputs\":{\"income\":[", "null,", "null]}}")]
    [InlineData("{\"dataframe_split\":{\"columns\":[", "\"x\",", "\"y\"],\"data\":[]}}")]
    [InlineData("{\"dataframe_split\":{\"data\":[", "[1],", "[1]],\"columns\":[\"age\",\"plan\"]}}")]
    [InlineData("{\"instances\":[{", "\"x\":1,", "\"y\":2}]}")]
    [InlineData("{", "\"x\":1,", "\"y\":1}")]
    [InlineData("{\"instances\":[{\"age\":", "1", "}]}")]
    [InlineData("{\"instances\":[{\"city\":\"", "\\u0041", "\"}]}")]
    public async Task A_megabyte_of_the_same_ends_soon(string before, string repeated, string after)
    {
        var body = before + string.Concat(Enumerable.Repeat(repeated, 1_000_000 / repeated.Length)) + after;
        await CheckAsync(Encoding.UTF8.GetBytes(body), "application/json");
    }

    [Theory]
    [InlineData(",")]
    [InlineData("\n")]
    [InlineData("\"")]
    [InlineData("\"\"")]
    [InlineData("\"\"\n")]
    [InlineData("a,")]
    public async Task A_megabyte_of_csv_ends_soon(string repeated)
    {
        await CheckAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeated, 1_000_000 / repeated.Length))), "text/csv");
        await CheckAsync(
            Encoding.UTF8.GetBytes("age,plan\n" + string.Concat(Enumerable.Repeat(repeated, 1_000_000 / repeated.Length))), "text/csv");
    }

    private static byte[] Changed(byte[] good, Random random)
    {
        var bytes = good.ToList();
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 2:
                    bytes.RemoveRange(at, random.Next(Math.Min(10, bytes.Count - at)));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, random.Next(Math.Min(30, bytes.Count - at))));
                    break;
            }
        }

        return [.. bytes];
    }

    private async Task CheckAsync(byte[] body, string type)
    {
        var watch = Stopwatch.StartNew();
        var answer = await model.PostAsync(body, type);
        answer.Status.ShouldBeOneOf(200, 400, 413, 422);
        watch.Elapsed.ShouldBeLessThan(Soon, Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(200, body.Length))));
        if (answer.Status != 200)
        {
            answer.Json["code"]!.GetValue<string>().ShouldStartWith("TR19");
        }
    }

    private async Task CheckTensorsAsync(byte[] body)
    {
        var watch = Stopwatch.StartNew();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/v2/models/sample-binary/infer")
        { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var answer = await model.SendAsync(request);
        answer.Status.ShouldBeOneOf(200, 400, 413, 422);
        watch.Elapsed.ShouldBeLessThan(Soon, Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(200, body.Length))));
        if (answer.Status != 200)
        {
            answer.Json["error"]!.GetValue<string>().ShouldStartWith("TR19");
        }
    }
}
