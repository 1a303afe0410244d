namespace Trestle.Storage.Tables.Sources;

/// <summary>
/// The content of a packed file, which closes the file that it comes from. All damage is an <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class UnpackedStream(Stream content, IDisposable packed) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return content.Read(buffer);
        }
        catch (Exception damaged) when (damaged is EndOfStreamException or ZstdSharp.ZstdException)
        {
            throw new InvalidDataException(damaged.Message, damaged);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
            packed.Dispose();
        }

        base.Dispose(disposing);
    }
}
