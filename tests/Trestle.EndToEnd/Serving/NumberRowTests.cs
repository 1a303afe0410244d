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
