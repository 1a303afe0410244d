using System.Text;

using DuckDB.NET.Native;

namespace Trestle.Storage.Tables.Engine;

/// <summary>Reads the DOUBLE and VARCHAR columns of one chunk. The chunk must outlive it.</summary>
internal readonly unsafe struct ChunkReader(DuckDBDataChunk chunk)
{
    private const int Inlined = 12;
    private const long CellSize = 16;

    public int Rows { get; } = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);

    /// <summary>Copies numbers from row <paramref name="from"/> on; missing ones become NaN.</summary>
    public void Numbers(int column, int from, Span<double> into)
    {
        var vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column);
        new ReadOnlySpan<double>((double*)NativeMethods.Vectors.DuckDBVectorGetData(vector) + from, into.Length).CopyTo(into);
        var valid = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        if (valid == null)
        {
            return;
        }

        for (var i = 0; i < into.Length; i++)
        {
            if (!IsValid(valid, from + i))
            {
                into[i] = double.NaN;
            }
        }
    }

    /// <summary>The hashes in a column; none is missing. Valid as long as the chunk.</summary>
    public ReadOnlySpan<ulong> Hashes(int column) =>
        new((ulong*)NativeMethods.Vectors.DuckDBVectorGetData(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column)), Rows);

    /// <summary>Copies texts from row <paramref name="from"/> on; missing ones become null.</summary>
    public void Texts(int column, int from, Span<string?> into, StringPool pool)
    {
        var vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column);
        var cells = (byte*)NativeMethods.Vectors.DuckDBVectorGetData(vector);
        var valid = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = valid == null || IsValid(valid, from + i) ? Text(cells + ((from + i) * CellSize), pool) : null;
        }
    }

    /// <summary>Whether a value is missing.</summary>
    public bool IsMissing(int column, int row)
    {
        var valid = NativeMethods.Vectors.DuckDBVectorGetValidity(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column));
        return valid != null && !IsValid(valid, row);
    }

    /// <summary>The bytes of one text, which is not missing.</summary>
    public ReadOnlySpan<byte> Utf8(int column, int row)
    {
        var vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column);
        return Bytes((byte*)NativeMethods.Vectors.DuckDBVectorGetData(vector) + (row * CellSize));
    }

    /// <summary>One text.</summary>
    public string? Text(int column, int row)
    {
        var vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column);
        var valid = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        var cells = (byte*)NativeMethods.Vectors.DuckDBVectorGetData(vector);
        return valid == null || IsValid(valid, row) ? Encoding.UTF8.GetString(Bytes(cells + (row * CellSize))) : null;
    }

    private static string Text(byte* cell, StringPool pool) => *(int*)cell <= Inlined
        ? pool.Short.Get(*(ulong*)cell, *(ulong*)(cell + 8), Bytes(cell))
        : pool.Get(Bytes(cell));

    private static bool IsValid(ulong* valid, int row) => (valid[row >> 6] & (1UL << (row & 63))) != 0;

    /// <summary>
    /// A text cell is 16 bytes: the length, then the text itself if it fits into 12 bytes, else its first 4 bytes and a pointer to all.
    /// </summary>
    private static ReadOnlySpan<byte> Bytes(byte* cell)
    {
        var length = *(int*)cell;
        return new ReadOnlySpan<byte>(length <= Inlined ? cell + 4 : *(byte**)(cell + 8), length);
    }
}
