using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace Trestle.Cli.Simulations;

/// <summary>Asks a scoring host for predictions, and tells it how they turned out when that is known.</summary>
/// <param name="past">The rows.</param>
/// <param name="delay">How long after a prediction its label comes.</param>
internal sealed class Traffic(HistoricalRows past, TimeSpan delay) : IDisposable
{
    private const string TimeHeader = "X-Trestle-Time";
    private const string IdHeader = "X-Trestle-Prediction-Id";
    private const int MostRows = 1000;
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Queue<(DateTimeOffset Due, string Id, string Label)> labels = [];

    /// <summary>Rows that were predicted.</summary>
    public long Predicted { get; private set; }

    /// <summary>Labels that were taken.</summary>
    public long Labelled { get; private set; }

    /// <summary>Requests that were not answered with predictions.</summary>
    public long Failed { get; private set; }

    /// <summary>What the first of those was answered.</summary>
    public string? FirstFailure { get; private set; }

    /// <summary>Asks for the rows of a day.</summary>
    public async Task AskAsync(Uri host, Day day, CancellationToken cancellation)
    {
        foreach (var rows in day.Rows.Chunk(MostRows))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host, "invocations"));
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(past.Request(rows)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            if (await SendAsync(request, day.At, cancellation) is not { } id)
            {
                continue;
            }

            Predicted += rows.Length;
            for (var i = 0; i < rows.Length; i++)
            {
                if (past.Label(rows[i]) is { } label)
                {
                    labels.Enqueue((day.At + delay, $"{id}-{i}", label));
                }
            }
        }
    }

    /// <summary>Tells the labels that have become known.</summary>
    public async Task TellAsync(Uri host, DateTimeOffset now, CancellationToken cancellation)
    {
        var due = new List<object>();
        while (labels.TryPeek(out var next) && next.Due <= now)
        {
            labels.Dequeue();
            due.Add(new { id = next.Id, label = next.Label });
        }

        foreach (var part in due.Chunk(MostRows))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host, "feedback")) { Content = JsonContent.Create(new { labels = part }) };
            if (await SendAsync(request, now, cancellation) is not null)
            {
                Labelled += part.Length;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Sends a request; gives the id of its predictions, or null when it was not answered well.</summary>
    private async Task<string?> SendAsync(HttpRequestMessage request, DateTimeOffset time, CancellationToken cancellation)
    {
        request.Headers.Add(TimeHeader, time.ToString("O"));
        try
        {
            using var response = await http.SendAsync(request, cancellation);
            if (response.IsSuccessStatusCode)
            {
                return response.Headers.TryGetValues(IdHeader, out var ids) ? ids.First() : "";
            }

            Fail($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellation)}");
        }
        catch (HttpRequestException silent)
        {
            Fail(silent.Message);
        }

        return null;
    }

    private void Fail(string why)
    {
        Failed++;
        FirstFailure ??= why;
    }
}
