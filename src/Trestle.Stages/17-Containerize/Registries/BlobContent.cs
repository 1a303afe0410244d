using System.Net;

namespace Trestle.Stages.Containerize.Registries;

/// <summary>A file as the body of a request; reports how much of it has been sent.</summary>
internal sealed class BlobContent : HttpContent
{
    private const int BufferBytes = 1 << 17;

    private readonly string file;
    private readonly long size;
    private readonly Action<double> report;

    public BlobContent(string file, long size, Action<double> report)
    {
        (this.file, this.size, this.report) = (file, size, report);
        Headers.ContentType = new("application/octet-stream");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(file);
        var buffer = new byte[BufferBytes];
        var sent = 0L;
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            sent += read;
            report((double)sent / size);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = size;
        return true;
    }
}
