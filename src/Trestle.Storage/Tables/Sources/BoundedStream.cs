namespace Trestle.Storage.Tables.Sources;

/// <summary>
/// What is unpacked from a file, which may be much larger than the file, but not as much as only a file that was made to fill disks is.
/// </summary>
internal sealed class BoundedStream(string path, Stream content, long packed) : Stream
{
    /// <summary>Up to here nothing is asked.</summary>
    private const long Free = 4L << 30;

    /// <summary>Tables of text that repeat themselves are packed to a hundredth.</summary>
    private const long MostTimes = 250;

    private long read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Error TR0116 when so much content comes from so small a file.</summary>
    public static void Check(string path, long unpacked, long packed)
    {
        if (unpacked > Free && unpacked / MostTimes > packed)
        {
            throw SourceErrors.Bomb(path, packed, unpacked).Thrown();
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var count = content.Read(buffer);
        read += count;
        Check(path, read, packed);
        return count;
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
        }

        base.Dispose(disposing);
    }
}
