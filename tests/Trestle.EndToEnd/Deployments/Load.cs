using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Trestle.EndToEnd.Deployments;

/// <summary>Clients that ask again and again, each on a connection of its own, and remember every request that failed.</summary>
internal sealed class Load : IAsyncDisposable
{
    /// <summary>Leaves the commands that are tested some of the machine.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly CancellationTokenSource ended = new();
    private readonly Task[] clients;
    private long answered;

    public Load(string address, int connections) =>
        clients = [.. Enumerable.Range(0, connections).Select(_ => Task.Run(() => AskAsync(address)))];

    /// <summary>What was not answered with 200.</summary>
    public ConcurrentQueue<string> Failures { get; } = [];

    /// <summary>Requests that were answered, by what answered them.</summary>
    public ConcurrentDictionary<string, long> By { get; } = [];

    public long Answered => Volatile.Read(ref answered);

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await Task.WhenAll(clients);
        ended.Dispose();
    }

    private async Task AskAsync(string address)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = new Uri(address) };
        while (!ended.IsCancellationRequested)
        {
            try
            {
                using var content = new StringContent("age,plan\n30,plus\n", Encoding.UTF8, "text/csv");
                using var response = await http.PostAsync("invocations", content);
                if (response.StatusCode != HttpStatusCode.OK)
                {
                    Failures.Enqueue($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
                }

                By.AddOrUpdate(string.Join(',', response.Headers.GetValues("X-Trestle-Model")), 1, (_, count) => count + 1);
                Interlocked.Increment(ref answered);
                await Task.Delay(Pause);
            }
            catch (Exception failed) when (failed is HttpRequestException or IOException or OperationCanceledException)
            {
                Failures.Enqueue($"{failed.GetType().Name}: {failed.Message}");
            }
        }
    }
}
