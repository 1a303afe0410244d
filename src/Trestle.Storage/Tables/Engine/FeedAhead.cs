namespace Trestle.Storage.Tables.Engine;

/// <summary>
/// Hands the rows of a feed to DuckDB. DuckDB asks for them on the thread that writes the table, which decides how long a statement
/// takes; so the next chunk is filled by another thread meanwhile. Of very many columns the chunks would take much memory: they are
/// filled when DuckDB asks.
/// </summary>
internal sealed class FeedAhead(Feed feed, CancellationToken cancellation) : IDisposable
{
    private const int MostColumns = 256;

    /// <summary>Chunks that are handed over at a time.</summary>
    private const int Batch = 16;

    /// <summary>Those that DuckDB takes, those that wait, and those that are being filled.</summary>
    private const int Chunks = 3 * Batch;

    private readonly DuckChunk? direct = feed.Kinds.Count > MostColumns ? new DuckChunk(feed.Kinds.Count) : null;
    private ReadAhead<HeldChunk>? ahead;

    public Feed Feed => feed;

    /// <summary>Writes the next rows into a chunk of DuckDB; returns how many, 0 at the end.</summary>
    public int Fill(nint chunk)
    {
        if (direct is not null)
        {
            direct.Open(chunk);
            return feed.Fill(direct);
        }

        ahead ??= new ReadAhead<HeldChunk>(waiting: 1, Batch, Filled, cancellation);
        return ahead.Next(out var held) ? held.CopyTo(chunk) : 0;
    }

    public void Dispose() => ahead?.Dispose();

    private IEnumerable<HeldChunk> Filled(CancellationToken stop)
    {
        var chunks = new HeldChunk[Chunks];
        for (var i = 0; ; i = (i + 1) % Chunks)
        {
            stop.ThrowIfCancellationRequested();
            var chunk = chunks[i] ??= new HeldChunk(feed.Kinds);
            chunk.Take(feed);
            if (chunk.Rows == 0)
            {
                yield break;
            }

            yield return chunk;
        }
    }
}
