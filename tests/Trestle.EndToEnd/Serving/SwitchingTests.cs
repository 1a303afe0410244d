using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Core.Routing;
using Trestle.Rows.PredictionLogs;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>A host in a process of its own under load: versions are switched, and it is ended, and no request is lost.</summary>
public sealed class SwitchingTests : IDisposable
{
    private const int Connections = 32;

    private readonly RouteFolder folder = new();
    private HostProcess process = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        process?.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Not_one_request_fails_or_waits_while_versions_are_switched_ten_times_under_32_connections()
    {
        var address = await StartAsync(folder.Constant(1));
        using var client = new HttpClient { BaseAddress = address };
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var load = new Load(address);
        var running = load.RunAsync(enough.Token);
        for (var change = 1; change <= 10; change++)
        {
            await Task.Delay(100, Cancellation);
            var next = change + 1;
            Route[] routes = (change % 4) switch
            {
                0 => [folder.Constant(next)],
                1 => [folder.Constant(next, share: 0.5), folder.Constant(next - 1, RouteRole.Canary, 0.5)],
                2 => [folder.Constant(next), folder.Constant(next - 1, RouteRole.Shadow)],
                _ =>
                    [
                        folder.Constant(next, share: 0.9), folder.Constant(100 + next, RouteRole.Canary, 0.1),
                        folder.Constant(next - 1, RouteRole.Shadow, 0.5)],
            };
            folder.Write(routes);
            (await folder.ServedAsync(client))["failure"].ShouldBeNull();
        }

        await Task.Delay(100, Cancellation);
        await enough.CancelAsync();
        await running;
        load.Failures.ShouldBeEmpty();
        load.Versions.Keys.Where(version => version < 100).Order().ShouldBe(Enumerable.Range(1, 11));
        load.Longest.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        var metrics = await client.GetStringAsync("/metrics", Cancellation);
        metrics.Split('\n')
            .Where(
                line => line.StartsWith(
                    "trestle_requests_total", StringComparison.Ordinal) && !line.Contains("shadow") && !line.Contains("status=\"404\""))
            .Sum(line => long.Parse(line[(line.LastIndexOf(' ') + 1)..])).ShouldBe(load.Answered);
        await process.SignalAsync("TERM");
        (await process.EndAsync()).ShouldBe(new Ended(0, "", ""));
        var written = Predictions().Where(record => record.Role != (int)RouteRole.Shadow).ToArray();
        written.Length.ShouldBe((int)load.Answered);
        written.DistinctBy(record => record.Sequence).Count().ShouldBe(written.Length);
        written.CountBy(record => record.Version).ToDictionary(pair => pair.Key, pair => (long)pair.Value)
            .ShouldBe(load.Versions.ToDictionary(), ignoreOrder: true);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Told_to_end_it_loses_no_request_of_32_busy_connections(string signal)
    {
        var address = await StartAsync(folder.Constant(1));
        var load = new Load(address);
        var running = load.RunAsync(Cancellation);
        await Task.Delay(400, Cancellation);
        await process.SignalAsync(signal);
        await running;
        (await process.EndAsync()).ShouldBe(new Ended(0, "", ""));
        load.Failures.ShouldBeEmpty();
        load.Closed.ShouldBe(Connections);
        Predictions().Count().ShouldBe((int)load.Answered);
    }

    [Fact]
    public async Task Told_to_end_it_takes_no_connection_and_answers_a_request_whose_body_still_comes()
    {
        var address = await StartAsync(folder.Constant(1));
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Cancellation);
        var stream = client.GetStream();
        const string Body = """{"instances":[{"x":1}]}""";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /invocations HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                    + $"application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body[..10]}"),
            Cancellation);
        await Task.Delay(200, Cancellation);
        await process.SignalAsync("TERM");
        await Task.Delay(800, Cancellation);

        using var late = new TcpClient();
        var refused = await Should.ThrowAsync<SocketException>(
            () => late.ConnectAsync(address.Host, address.Port, Cancellation).AsTask());
        refused.SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Body[10..]), Cancellation);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(Cancellation);
        answer.ShouldStartWith("HTTP/1.1 200 OK\r\n");
        answer.ShouldContain("Connection: close\r\n");
        answer.ShouldEndWith("""{"predictions":[1]}""");
        (await process.EndAsync()).ShouldBe(new Ended(0, "", ""));
    }

    private async Task<Uri> StartAsync(params Route[] routes)
    {
        folder.Write(routes);
        process = HostProcess.Start("--routes", folder.Table, "--prediction-log", folder.PredictionLog, "--port", "0");
        return await process.AddressAsync();
    }

    private IEnumerable<PredictionRecord> Predictions()
    {
        foreach (var path in Directory.GetFiles(folder.PredictionLog, "*.journal"))
        {
            using var segment = new PredictionLogSegment(path);
            foreach (var record in segment.Read(Cancellation).OfType<PredictionRecord>())
            {
                yield return record;
            }
        }
    }

    /// <summary>Clients that each send one request after the other over a connection of their own, until the host closes it.</summary>
    private sealed class Load(Uri address)
    {
        private long answered;
        private int closed;

        public ConcurrentQueue<string> Failures { get; } = [];

        public ConcurrentDictionary<int, long> Versions { get; } = [];

        public long Answered => answered;

        /// <summary>Clients whose connection the host closed with an answer.</summary>
        public int Closed => closed;

        public TimeSpan Longest { get; private set; }

        public Task RunAsync(CancellationToken enough) =>
            Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => ClientAsync(enough), CancellationToken.None)));

        private async Task ClientAsync(CancellationToken enough)
        {
            using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 1 };
            using var client = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
            try
            {
                while (!enough.IsCancellationRequested && await AskAsync(client))
                {
                }
            }
            catch (Exception lost)
            {
                Failures.Enqueue(lost.ToString());
            }
        }

        private async Task<bool> AskAsync(HttpClient client)
        {
            var watch = Stopwatch.StartNew();
            using var content = new StringContent("""{"dataframe_records":[{"x":1,"y":2}]}""", Encoding.UTF8, "application/json");
            using var response = await client.PostAsync("/invocations", content, CancellationToken.None);
            var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
            var version = response.StatusCode == HttpStatusCode.OK ? JsonNode.Parse(text)!["predictions"]![0]!.GetValue<int>() : -1;
            if (!response.Headers.TryGetValues("X-Trestle-Model", out var model)
                || !model.Single().StartsWith($"sample/{version}/", StringComparison.Ordinal))
            {
                Failures.Enqueue($"{response.StatusCode} {text}");
            }

            Versions.AddOrUpdate(version, 1, (_, before) => before + 1);
            Interlocked.Increment(ref answered);
            lock (Failures)
            {
                Longest = watch.Elapsed > Longest ? watch.Elapsed : Longest;
            }

            if (response.Headers.ConnectionClose != true)
            {
                return true;
            }

            Interlocked.Increment(ref closed);
            return false;
        }
    }
}
