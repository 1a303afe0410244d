using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

using Trestle.Stages.Kernel.Projects;
using Trestle.Storage.Files;

namespace Trestle.Stages.Lifecycle.Lineage;

/// <summary>The file or the address that events go to.</summary>
internal sealed class LineageSink(Project project, LineageSettings settings, TimeProvider clock) : IDisposable
{
    private const int Attempts = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HttpClient? http = settings.Url is null ? null
        : new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = Limit }) { Timeout = Limit };

    /// <summary>Where they go, without secrets.</summary>
    public string Place => settings.Url?.ToString() ?? settings.File!;

    /// <summary>Sends events in order; the reason when one of them could not be delivered, which ends the sending.</summary>
    public async Task<string?> SendAsync(IReadOnlyList<JsonObject> events, CancellationToken cancellation)
    {
        if (settings.File is { } file)
        {
            return await AppendAsync(project.PathOf(file), events, cancellation);
        }

        foreach (var one in events)
        {
            if (await PostAsync(one.ToJsonString(), cancellation) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => http?.Dispose();

    private static async Task<string?> AppendAsync(string path, IReadOnlyList<JsonObject> events, CancellationToken cancellation)
    {
        try
        {
            await using var file = PrivateFiles.Open(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            var lines = string.Concat(events.Select(one => one.ToJsonString() + "\n"));
            await file.WriteAsync(Encoding.UTF8.GetBytes(lines), cancellation);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>Posts an event; a server that is busy or away is asked again.</summary>
    private async Task<string?> PostAsync(string text, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (fault, again) = await TryPostAsync(text, cancellation);
            if (fault is null || !again || attempt == Attempts)
            {
                return fault;
            }

            await Task.Delay(Pause * attempt, clock, cancellation);
        }
    }

    private async Task<(string? Fault, bool Again)> TryPostAsync(string text, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Url!.Reveal())
        {
            Content = new StringContent(text, Encoding.UTF8, "application/json"),
        };
        if (settings.Token is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        }

        try
        {
            using var answer = await http!.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return answer.IsSuccessStatusCode ? (null, false)
                : ($"it answered {(int)answer.StatusCode}", (int)answer.StatusCode is 408 or 429 or >= 500);
        }
        catch (HttpRequestException e)
        {
            return (e.Message, true);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ($"no answer within {Limit.TotalSeconds} s", true);
        }
    }
}
