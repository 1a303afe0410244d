using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Core.Schema;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>The binary tensor data extension of the Open Inference Protocol: the same answers as from JSON.</summary>
public sealed class BinaryTensorTests(RunningModels models) : IClassFixture<RunningModels>
{
    private const string Header = "Inference-Header-Content-Length";

    private const string Json =
        """
        {"inputs":[{"name":"age","shape":[2],"datatype":"FP64","data":[42,23.5]},
                   {"name":"plan","shape":[2],"datatype":"BYTES","data":["plus","basic"]}]}
        """;

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    [InlineData(TaskKind.Regression)]
    public async Task Bytes_mean_what_JSON_means_and_come_back_as_bytes(TaskKind task)
    {
        var expected = (await models[task].PostToAsync(Path(task), Json)).Json["outputs"]!.AsArray();

        var (status, head, tail) = await AskAsync(
            task,
            [
                Tensor("age", "FP64", [2], MemoryMarshal.AsBytes<double>([42, 23.5]).ToArray()),
                Tensor("plan", "BYTES", [2, 1], [.. Text("plus"), .. Text("basic")]),
            ],
            new JsonObject { ["binary_data_output"] = true });

        status.ShouldBe(200);
        var outputs = head["outputs"]!.AsArray();
        outputs.Count.ShouldBe(expected.Count);
        var at = 0;
        foreach (var (output, i) in outputs.Select((output, i) => (output!, i)))
        {
            output["shape"]!.ToJsonString().ShouldBe(expected[i]!["shape"]!.ToJsonString());
            var bytes = tail.AsSpan(at, output["parameters"]!["binary_data_size"]!.GetValue<int>());
            at += bytes.Length;
            var data = expected[i]!["data"]!.AsArray();
            if (output["datatype"]!.GetValue<string>() == "FP64")
            {
                MemoryMarshal.Cast<byte, double>(bytes).ToArray().ShouldBe(data.Select(value => value!.GetValue<double>()));
            }
            else
            {
                bytes.ToArray().ShouldBe(data.SelectMany(value => Text(value!.GetValue<string>())));
            }
        }

        at.ShouldBe(tail.Length);
    }

    [Theory]
    [InlineData("FP32")]
    [InlineData("INT32")]
    [InlineData("UINT8")]
    [InlineData("INT64")]
    public async Task Numbers_of_any_datatype_are_taken(string datatype)
    {
        var expected = (await models[TaskKind.Regression].PostToAsync(Path(TaskKind.Regression), Json.Replace("23.5", "23")))
            .Json["outputs"]![0]!["data"]!.ToJsonString();
        byte[] bytes = datatype switch
        {
            "FP32" => MemoryMarshal.AsBytes<float>([42, 23]).ToArray(),
            "INT32" => MemoryMarshal.AsBytes<int>([42, 23]).ToArray(),
            "UINT8" => [42, 23],
            _ => MemoryMarshal.AsBytes<long>([42, 23]).ToArray(),
        };

        var (status, head, _) = await AskAsync(
            TaskKind.Regression,
            [Tensor("age", datatype, [2], bytes), Tensor("plan", "BYTES", [2], [.. Text("plus"), .. Text("basic")])],
            null);

        status.ShouldBe(200, head.ToJsonString());
        head["outputs"]![0]!["data"]!.ToJsonString().ShouldBe(expected);
    }

    [Fact]
    public async Task NaN_is_no_value_and_infinity_a_fault_of_its_row()
    {
        var (status, head, _) = await AskAsync(
            TaskKind.Regression,
            [
                Tensor("age", "FP64", [2], MemoryMarshal.AsBytes<double>([42, 23]).ToArray()),
                Tensor("income", "FP64", [2], MemoryMarshal.AsBytes<double>([double.NaN, double.NegativeInfinity]).ToArray()),
                Tensor("plan", "BYTES", [2], [.. Text("plus"), .. Text("basic")]),
            ],
            null);

        status.ShouldBe(200);
        var data = head["outputs"]![0]!["data"]!.AsArray();
        (data[0] is null, data[1] is null).ShouldBe((false, true));
        head["parameters"]!["faults"]!.GetValue<string>().ShouldContain("TR1920");
    }

