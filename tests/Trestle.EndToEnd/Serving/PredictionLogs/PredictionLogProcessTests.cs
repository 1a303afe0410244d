using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Rows.PredictionLogs;

using Xunit;

namespace Trestle.EndToEnd.Serving.PredictionLogs;

/// <summary>The prediction log of a host process that is killed while it works, and of one whose disk is full.</summary>
public sealed class PredictionLogProcessTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly RouteFolder folder = new();

    public PredictionLogProcessTests() => folder.Write(folder.Constant(1));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Killed_under_load_it_has_lost_nothing_that_it_said_was_written()
    {
        using var host = HostProcess.Start("--routes", folder.Table, "--prediction-log", folder.PredictionLog, "--port", "0");
        using var client = new HttpClient { BaseAddress = await host.AddressAsync() };
        var accepted = new ConcurrentBag<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var load = Enumerable.Range(0, 8).Select(_ => Task.Run(() => WorkAsync(client, accepted, stop.Token))).ToArray();

        // The last count before the end is what the host has told.
        var told = 0L;
        for (var watch = Stopwatch.StartNew(); accepted.Count < 300 || told < 2000; told = await MetricAsync(client, "written_total"))
        {
            watch.Elapsed.ShouldBeLessThan(Limit);
        }

        await host.SignalAsync("KILL");
        await stop.CancelAsync();
        await Task.WhenAll(load);
        (await host.EndAsync()).ExitCode.ShouldBe(137);

        var records = Records(folder.PredictionLog);
        ((long)records.Count).ShouldBeGreaterThanOrEqualTo(told);
        var labelled = records.OfType<LabelRecord>().Select(label => label.Id).ToHashSet();
        accepted.ShouldAllBe(id => labelled.Contains(id));
        var predicted = records.OfType<PredictionRecord>().Select(record => record.Sequence).ToHashSet();
        predicted.Count.ShouldBe(records.OfType<PredictionRecord>().Count());
        predicted.Max().ShouldBe(predicted.Count, "what is written has no gap: only the end can be missing");
    }

    [Fact]
    public async Task On_a_full_disk_it_answers_says_so_and_writes_everything_when_there_is_room()
    {
        var mount = Directory.CreateDirectory(folder.PredictionLog).FullName;
        Assert.SkipUnless(
            await SucceedsAsync("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount), "this user may not mount a small file system");
        try
        {
            using var host = HostProcess.Start("--routes", folder.Table, "--prediction-log", mount, "--port", "0");
            using var client = new HttpClient { BaseAddress = await host.AddressAsync() };
            var asked = 0;
            for (var watch = Stopwatch.StartNew(); await MetricAsync(client, "failing") == 0;)
            {
                watch.Elapsed.ShouldBeLessThan(Limit);
                asked += await AskAsync(client, 100);
            }

            // It goes on answering, and refuses labels, whose senders are promised that they are kept.
            asked += await AskAsync(client, 500);
            (await MetricAsync(client, "pending")).ShouldBeGreaterThanOrEqualTo(500);
            using (var refused = await client.PostAsJsonAsync(
                "/feedback", new { labels = new[] { new { id = "00000000000000ab-1-0", label = 1 } } }, Cancellation))
            {
                refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
                (await refused.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!["code"]!.GetValue<string>().ShouldBe("TR1956");
            }

            (await SucceedsAsync("mount", "-o", "remount,size=64m", mount)).ShouldBeTrue();
            for (var watch = Stopwatch.StartNew(); await MetricAsync(client, "failing") == 1 || await MetricAsync(client, "pending") > 0;)
            {
                watch.Elapsed.ShouldBeLessThan(Limit);
                await Task.Delay(50, Cancellation);
            }

            (await MetricAsync(client, "dropped_total")).ShouldBe(0);
            await host.SignalAsync("TERM");
            var ended = await host.EndAsync();
            ended.ExitCode.ShouldBe(0, ended.Error);
            ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[3..6])
                .ShouldBe([["cannot", "be", "written;"], ["works", "again;", "0"]], ended.Error);
            Records(mount).OfType<PredictionRecord>().Select(record => record.Sequence)
                .ShouldBe(Enumerable.Range(1, asked).Select(i => (long)i));
        }
        finally
        {
            await SucceedsAsync("umount", mount);
        }
    }

    /// <summary>Asks, and gives the label, until it is stopped or the host is gone.</summary>
    private static async Task WorkAsync(HttpClient client, ConcurrentBag<string> accepted, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                string? id = null;
                for (var i = 0; i < 10; i++)
                {
                    using var answer = await client.PostAsJsonAsync("/invocations", new { instances = new[] { new { x = 1 } } }, stop);
                    answer.StatusCode.ShouldBe(HttpStatusCode.OK);
                    id = answer.Headers.GetValues("X-Trestle-Prediction-Id").Single();
                }

                using var taken = await client.PostAsJsonAsync(
                    "/feedback", new { labels = new[] { new { id = $"{id}-0", label = 1 } } }, stop);
                if (taken.StatusCode == HttpStatusCode.OK)
                {
                    accepted.Add($"{id}-0");
                }
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException)
        {
            // The host was killed: what it had not answered, it did not promise.
        }
    }

    private static async Task<int> AskAsync(HttpClient client, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            using var answer = await client.PostAsJsonAsync("/invocations", new { instances = new[] { new { x = 1 } } }, Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        return requests;
    }

    private static async Task<long> MetricAsync(HttpClient client, string name) =>
        (await client.GetStringAsync("/metrics", Cancellation)).Split('\n')
        .Where(line => line.StartsWith($"trestle_prediction_log_{name} ", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)).Single();

    private static List<PredictionLogRecord> Records(string predictionLog) =>
        [.. Directory.GetFiles(predictionLog).Order(StringComparer.Ordinal).SelectMany(Read)];

    private static PredictionLogRecord[] Read(string path)
    {
        using var segment = new PredictionLogSegment(path);
        return [.. segment.Read(Cancellation)];
    }

    private static async Task<bool> SucceedsAsync(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(Cancellation);
        return process.ExitCode == 0;
    }
}
