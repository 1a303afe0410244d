using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace Trestle.Bench;

/// <summary>A request: a path, headers and a body.</summary>
internal sealed record FuzzedRequest(string Form, string Path, string Type, byte[] Body)
{
    /// <summary>The header <c>Inference-Header-Content-Length</c>; null without one.</summary>
    public string? HeadLength { get; init; }

    /// <summary>Whether the body is said to be gzip.</summary>
    public bool Gzip { get; init; }

    /// <summary>The query, with its question mark.</summary>
    public string Query { get; init; } = "";
}

/// <summary>
/// Requests of every form that the scoring host takes, each changed at random: bytes, pieces of syntax, repeats, cuts, joins of two bodies,
/// extreme lengths. The same seed gives the same requests.
/// </summary>
internal sealed class FuzzedRequests(int seed)
{
    private const string Infer = "/v2/models/sample-binary/infer";
    private const int Longest = 4096;

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "\\u0000", "null", "true", "1e999", "-1e-999", "-", "0", "-0", "1E400",
        "\"age\"", "\"data\"", "\"columns\"", "\"shape\"", "\"FP64\"", "\"BYTES\"", "[-1]", "[9223372036854775807]", "99999999999999999999",
        "\n", "\r", "\0", "\uFEFF", "é", "\u202E", "NaN", "Infinity", "\"\"", "'", ";", "\t", "\"params\":{\"output\":\"full\"}",
        "\"binary_data_size\":9223372036854775807", "\"binary_data_size\":-1", "\"explain\":5",
    ];

    private static readonly string[] Queries =
    [
        "?output=full", "?output=scores", "?explain=3", "?explain=-1", "?explain=99999999999", "?x=1", "?output=", "?&&=",
        "?output=full&output=full", "?%00", "?explain=%F0%9F",
    ];

    private readonly Random random = new(seed);

    private readonly FuzzedRequest[] good =
    [
        Json(
            "split",
            """{"dataframe_split":{"columns":["age","income","city","member","joined","plan"]"""
                + ""","data":[[42,5e4,"Bern",true,"2021-03-04","plus"],[23,null,null,0,null,"basic"]]}}"""),
        Json(
            "records",
            """{"dataframe_records":[{"age":42,"income":-0.5,"city":"\u0042ern","member":true,"joined":"2021-03-04","plan":"plus"}]"""
                + ""","params":{"output":"scores"}}"""),
        Json("instances", """{"instances":[[42,50000,"Bern",true,"2021-03-04","plus"]]}"""),
        Json("inputs", """{"inputs":{"age":[42,23],"income":[50000,null],"city":["Bern",null],"plan":["plus","basic"]}}"""),
        new(
            "csv", "/invocations", "text/csv",
            "age,income,city,member,joined,plan\n42,5e4,\"Be\"\"rn\",1,2021-03-04,plus\r\n23,,NA,0,,basic\n"u8.ToArray()),
        Json(
            "tensor",
            """{"id":"a","inputs":[{"name":"age","shape":[2],"datatype":"FP64","data":[42,23]},"""
                + """{"name":"plan","shape":[2,1],"datatype":"BYTES","data":[["plus"],["b\u0061sic"]]}]"""
                + ""","outputs":[{"name":"prediction"}]}""",
            Infer),
        Json(
            "matrix",
            """{"inputs":[{"name":"m","shape":[1,6],"datatype":"BOOL","data":[[true,1,0,false,null,true]]}]"""
                + ""","parameters":{"binary_data_output":true}}""",
            Infer),
        Binary(),
        new("arrow", "/invocations", "application/vnd.apache.arrow.stream", Arrow()),
        Json(
            "labels",
            """{"labels":[{"id":"00000000000000ab-1.1-0","label":"Yes"},{"id":"a-b-0","label":1e3},{"id":"c","label":true}]}""",
            "/feedback"),
    ];

    /// <summary>The next request.</summary>
    public FuzzedRequest Next()
    {
        var request = good[random.Next(good.Length)];
        var body = new List<byte>(request.Body);
        for (var change = random.Next(2) == 0 ? 1 : random.Next(2, 6); change > 0; change--)
        {
            Change(body);
        }

        var changed = request with { Body = [.. body], Query = random.Next(8) == 0 ? Queries[random.Next(Queries.Length)] : "" };
        return random.Next(20) switch
        {
            0 => Packed(changed),
            1 => changed with { Type = good[random.Next(good.Length)].Type },
            2 when request.HeadLength is not null => changed with { HeadLength = Length() },
            3 => changed with { HeadLength = Length() },
            _ => changed,
        };
    }

    private static FuzzedRequest Json(string form, string body, string path = "/invocations") =>
        new(form, path, "application/json", Encoding.UTF8.GetBytes(body));

    /// <summary>Two tensors as bytes behind their JSON.</summary>
    private static FuzzedRequest Binary()
    {
        var json = Encoding.UTF8.GetBytes(
            """{"inputs":[{"name":"age","shape":[2],"datatype":"FP64","parameters":{"binary_data_size":16}},"""
                + """{"name":"plan","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":17}}]}""");
        byte[] body = [.. json, .. MemoryMarshal.AsBytes<double>([42, 23.5]), .. Text("plus"), .. Text("basic")];
        return new FuzzedRequest("binary", Infer, "application/octet-stream", body) { HeadLength = $"{json.Length}" };
    }

    private static byte[] Text(string text)
    {
        var bytes = new byte[sizeof(int) + text.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, text.Length);
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(sizeof(int)));
        return bytes;
    }

    private static byte[] Arrow()
    {
        var schema = new Schema([new Field("age", DoubleType.Default, true), new Field("plan", StringType.Default, true)], null);
        using var batch = new RecordBatch(
            schema,
            [new DoubleArray.Builder().Append(42).AppendNull().Build(), new StringArray.Builder().Append("plus").Append("basic").Build()],
            2);
        using var stream = new MemoryStream();
        using var writer = new ArrowStreamWriter(stream, schema);
        writer.WriteRecordBatch(batch);
        writer.WriteEnd();
        return stream.ToArray();
    }

    /// <summary>The body as gzip, whole, cut or with a changed byte.</summary>
    private FuzzedRequest Packed(FuzzedRequest request)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(request.Body);
        }

        var bytes = packed.ToArray();
        if (bytes.Length > 0 && random.Next(3) > 0)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return request with { Gzip = true, Body = random.Next(3) == 0 ? bytes[..random.Next(bytes.Length)] : bytes };
    }

    private string Length() => random.Next(5) switch
    {
        0 => "-1",
        1 => "99999999999999999999",
        2 => "x",
        3 => "0",
        _ => $"{random.Next(400)}",
    };

    private void Change(List<byte> body)
    {
        var at = random.Next(body.Count + 1);
        var left = body.Count - at;
        switch (random.Next(9))
        {
            case 0 when left > 0:
                body[at] = (byte)random.Next(256);
                break;
            case 1 when left > 0:
                body[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                body.RemoveRange(at, random.Next(Math.Min(12, left + 1)));
                break;
            case 3 when body.Count < Longest:
                body.InsertRange(at, body.GetRange(at, random.Next(Math.Min(40, left + 1))));
                break;
            case 4:
                body.RemoveRange(at, left);
                break;
            case 5 when body.Count < Longest:
                var other = good[random.Next(good.Length)].Body;
                body.InsertRange(at, other[random.Next(other.Length)..]);
                break;
            case 6 when left >= sizeof(int):
                // Lengths and offsets of binary forms at the ends of their range.
                Span<byte> number = stackalloc byte[sizeof(int)];
                BinaryPrimitives.WriteInt32LittleEndian(number, random.Next(4) switch
                {
                    0 => int.MaxValue,
                    1 => int.MinValue,
                    2 => -1,
                    _ => random.Next(64),
                });
                for (var i = 0; i < sizeof(int); i++)
                {
                    body[at + i] = number[i];
                }

                break;
            default:
                body.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                break;
        }
    }
}
