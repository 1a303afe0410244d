using System.Globalization;
using System.Net;
using System.Xml.Linq;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Trestle.Testing;

/// <summary>
/// A small server with the part of Azure's blob protocol that is read: lists of blobs with markers, and ranges with <c>If-Match</c>. Its
/// account is <c>acct</c>.
/// </summary>
public sealed class BlobServer : IAsyncDisposable
{
    private const int PageSize = 2;

    private readonly WebApplication server;
    private readonly Dictionary<string, (byte[] Content, int Version)> blobs = new(StringComparer.Ordinal);
    private readonly Lock access = new();
    private int version;

    private BlobServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        server = builder.Build();
        server.Run(AnswerAsync);
    }

    /// <summary>The blob service of the account.</summary>
    public Uri Endpoint => new($"{server.Urls.First()}/acct");

    /// <summary>What an answer is instead of the usual one; null for that.</summary>
    public Func<HttpRequest, (int Status, string Code)?> Fault { get; set; } = _ => null;

    /// <summary>Bytes after which a range breaks off; null for whole ranges.</summary>
    public Func<HttpRequest, int?> Cut { get; set; } = _ => null;

    /// <summary>The requests so far: query, range, condition and authorization.</summary>
    public List<(string Address, string Range, string Match, string Authorization)> Requests { get; } = [];

    /// <summary>Starts a server with a container <c>data</c>.</summary>
    public static async Task<BlobServer> StartAsync()
    {
        var started = new BlobServer();
        await started.server.StartAsync();
        return started;
    }

    /// <summary>Puts a blob into the container, or replaces it.</summary>
    public void Put(string name, byte[] content)
    {
        lock (access)
        {
            blobs[name] = (content, ++version);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, answer) = (context.Request, context.Response);
        lock (access)
        {
            Requests.Add((
                $"{request.Path}{request.QueryString}", $"{request.Headers["x-ms-range"]}{request.Headers.Range}",
                $"{request.Headers.IfMatch}", $"{request.Headers.Authorization}"));
        }

        if (Fault(request) is { } fault)
        {
            await FailAsync(answer, fault.Status, fault.Code);
        }
        else if (!request.Path.StartsWithSegments("/acct/data", out var rest))
        {
            await FailAsync(answer, 404, "ContainerNotFound");
        }
        else if (request.Query["comp"] == "list")
        {
            answer.ContentType = "application/xml";
            await answer.WriteAsync(Page($"{request.Query["prefix"]}", $"{request.Query["marker"]}"));
        }
        else
        {
            await SendAsync(context, rest.Value!.TrimStart('/'));
        }
    }

    private string Page(string prefix, string marker)
    {
        lock (access)
        {
            string[] names =
            [
                .. blobs.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(name, marker) >= 0)
                    .Order(StringComparer.Ordinal),
            ];
            return new XDocument(new XElement(
                "EnumerationResults",
                new XElement("Blobs", names.Take(PageSize).Select(name => new XElement(
                    "Blob",
                    new XElement("Name", name),
                    new XElement(
                        "Properties",
                        new XElement("Last-Modified", "Sat, 28 Nov 2026 10:00:00 GMT"),
                        new XElement("Etag", Tag(blobs[name].Version)),
                        new XElement("Content-Length", blobs[name].Content.Length),
                        new XElement("BlobType", "BlockBlob"))))),
                new XElement("NextMarker", names.ElementAtOrDefault(PageSize) ?? ""))).ToString();
        }
    }

    private async Task SendAsync(HttpContext context, string name)
    {
        (byte[] Content, int Version) blob;
        lock (access)
        {
            blob = blobs.GetValueOrDefault(name);
        }

        var (request, answer) = (context.Request, context.Response);
        if (blob.Content is null)
        {
            await FailAsync(answer, 404, "BlobNotFound");
            return;
        }

        if (request.Headers.IfMatch != $"\"{Tag(blob.Version)}\"")
        {
            await FailAsync(answer, 412, "ConditionNotMet");
            return;
        }

        var range = $"{request.Headers["x-ms-range"]}{request.Headers.Range}".Replace("bytes=", "", StringComparison.Ordinal).Split('-')
            .Select(part => part.Length == 0 ? int.MaxValue - 1 : int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        var part = blob.Content.AsMemory(range[0]..(Math.Min(range[1], blob.Content.Length - 1) + 1));
        answer.StatusCode = 206;
        answer.ContentLength = part.Length;
        answer.Headers.ContentRange = $"bytes {range[0]}-{range[0] + part.Length - 1}/{blob.Content.Length}";
        answer.Headers.ETag = $"\"{Tag(blob.Version)}\"";
        answer.Headers.LastModified = "Sat, 28 Nov 2026 10:00:00 GMT";
        answer.Headers["x-ms-blob-type"] = "BlockBlob";
        if (Cut(request) is { } cut && cut < part.Length)
        {
            await answer.Body.WriteAsync(part[..cut]);
            await answer.Body.FlushAsync();
            context.Abort();
            return;
        }

        await answer.Body.WriteAsync(part);
    }

    private static string Tag(int version) => $"0x8D{version:X4}";

    private static async Task FailAsync(HttpResponse answer, int status, string code)
    {
        answer.StatusCode = status;
        answer.ContentType = "application/xml";
        answer.Headers["x-ms-error-code"] = code;
        await answer.WriteAsync($"<Error><Code>{code}</Code><Message>{code}</Message></Error>");
    }
}
