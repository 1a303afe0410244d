using System.Runtime.InteropServices;
using System.Text;

using DuckDB.NET.Native;

namespace Trestle.Storage.Tables.Engine;

/// <summary>Writes into the DOUBLE and VARCHAR columns of a chunk that DuckDB owns.</summary>
internal sealed unsafe partial class ChunkWriter
{
    /// <summary>Rows that fit.</summary>
    public const int Capacity = 2048;

    private const int Inlined = 12;
    private readonly nint[] vectors;
    private readonly nint[] cells;
    private byte[] scratch = new byte[256];

    public ChunkWriter(int columns)
    {
        vectors = new nint[columns];
        cells = new nint[columns];
    }

    /// <summary>Switches to the next chunk from DuckDB.</summary>
    public void Open(nint chunk)
    {
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = GetVector(chunk, (ulong)i);
            cells[i] = (nint)NativeMethods.Vectors.DuckDBVectorGetData(vectors[i]);
        }
    }

    /// <summary>Writes a text that is valid UTF-8.</summary>
    public void Text(int column, int row, ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Inlined)
        {
            fixed (byte* bytes = utf8)
            {
                NativeMethods.Vectors.DuckDBUnsafeVectorAssignStringElementLength(vectors[column], (ulong)row, bytes, utf8.Length);
            }

            return;
        }

        var cell = (byte*)cells[column] + (row * 16L);
        *(ulong*)cell = (uint)utf8.Length;
        *(ulong*)(cell + 8) = 0;
        utf8.CopyTo(new Span<byte>(cell + 4, Inlined));
    }

    /// <summary>Writes a missing value.</summary>
    public void Null(int column, int row)
    {
        NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(vectors[column]);
        NativeMethods.Vectors.DuckDBVectorGetValidity(vectors[column])[row >> 6] &= ~(1UL << (row & 63));
    }

    public void Numbers(int column, ReadOnlySpan<double> values)
    {
        values.CopyTo(new Span<double>((void*)cells[column], Capacity));
        for (var row = 0; row < values.Length; row++)
        {
            if (double.IsNaN(values[row]))
            {
                Null(column, row);
            }
        }
    }

    /// <summary>Whole numbers into a column of 64 bits; those that are missing are marked.</summary>
    public void Wholes(int column, ReadOnlySpan<long> values, ReadOnlySpan<bool> missing)
    {
        values.CopyTo(new Span<long>((void*)cells[column], Capacity));
        for (var row = 0; row < values.Length; row++)
        {
            if (missing[row])
            {
                Null(column, row);
            }
        }
    }

    public void Texts(int column, ReadOnlySpan<string?> values)
    {
        for (var row = 0; row < values.Length; row++)
        {
            if (values[row] is not { } text)
            {
                Null(column, row);
                continue;
            }

            var most = Encoding.UTF8.GetMaxByteCount(text.Length);
            if (scratch.Length < most)
            {
                scratch = new byte[most];
            }

            Text(column, row, scratch.AsSpan(0, Encoding.UTF8.GetBytes(text, scratch)));
        }
    }

    [LibraryImport("duckdb", EntryPoint = "duckdb_data_chunk_get_vector")]
    [SuppressGCTransition]
    private static partial nint GetVector(nint chunk, ulong column);
}
