using DuckDB.NET.Native;

namespace Trestle.Storage.Tables.Engine;

/// <summary>
/// The result of a statement, chunk by chunk. An error in mid-stream looks like the end of the data unless checked.
/// </summary>
internal sealed class ChunkStream(DuckDBResult result, Interrupter interrupter, CancellationToken cancellation) : IDisposable
{
    private DuckDBResult result = result;

    /// <summary>
    /// The next chunk, which the caller disposes of, or null at the end. Texts of a chunk are valid as long as the chunk.
    /// </summary>
    public DuckDBDataChunk? Next()
    {
        cancellation.ThrowIfCancellationRequested();
        var chunk = NativeMethods.Query.DuckDBFetchChunk(result);
        if (!chunk.IsInvalid)
        {
            return chunk;
        }

        chunk.Dispose();
        if (!string.IsNullOrEmpty(NativeMethods.Query.DuckDBResultError(ref result)))
        {
            ThrowError();
        }

        return null;
    }

    /// <summary>Throws what went wrong: the cancellation if there was one, else DuckDB's error.</summary>
    public void ThrowError()
    {
        cancellation.ThrowIfCancellationRequested();
        throw new DuckException(NativeMethods.Query.DuckDBResultError(ref result));
    }

    public void Dispose()
    {
        interrupter.Dispose();
        NativeMethods.Query.DuckDBDestroyResult(ref result);
    }
}
