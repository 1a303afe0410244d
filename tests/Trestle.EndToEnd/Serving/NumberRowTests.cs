using System.Text;
using System.Text.Json;

using CsCheck;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Serving.Codecs;
using Trestle.Serving.Requests;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Rows that are lists of numbers are read at once, and mean what they mean token by token.</summary>
public sealed class NumberRowTests : IDisposable
{
    private static readonly Gen<string> Number = Gen.OneOf(
        Gen.Double[-1e9, 1e9].Select(value => $"{value:R}"), Gen.Int.Select(value => $"{value}"),
        Of("1e3", "-2.5E-7", "0.12345678901234567890123", "123456789012345678901234567890", "-0", "0.0"));

    private static readonly Gen<string> Space = Of("", "", " ", "\n ", "\t\r\n");

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_values_are_those_of_the_library()
    {
        var schema = Schema();
        Gen.Select(Number, Space, Space).Array[1, 8].Sample(
            cells =>
            {
                var data = string.Join(',', cells.Select(cell => $"[{cell.Item2}{cell.Item1}{cell.Item3}]{cell.Item2}"));
                var expected = JsonDocument.Parse($"[{data}]").RootElement.EnumerateArray().Select(row => row[0].GetDouble());

                Read(schema, $$"""{"dataframe_split":{"columns":["x"],"data":[{{data}}]} ,"params":{"output":"full"} }""")
                    .ShouldBe(expected);
                Read(schema, $$"""{"dataframe_split":{"data":[{{data}}],"columns":["x"]} }""").ShouldBe(expected);
                Read(schema, $$"""{"instances":[{{data}}]}""").ShouldBe(expected);
            },
            iter: 2000);
    }

    [Theory]
    [InlineData("[1],[2,3]", "TR1913", "/instances/1")]
    [InlineData("[1],[]", "TR1913", "/instances/1")]
    [InlineData("[1],[\"7\"]", "TR1918", "/instances/1/0")]
    [InlineData("[1],[true]", "TR1918", "/instances/1/0")]
    [InlineData("[1],[[2]]", "TR1918", "/instances/1/0")]
    [InlineData("[1],[1e999]", "TR1920", "/instances/1/0")]
    [InlineData("[1],2", "TR1912", "/instances/1")]
    [InlineData("[1],[01]", "TR1909", null)]
    [InlineData("[1],[1.]", "TR1909", null)]
    [InlineData("[1],[nul]", "TR1909", null)]
    [InlineData("[1],[1 2]", "TR1909", null)]
    [InlineData("[1],[1", "TR1909", null)]
    [InlineData("[1],[1}", "TR1909", null)]
    [InlineData("[1][2]", "TR1909", null)]
    [InlineData("[1],", "TR1909", null)]
    public void What_is_wrong_is_told_with_its_place(string data, string code, string? pointer)
    {
        var refused = Should.Throw<RefusedException>(() => Read(Schema(), $$"""{"instances":[{{data}}]}"""));

        (refused.Refusals[0].Problem.Code, refused.Refusals[0].Pointer).ShouldBe((code, pointer));
    }

    [Fact]
    public void The_place_of_broken_JSON_counts_what_was_read_at_once()
    {
        const string Body = """{"instances":[[1],[2],[3],[4x]]}""";

        var refused = Should.Throw<RefusedException>(() => Read(Schema(), Body));

        refused.Refusals[0].Problem.Found.ShouldBe($"the body is not JSON from byte {Body.IndexOf('4')} on");
    }

    [Fact]
    public void A_header_of_the_request_before_means_the_same_again()
    {
        var rows = new RequestRows(Schema());
        const string Plain = """{"dataframe_split":{"columns":["x"],"data":[[1],[2]]}}""";
        const string Spaced = """{"dataframe_split":{"columns": [ "x" ],"data":[[3]]}}""";
        const string Late = """{"dataframe_split":{"data":[[4],[null]],"columns":["x"]}}""";
        const string Ignored = """{"dataframe_split":{"columns":["stranger","x"],"data":[[0,5]]}}""";
        foreach (var (body, expected) in new (string, double[])[]
        {
            (Plain, [1, 2]), (Plain, [1, 2]), (Spaced, [3]), (Plain, [1, 2]), (Late, [4, double.NaN]), (Late, [4, double.NaN]),
            (Ignored, [5]), (Ignored, [5]), (Plain, [1, 2]),
        })
        {
            new Json().Decode(Encoding.UTF8.GetBytes(body), rows);
            rows.Block().Numbers(0).ToArray().ShouldBe(expected, body);
            rows.Extra.ShouldBe(body == Ignored ? 1 : 0, body);
            rows.Reset();
        }
    }

    [Theory]
    [InlineData("""{"dataframe_split":{"columns":["x"}]""", "TR1909")]
    [InlineData("""{"dataframe_split":{"columns":["x","x"],"data":[[1,2]]}}""", "TR1915")]
    [InlineData("""{"dataframe_split":{"columns":["x"],"columns":["x"],"data":[[1]]}}""", "TR1981")]
    [InlineData("""{"dataframe_split":{"columns":["x"],"data":[[1,2]]}}""", "TR1913")]
    [InlineData("""{"dataframe_split":{"columns":["y"],"data":[[1]]}}""", "TR1916")]
    public void What_is_wrong_is_found_after_a_header_that_was_right(string body, string code)
    {
        var rows = new RequestRows(Schema());
        new Json().Decode(Encoding.UTF8.GetBytes("""{"dataframe_split":{"columns":["x"],"data":[[1]]}}"""), rows);
        rows.Reset();

        var found = Should.Throw<RefusedException>(() =>
        {
            new Json().Decode(Encoding.UTF8.GetBytes(body), rows);
            rows.Check();
        });

        found.Refusals[0].Problem.Code.ShouldBe(code);
    }

    private static Gen<string> Of(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static IEnumerable<double> Read(RequestSchema schema, string body)
    {
        var rows = new RequestRows(schema);
        new Json().Decode(Encoding.UTF8.GetBytes(body), rows);
        return rows.Faults.Rows == 0 ? [.. rows.Block().Numbers(0)] : throw new RefusedException(rows.Faults.Told, []);
    }

    private RequestSchema Schema()
    {
        var file = folder.At("sample.trestle");
        PackageWriter.WriteFile(ConstantPackages.Contents("sample", "x", 7), file);
        return new RequestSchema(ModelPackage.Open(file), new RequestPolicy(), numbers: true);
    }
}
