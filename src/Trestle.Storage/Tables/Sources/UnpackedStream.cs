namespace Trestle.Storage.Tables.Sources;

/// <summary>
/// The content of a packed file, which closes the file that it comes from. All damage is an <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class UnpackedStream(Stream content, IDisposable packed) : ForwardStream
{
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
