namespace Trestle.Stages.Containerize.Layers;

/// <summary>Rules for reading archives from others.</summary>
internal static class Archives
{
    private const int Shown = 80;

    /// <summary>Whether .NET's readers of tar and gzip throw this for damaged or malicious content.</summary>
    public static bool IsBroken(Exception exception) =>
        exception is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException
            or NotSupportedException
        || (exception is IOException && exception is not (FileNotFoundException or DirectoryNotFoundException));

    /// <summary>A name chosen by somebody else, made safe to show.</summary>
    public static string Printable(string name) => new([.. name.Take(Shown).Select(c => char.IsControl(c) ? '?' : c)]);
}

/// <summary>A stream that throws error TR1707 when more comes out than is allowed: a few bytes must not fill a disk.</summary>
internal sealed class Limited(Stream inner, string what, long most) : Stream
{
    private long seen;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => seen;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

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
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Count(int read)
    {
        seen += read;
        return seen <= most ? read : throw new TrestleException(LayerErrors.TooLarge(what, "its content", $"{most:N0} bytes"));
    }
}
