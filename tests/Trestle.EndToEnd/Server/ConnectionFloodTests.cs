using System.Net.Sockets;
using System.Text;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.EndToEnd.Serving;
using Trestle.Learners.Packages;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Server;

/// <summary>
/// Two thousand connections of clients that mean no good lock nobody out of a scoring host or a server, each a process of its own: some
/// send nothing, some a head or a body that never ends, byte by byte, and some keep a connection that they do not use.
/// </summary>
public sealed class ConnectionFloodTests : IDisposable
{
    private const int Connections = 2000;
    private const int Requests = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly TempFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_scoring_host_goes_on_answering()
    {
        var package = folder.At("sample.trestle");
        PackageWriter.WriteFile(SamplePackages.Contents(TaskKind.Binary), package);
        using var host = HostProcess.Start("--package", package, "--port", "0");
        var address = await host.AddressAsync();
        await FloodAsync(address, "/ping");
        using var client = new HttpClient { BaseAddress = address };
        Closed(await client.GetStringAsync("/metrics", Cancellation)).ShouldBeGreaterThan(Connections - 1024);
    }

    [Fact]
    public async Task A_server_goes_on_answering()
    {
        folder.Write("trestle.yaml", "name: small\nsource: data.csv\ntarget: y\n");
        await using var server = await ServerProcess.StartAsync(folder.Path);
        await FloodAsync(server.Address, "/metrics");
    }

    /// <summary>How many connections were closed to make room or because nothing came.</summary>
    private static long Closed(string metrics) => metrics.Split('\n')
        .Where(line => line.StartsWith("trestle_connections_closed_total{", StringComparison.Ordinal))
        .Sum(line => long.Parse(line[(line.LastIndexOf(' ') + 1)..]));

    private static async Task FloodAsync(Uri address, string path)
    {
        var clients = new List<TcpClient>();
        try
        {
            string[] beginnings =
            [
                "", "POST /invocations HTTP/1.1\r\nHost: localhost\r\nX: ",
                "POST /invocations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{",
                $"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n",
            ];
            for (var i = 0; i < Connections; i++)
            {
                var client = new TcpClient();
                clients.Add(client);
                await client.ConnectAsync(address.Host, address.Port, Cancellation);
                await TryWriteAsync(client, beginnings[i % beginnings.Length]);
            }

            for (var i = 0; i < Requests; i++)
            {
                for (var k = 0; k < clients.Count; k++)
                {
                    // The heads and bodies go on, a byte at a time.
                    await TryWriteAsync(clients[k], k % beginnings.Length is 1 or 2 ? "x" : "");
                }

                await AskAsync(new Uri(address, path));
            }
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    /// <summary>A client with a connection of its own, which tries again as a client does whose connection was refused.</summary>
    private static async Task AskAsync(Uri address)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        while (true)
        {
            try
            {
                using var client = new HttpClient();
                using var answer = await client.GetAsync(address, limit.Token);
                ((int)answer.StatusCode).ShouldBeOneOf(200, 401);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }

    private static async Task TryWriteAsync(TcpClient client, string text)
    {
        try
        {
            if (text.Length > 0)
            {
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Cancellation);
            }
        }
        catch (Exception closed) when (closed is IOException or InvalidOperationException)
        {
            // It was closed to make room, as it should be.
            return;
        }
    }
}
