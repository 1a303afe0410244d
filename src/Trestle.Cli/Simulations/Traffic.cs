using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Trestle.Cli.Simulations;

/// <summary>Sends requests for predictions to a scoring host, and their labels once they are known.</summary>
/// <param name="past">The rows.</param>
/// <param name="delay">Delay between a prediction and its label.</param>
internal sealed class Traffic(HistoricalRows past, TimeSpan delay) : IDisposable
{
    private const string TimeHeader = "X-Trestle-Time";
    private const string IdHeader = "X-Trestle-Prediction-Id";
    private const string FaultsHeader = "X-Trestle-Faults";
    private const int MaxRows = 1000;
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Queue<(DateTimeOffset Due, string Id, string Label)> labels = [];

    /// <summary>Number of rows predicted.</summary>
    public long Predicted { get; private set; }

    /// <summary>Number of labels accepted.</summary>
    public long Labelled { get; private set; }

    /// <summary>Number of failed requests, those without all of their rows among them.</summary>
    public long Failed { get; private set; }

    /// <summary>The answer to the first failed request.</summary>
    public string? FirstFailure { get; private set; }

    /// <summary>Requests predictions for the rows of a day.</summary>
    public async Task RequestAsync(Uri host, Day day, CancellationToken cancellation)
    {
        foreach (var rows in day.Rows.Chunk(MaxRows))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host, "invocations"));
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(past.Request(rows)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            if (await SendAsync(request, day.At, cancellation) is not { } sent)
            {
                continue;
            }

            Predicted += rows.Length - sent.Refused.Count;
            for (var i = 0; i < rows.Length; i++)
            {
                if (!sent.Refused.Contains(i) && past.Label(rows[i]) is { } label)
                {
                    labels.Enqueue((day.At + delay, $"{sent.Id}-{i}", label));
                }
            }
        }
    }

    /// <summary>Sends the labels that have become known.</summary>
    public async Task SendLabelsAsync(Uri host, DateTimeOffset now, CancellationToken cancellation)
    {
        var due = new List<object>();
        while (labels.TryPeek(out var next) && next.Due <= now)
        {
            labels.Dequeue();
            due.Add(new { id = next.Id, label = next.Label });
        }

        foreach (var part in due.Chunk(MaxRows))
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post, new Uri(host, "feedback"))
            { Content = JsonContent.Create(new { labels = part }) };
            if (await SendAsync(request, now, cancellation) is not null)
            {
                Labelled += part.Length;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Sends a request; returns the id of its predictions and the rows without one, or null if it failed.</summary>
    private async Task<(string Id, IReadOnlyCollection<int> Refused)?> SendAsync(
        HttpRequestMessage request, DateTimeOffset time, CancellationToken cancellation)
    {
        request.Headers.Add(TimeHeader, time.ToString("O"));
        try
        {
            using var response = await http.SendAsync(request, cancellation);
            if (response.IsSuccessStatusCode)
            {
                var id = response.Headers.TryGetValues(IdHeader, out var ids) ? ids.First() : "";
                return (id, response.Headers.Contains(FaultsHeader) ? await RefusedAsync(response, cancellation) : []);
            }

            Fail($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellation)}");
        }
        catch (HttpRequestException failed)
        {
            Fail(failed.Message);
        }

        return null;
    }

    /// <summary>The rows that an answer refuses.</summary>
    private async Task<IReadOnlyCollection<int>> RefusedAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        var faults = answer.GetProperty("faults").EnumerateArray().ToArray();
        Fail($"row {faults[0].GetProperty("row")}: {faults[0].GetProperty("detail")}");
        return faults.Select(fault => fault.GetProperty("row").GetInt32()).ToHashSet();
    }

    private void Fail(string why)
    {
        Failed++;
        FirstFailure ??= why;
    }
}
