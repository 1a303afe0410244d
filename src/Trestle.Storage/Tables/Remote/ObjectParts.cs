namespace Trestle.Storage.Tables.Remote;

/// <summary>Fetches an object in parts, several at once, each again when it breaks off.</summary>
internal static class ObjectParts
{
    private const int PartBytes = 8 << 20;
    private const int PartsAtOnce = 4;
    private const int Attempts = 3;

    /// <summary>Fetches an object into a new file.</summary>
    /// <param name="path">Where it is, for messages.</param>
    /// <param name="item">The object.</param>
    /// <param name="file">The file.</param>
    /// <param name="open">Opens a part from a position on, of a number of bytes; it must fail if the object has another tag.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public static async Task FetchAsync(
        ObjectPath path, StoredObject item, string file, Func<long, int, CancellationToken, Task<Stream>> open,
        CancellationToken cancellation)
    {
        using var into = File.OpenHandle(file, FileMode.CreateNew, FileAccess.Write, preallocationSize: item.Bytes);
        var parts = Enumerable.Range(0, (int)((item.Bytes + PartBytes - 1) / PartBytes)).Select(part => (long)part * PartBytes);
        var options = new ParallelOptions { MaxDegreeOfParallelism = PartsAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(parts, options, async (from, stop) =>
        {
            var bytes = new byte[(int)Math.Min(PartBytes, item.Bytes - from)];
            for (var attempt = 1; !await ReadAsync(bytes, from, attempt == Attempts, stop).ConfigureAwait(false); attempt++)
            {
            }

            await RandomAccess.WriteAsync(into, bytes, from, stop).ConfigureAwait(false);
        }).ConfigureAwait(false);

        // Whether all bytes came; the last time, too few are an error.
        async Task<bool> ReadAsync(byte[] bytes, long from, bool isLast, CancellationToken stop)
        {
            try
            {
                using var content = await open(from, bytes.Length, stop).ConfigureAwait(false);
                await content.ReadExactlyAsync(bytes, stop).ConfigureAwait(false);
                return true;
            }
            catch (IOException broken)
            {
                return isLast ? throw RemoteErrors.Truncated($"{path}", from, $"{item.Bytes} bytes").Thrown(broken) : false;
            }
        }
    }
}
