using System.Net;
using System.Text.Json;

using Trestle.Stages.Containerize.Layers;
using Trestle.Stages.Containerize.Oci;

namespace Trestle.Stages.Containerize.Registries;

/// <summary>
/// One repository of a registry, by the distribution API (OCI distribution specification 1.1). Transient failures are retried; refusals
/// are errors TR1713 to TR1715.
/// </summary>
internal sealed class RegistryClient(ImageReference reference, RegistrySession session) : IImageContent, IDisposable
{
    private static readonly string[] Documents = [MediaTypes.Index, MediaTypes.Manifest, MediaTypes.DockerIndex, MediaTypes.DockerManifest];

    /// <inheritdoc/>
    public string Name => reference.ToString();

    private string Repository => $"/v2/{reference.Repository}";

    /// <inheritdoc/>
    public async Task<Stream> OpenAsync(Descriptor what, CancellationToken cancellation)
    {
        var digest = OciJson.Digest(what.Digest);
        var manifest = MediaTypes.IsManifest(what.MediaType) || MediaTypes.IsIndex(what.MediaType);
        var answer = await session.SendAsync(
            () =>
            {
                var request = Request(HttpMethod.Get, manifest ? $"{Repository}/manifests/{digest}" : $"{Repository}/blobs/{digest}");
                Array.ForEach(manifest ? Documents : ["*/*"], request.Headers.Accept.ParseAdd);
                return request;
            },
            "pull",
            cancellation);
        await ExpectAsync(answer, $"the content {digest}", cancellation, HttpStatusCode.OK);

        // It is disposed of with the stream.
        return await answer.Content.ReadAsStreamAsync(cancellation);
    }

    /// <summary>Sends content unless the registry has it; returns whether it was sent.</summary>
    public async Task<bool> PushAsync(Descriptor what, string file, Action<double> report, CancellationToken cancellation)
    {
        var digest = OciJson.Digest(what.Digest);
        using (var known = await session.SendAsync(
            () => Request(HttpMethod.Head, $"{Repository}/blobs/{digest}"), "pull,push", cancellation))
        {
            if (known.IsSuccessStatusCode)
            {
                return false;
            }
        }

        using var answer = await session.RetryAsync(() => UploadAsync(digest, file, what.Size, report, cancellation), cancellation);
        await ExpectAsync(answer, $"the content {digest}", cancellation, HttpStatusCode.Created);
        return true;
    }

    /// <summary>Puts the manifest under the tag, and checks that it is there under its digest.</summary>
    public async Task PublishAsync(Descriptor what, byte[] manifest, CancellationToken cancellation)
    {
        HttpRequestMessage Put()
        {
            var request = Request(HttpMethod.Put, $"{Repository}/manifests/{reference.Tag}");
            request.Content = new ByteArrayContent(manifest);
            request.Content.Headers.ContentType = new(what.MediaType);
            return request;
        }

        using (var answer = await session.SendAsync(Put, "pull,push", cancellation))
        {
            await ExpectAsync(answer, "the manifest", cancellation, HttpStatusCode.Created, HttpStatusCode.OK);
        }

        HttpRequestMessage Look()
        {
            var request = Request(HttpMethod.Head, $"{Repository}/manifests/{OciJson.Digest(what.Digest)}");
            request.Headers.Accept.ParseAdd(what.MediaType);
            return request;
        }

        using var found = await session.SendAsync(Look, "pull,push", cancellation);
        await ExpectAsync(found, $"the manifest {OciJson.Digest(what.Digest)}", cancellation, HttpStatusCode.OK);
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    /// <summary>Asks for an upload location and sends the content there; returns the response of whichever request failed.</summary>
    private async Task<HttpResponseMessage> UploadAsync(
        string digest, string file, long size, Action<double> report, CancellationToken cancellation)
    {
        var opened = await session.SendOnceAsync(() => Request(HttpMethod.Post, $"{Repository}/blobs/uploads/"), "pull,push", cancellation);
        if (opened.StatusCode != HttpStatusCode.Accepted)
        {
            return opened;
        }

        using (opened)
        {
            var place = opened.Headers.Location
                ?? throw new TrestleException(RegistryAccessErrors.Refused(Name, "an upload", "it gives no upload location"));
            var target = new UriBuilder(new Uri(reference.Address, place));
            target.Query = $"{(target.Query.Length > 1 ? $"{target.Query[1..]}&" : "")}digest={Uri.EscapeDataString(digest)}";
            return await session.SendOnceAsync(
                () => new HttpRequestMessage(HttpMethod.Put, target.Uri) { Content = new BlobContent(file, size, report) }, "pull,push",
                cancellation);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path) => new(method, new Uri(reference.Address, path));

    private async Task ExpectAsync(HttpResponseMessage answer, string what, CancellationToken cancellation, params HttpStatusCode[] wanted)
    {
        if (wanted.Contains(answer.StatusCode))
        {
            return;
        }

        using (answer)
        {
            throw new TrestleException(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? RegistryAccessErrors.NotAllowed(Name, $"{(int)answer.StatusCode}")
                : RegistryAccessErrors.Refused(Name, what, $"{(int)answer.StatusCode} {await ReasonAsync(answer, cancellation)}"));
        }
    }

    /// <summary>The message in the specification's error format; null when there is none.</summary>
    private static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        const int Most = 64 << 10;
        try
        {
            using var bytes = new MemoryStream();
            await using var body = new Limited(await answer.Content.ReadAsStreamAsync(cancellation), "an answer", Most);
            await body.CopyToAsync(bytes, cancellation);
            using var document = JsonDocument.Parse(bytes.ToArray());
            return Archives.Printable(document.RootElement.GetProperty("errors")[0].GetProperty("message").GetString() ?? "");
        }
        catch (Exception e)
            when (
                e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or IOException
                    or HttpRequestException or TrestleException)
        {
            return answer.ReasonPhrase ?? "";
        }
    }
}
