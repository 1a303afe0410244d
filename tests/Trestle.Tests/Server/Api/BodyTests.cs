using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

using Shouldly;

using Trestle.Stages.Kernel.Access;

using Xunit;

namespace Trestle.Tests.Server.Api;

/// <summary>
/// Whatever is sent to the API is answered with a problem: nothing fails, nothing hangs. Some bodies start runs, and all count toward the
/// limit of requests, so the server is not shared with other tests.
/// </summary>
public sealed class BodyTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly string[] Members =
    [
        "reason", "to", "from", "only", "force", "version", "strategy", "target", "name", "role", "cause", "successor", "alias", "stop",
    ];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Posts =>
        [.. RoleTests.Matrix.Keys.Where(key => key.StartsWith("POST /api", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Posts))]
    public async Task Any_body_is_answered_and_none_is_a_fault_of_the_server(string endpoint)
    {
        var random = new Random(endpoint.Sum(letter => letter));
        var path = endpoint["POST ".Length..].Replace("{version:int}", "1", StringComparison.Ordinal)
            .Replace("{name}", "nobody", StringComparison.Ordinal).Replace("{run}", "999", StringComparison.Ordinal);
        using var client = server.Client(Role.Admin);
        foreach (var body in Enumerable.Range(0, 40).Select(_ => Body(random)).Concat(Nasty()))
        {
            using var answer = await SendAsync(client, path, body);
            ((int)answer.StatusCode).ShouldBeInRange(200, 499, $"{path}\n{Encoding.UTF8.GetString(body)}");
            if ((int)answer.StatusCode >= 400)
            {
                answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
            }
        }
    }

    private static IEnumerable<byte[]> Nasty() =>
    [
        [], [0], [0xff, 0xfe, 0x00], "null"u8.ToArray(), "[]"u8.ToArray(), "\"x\""u8.ToArray(), "{\"reason\":\"\\ud800\"}"u8.ToArray(),
        "{\"reason\":1e999}"u8.ToArray(),
        Encoding.UTF8.GetBytes($"{new string('[', 10_000)}{new string(']', 10_000)}"),
        Encoding.UTF8.GetBytes($"{{\"reason\":\"{new string('x', 500_000)}\"}}"),
        "{\"reason\":\"a\",\"reason\":\"b\",\"\":0}"u8.ToArray(),
    ];

    /// <summary>
    /// A body with some members that are known somewhere, and values of any kind; now and then cut off, or with a byte changed.
    /// </summary>
    private static byte[] Body(Random random)
    {
        var members = Members.Where(_ => random.Next(3) == 0).ToDictionary(name => name, _ => Value(random));
        var bytes = JsonSerializer.SerializeToUtf8Bytes(members);
        switch (random.Next(4))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            default:
                return bytes;
        }
    }

    private static object? Value(Random random) => random.Next(8) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.NextInt64(),
        3 => double.MaxValue,
        4 => "../../etc/passwd",
        5 => "\u0000\u202e\ufffd",
        6 => new object[] { 1, "a", new { x = 1 } },
        _ => "nobody",
    };

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, byte[] body)
    {
        while (true)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, RunningServer.Cancellation)
                .WaitAsync(Patience, RunningServer.Cancellation);
            if (answer.StatusCode != HttpStatusCode.TooManyRequests)
            {
                return answer;
            }

            answer.Dispose();
            await Task.Delay(TimeSpan.FromMilliseconds(500), RunningServer.Cancellation);
        }
    }
}
