using System.Diagnostics;
using System.Text;

using Shouldly;

using Trestle.Core.Schema;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Whatever the body, the answer is 200 or a problem of the request, and comes soon.</summary>
public sealed class FuzzTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private static readonly string[] Json =
    [
        """{"dataframe_split":{"columns":["age","income","city","member","joined","plan"],"data":[[42,5e4,"Bern",true,"2021-03-04","plus"],[23,null,null,0,null,"basic"]]}}""",
        """{"dataframe_records":[{"age":42,"income":-0.5,"city":"\u0042ern","member":true,"joined":"2021-03-04","plan":"plus"}],"params":{"output":"scores"}}""",
        """{"instances":[[42,50000,"Bern",true,"2021-03-04","plus"]]}""",
        """{"inputs":{"age":[42,23],"income":[50000,null],"city":["Bern",null],"plan":["plus","basic"]}}""",
    ];

    private static readonly string[] Pieces =
        ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "null", "true", "1e999", "-", "0", "\"age\"", "\"data\"", "\"columns\"", "\n", "\0", "\uFEFF", "é", "NaN"];

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
        await CheckAsync(Encoding.UTF8.GetBytes("age,plan\n" + string.Concat(Enumerable.Repeat(repeated, 1_000_000 / repeated.Length))), "text/csv");
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
}
