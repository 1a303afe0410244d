using System.Text;

using DuckDB.NET.Native;

namespace Trestle.Storage.Tables.Engine;

/// <summary>Reads the DOUBLE and VARCHAR columns of one chunk. The chunk must outlive it.</summary>
internal readonly unsafe struct ChunkReader
{
    private const int Inlined = 12;
    private const long CellSize = 16;

    private readonly Vector[] vectors;

    /// <summary>Finds the vectors of a chunk once: a call for each cell would cost more than the cell.</summary>
    public ChunkReader(DuckDBDataChunk chunk)
    {
        Rows = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
        vectors = new Vector[(int)NativeMethods.DataChunks.DuckDBDataChunkGetColumnCount(chunk)];
        for (var column = 0; column < vectors.Length; column++)
        {
            var vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column);
            vectors[column] = new(
                (byte*)NativeMethods.Vectors.DuckDBVectorGetData(vector), NativeMethods.Vectors.DuckDBVectorGetValidity(vector));
        }
    }

    public int Rows { get; }

    /// <summary>Copies numbers from row <paramref name="from"/> on; missing ones become NaN.</summary>
    public void Numbers(int column, int from, Span<double> into)
    {
        var vector = vectors[column];
        new ReadOnlySpan<double>((double*)vector.Cells + from, into.Length).CopyTo(into);
        if (vector.Valid == null)
        {
            return;
        }

        for (var i = 0; i < into.Length; i++)
        {
            if (!vector.Has(from + i))
            {
                into[i] = double.NaN;
            }
        }
    }

    /// <summary>The hashes in a column; none is missing. Valid as long as the chunk.</summary>
    public ReadOnlySpan<ulong> Hashes(int column) => new((ulong*)vectors[column].Cells, Rows);

    /// <summary>Copies texts from row <paramref name="from"/> on; missing ones become null.</summary>
    public void Texts(int column, int from, Span<string?> into, StringPool pool)
    {
        var vector = vectors[column];
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = vector.Has(from + i) ? Text(vector.Cells + ((from + i) * CellSize), pool) : null;
        }
    }

    /// <summary>Whether a value is missing.</summary>
    public bool IsMissing(int column, int row) => !vectors[column].Has(row);

    /// <summary>The bytes of one text, which is not missing.</summary>
    public ReadOnlySpan<byte> Utf8(int column, int row) => Bytes(vectors[column].Cells + (row * CellSize));

    /// <summary>One text.</summary>
    public string? Text(int column, int row) => IsMissing(column, row) ? null : Encoding.UTF8.GetString(Utf8(column, row));

    private static string Text(byte* cell, StringPool pool) => *(int*)cell <= Inlined
        ? pool.Short.Get(*(ulong*)cell, *(ulong*)(cell + 8), Bytes(cell))
        : pool.Get(Bytes(cell));

    /// <summary>
    /// A text cell is 16 bytes: the length, then the text itself if it fits into 12 bytes, else its first 4 bytes and a pointer to all.
    /// </summary>
    private static ReadOnlySpan<byte> Bytes(byte* cell)
    {
        var length = *(int*)cell;
        return new ReadOnlySpan<byte>(length <= Inlined ? cell + 4 : *(byte**)(cell + 8), length);
    }

    /// <summary>A column of the chunk: its cells, and a bit for each that is not missing; no bits when none is missing.</summary>
    private readonly struct Vector(byte* cells, ulong* valid)
    {
        public byte* Cells { get; } = cells;

        public ulong* Valid { get; } = valid;

        public bool Has(int row) => Valid == null || (Valid[row >> 6] & (1UL << (row & 63))) != 0;
    }
}
