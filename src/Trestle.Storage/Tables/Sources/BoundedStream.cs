namespace Trestle.Storage.Tables.Sources;

/// <summary>
/// What is unpacked from a file, which may be much larger than the file, but not as much as only a file that was made to fill disks is.
/// </summary>
internal sealed class BoundedStream(string path, Stream content, long packed) : ForwardStream
{
    /// <summary>Up to here nothing is asked.</summary>
    private const long Free = 4L << 30;

    /// <summary>Tables of text that repeat themselves are packed to a hundredth.</summary>
    private const long MostTimes = 250;

    private long read;

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

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