    [Theory]
    [InlineData(15, 0, "TR1932")]
    [InlineData(17, 0, "TR1932")]
    [InlineData(16, 1, "TR1912")]
    [InlineData(24, 0, "TR1932")]
    [InlineData(1000, 0, "TR1912")]
    public async Task Bytes_that_do_not_have_the_shape_are_refused(int announced, int more, string code)
    {
        var age = Tensor("age", "FP64", [2], new byte[Math.Min(announced, 24)]);
        age.Head["parameters"]!["binary_data_size"] = announced;

        var (status, head, _) = await AskAsync(
            TaskKind.Regression, [age, Tensor("plan", "BYTES", [2], [.. Text("plus"), .. Text("basic"), .. new byte[more]], more)], null);

        (status, head["error"]!.GetValue<string>()[..6]).ShouldBe((400, code));
    }

    [Theory]
    [InlineData("x", "TR1969")]
    [InlineData("-1", "TR1969")]
    [InlineData("99999", "TR1912")]
    [InlineData("0", "TR1909")]
    public async Task A_wrong_length_is_refused(string length, string code)
    {
        var answer = await models[TaskKind.Regression].PostToAsync(Path(TaskKind.Regression), Json, (Header, length));

        (answer.Status, answer.Json["error"]!.GetValue<string>()[..6]).ShouldBe((400, code));
    }

    [Fact]
    public async Task Texts_whose_lengths_lie_are_refused()
    {
        foreach (byte[] texts in new byte[][] { [255, 255, 255, 255, 1], [9, 0, 0, 0, 1], [1, 0], [.. Text("plus"), 1, 0, 0, 0, 0xC3] })
        {
            var (status, _, _) = await AskAsync(
                TaskKind.Regression,
                [Tensor("age", "UINT8", [2], [1, 2]), Tensor("plan", "BYTES", [2], texts)],
                null);

            status.ShouldBe(400);
        }
    }

    [Fact]
    public async Task The_server_announces_the_extension() =>
        (await models[TaskKind.Binary].GetAsync("/v2")).Json["extensions"]!.ToJsonString().ShouldBe("""["binary_tensor_data"]""");

    private static string Path(TaskKind task) => $"/v2/models/sample-{task.ToString().ToLowerInvariant()}/infer";

    private static byte[] Text(string text) =>
        [.. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static (JsonObject Head, byte[] Bytes) Tensor(string name, string datatype, int[] shape, byte[] bytes, int hidden = 0) => (
        new JsonObject
        {
            ["name"] = name,
            ["datatype"] = datatype,
            ["shape"] = JsonSerializer.SerializeToNode(shape),
            ["parameters"] = new JsonObject { ["binary_data_size"] = bytes.Length - hidden },
        },
        bytes);

    private async Task<(int Status, JsonNode Head, byte[] Tail)> AskAsync(
        TaskKind task, (JsonObject Head, byte[] Bytes)[] tensors, JsonObject? parameters)
    {
        var json = new JsonObject { ["inputs"] = new JsonArray([.. tensors.Select(tensor => tensor.Head)]) };
        if (parameters is not null)
        {
            json["parameters"] = parameters;
        }

        var head = Encoding.UTF8.GetBytes(json.ToJsonString());
        using var content = new ByteArrayContent([.. head, .. tensors.SelectMany(tensor => tensor.Bytes)]);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Post, Path(task)) { Content = content };
        request.Headers.Add(Header, $"{head.Length}");
        using var response = await models[task].Client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var length = response.Headers.TryGetValues(Header, out var told) ? int.Parse(told.Single()) : body.Length;
        return ((int)response.StatusCode, JsonNode.Parse(body.AsSpan(0, length))!, body[length..]);
    }
}
