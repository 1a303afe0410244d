using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

using Microsoft.AspNetCore.Http;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Serving;
using Trestle.Testing;

namespace Trestle.Bench;

/// <summary>
/// Changed requests of all forms, answered by a scoring host with a prediction log: most of them without the network, some over HTTP. A
/// status that blames the host, an exception, or a request that takes a second is a fault, and is printed with its body.
/// </summary>
internal static class FuzzBench
{
    private const int MostPrinted = 10;
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    /// <summary>Prints how the requests were answered. Arguments: bodies (1,000,000), of them also over HTTP (40,000), seed (1).</summary>
    public static void Run(string[] arguments)
    {
        int Number(int at, int otherwise) => arguments.Length > at ? int.Parse(arguments[at], CultureInfo.InvariantCulture) : otherwise;
        RunAsync(Number(0, 1_000_000), Number(1, 40_000), Number(2, 1)).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(int bodies, int overHttp, int seed)
    {
        var folder = Directory.CreateTempSubdirectory("trestle-fuzz").FullName;
        try
        {
            var package = Path.Combine(folder, "sample.trestle");
            PackageWriter.WriteFile(SamplePackages.Contents(TaskKind.Binary), package);
            var options = new ServeOptions { Package = package, Port = 0, PredictionLog = Path.Combine(folder, "log") };
            await using var host = new ScoringHost(options, TimeProvider.System);
            await host.StartAsync();
            await RoundAsync("in process", bodies, new FuzzedRequests(seed), request => AnswerAsync(host, request));
            using var client = new HttpClient { BaseAddress = host.Address };
            await RoundAsync("over HTTP", overHttp, new FuzzedRequests(seed + 1), request => SendAsync(client, request));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RoundAsync(string name, int count, FuzzedRequests requests, Func<FuzzedRequest, Task<int>> answer)
    {
        var answers = new SortedDictionary<(string Form, int Status), int>();
        var (faults, longest, began) = (0, TimeSpan.Zero, Stopwatch.GetTimestamp());
        for (var i = 0; i < count; i++)
        {
            var request = requests.Next();
            var (from, status) = (Stopwatch.GetTimestamp(), 0);
            try
            {
                status = await answer(request);
            }
            catch (Exception thrown)
            {
                Console.WriteLine($"thrown: {thrown}");
            }

            var took = Stopwatch.GetElapsedTime(from);
            longest = took > longest ? took : longest;
            answers[(request.Form, status)] = answers.GetValueOrDefault((request.Form, status)) + 1;
            if ((status is < 200 or >= 500 || took > Slow) && faults++ < MostPrinted)
            {
                Console.WriteLine(
                    $"{name} {i}: {status} after {took.TotalSeconds:0.0} s: {request.Path}{request.Query} {request.Type} "
                        + $"gzip {request.Gzip} head {request.HeadLength} {Convert.ToBase64String(request.Body)}");
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\n{name}: {count:N0} requests in {Stopwatch.GetElapsedTime(began).TotalSeconds:N0} s, {faults} faults, "
                + $"the longest took {longest.TotalMilliseconds:N0} ms, {Environment.WorkingSet >> 20} MiB\n"));
        var statuses = answers.Keys.Select(key => key.Status).Distinct().Order().ToArray();
        Console.WriteLine($"| form | {string.Join(" | ", statuses)} |\n|---|{string.Concat(statuses.Select(_ => "---:|"))}");
        foreach (var form in answers.Keys.Select(key => key.Form).Distinct())
        {
            var counts = statuses.Select(status => answers.GetValueOrDefault((form, status)).ToString("N0", CultureInfo.InvariantCulture));
            Console.WriteLine($"| {form} | {string.Join(" | ", counts)} |");
        }
    }

    private static async Task<int> AnswerAsync(ScoringHost host, FuzzedRequest request)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Post;
        context.Request.Path = request.Path;
        context.Request.QueryString = new QueryString(request.Query);
        context.Request.ContentType = request.Type;
        context.Request.ContentLength = request.Body.Length;
        context.Request.Body = new MemoryStream(request.Body);
        context.Request.Host = new HostString("localhost");
        if (request.Gzip)
        {
            context.Request.Headers.ContentEncoding = "gzip";
        }

        if (request.HeadLength is { } length)
        {
            context.Request.Headers["Inference-Header-Content-Length"] = length;
        }

        context.Response.Body = new MemoryStream();
        await host.AnswerAsync(context);
        return context.Response.StatusCode;
    }

    private static async Task<int> SendAsync(HttpClient client, FuzzedRequest request)
    {
        using var content = new ByteArrayContent(request.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue(request.Type);
        if (request.Gzip)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        using var message = new HttpRequestMessage(HttpMethod.Post, $"{request.Path}{request.Query}") { Content = content };
        if (request.HeadLength is { } length)
        {
            message.Headers.TryAddWithoutValidation("Inference-Header-Content-Length", length);
        }

        using var answer = await client.SendAsync(message);
        await answer.Content.ReadAsByteArrayAsync();
        return (int)answer.StatusCode;
    }
}
