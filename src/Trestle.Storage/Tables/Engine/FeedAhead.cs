using System.Collections.Concurrent;

namespace Trestle.Storage.Tables.Engine;

/// <summary>
/// Hands the rows of a feed to DuckDB. DuckDB asks for them on the thread that writes the table, which decides how long a statement
/// takes; so the next chunks are filled by another thread meanwhile. Of very many columns the chunks would take much memory: they are
/// filled when DuckDB asks.
/// </summary>
internal sealed class FeedAhead(Feed feed, CancellationToken cancellation) : IDisposable
{
    private const int MostColumns = 256;

    /// <summary>Chunks, cells and bytes of texts that are handed over at a time: whatever is reached first.</summary>
    private const int MostChunks = 32;
    private const int MostCells = 1 << 20;
    private const int MostBytes = 1 << 23;

    private readonly DuckChunk? direct = feed.Kinds.Count > MostColumns ? new DuckChunk(feed.Kinds.Count) : null;
    private readonly ConcurrentQueue<HeldChunk> free = new();
    private ReadAhead<HeldChunk>? ahead;
    private HeldChunk? taken;

    public Feed Feed => feed;

    /// <summary>Writes the next rows into a chunk of DuckDB; returns how many, 0 at the end.</summary>
    public int Fill(nint chunk)
    {
        if (direct is not null)
        {
            direct.Open(chunk);
            return feed.Fill(direct);
        }

        // DuckDB has copied the texts of the last chunk when it asks for the next.
        if (taken is not null)
        {
            free.Enqueue(taken);
        }

        ahead ??= new ReadAhead<HeldChunk>(waiting: 1, IsEnough, Filled, cancellation);
        return ahead.Next(out taken) ? taken.CopyTo(chunk) : 0;
    }

    public void Dispose() => ahead?.Dispose();

    private bool IsEnough(IReadOnlyList<HeldChunk> chunks) => chunks.Count >= MostChunks
        || chunks.Count * feed.Kinds.Count >= MostCells / ChunkWriter.Capacity
        || chunks.Sum(chunk => chunk.TextBytes) >= MostBytes;

    private IEnumerable<HeldChunk> Filled(CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var chunk = free.TryDequeue(out var used) ? used : new HeldChunk(feed.Kinds);
            chunk.Take(feed);
            if (chunk.Rows == 0)
            {
                yield break;
            }

            yield return chunk;
        }
    }
}
