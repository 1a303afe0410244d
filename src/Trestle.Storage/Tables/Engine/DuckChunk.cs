using System.Runtime.InteropServices;

using DuckDB.NET.Native;

namespace Trestle.Storage.Tables.Engine;

/// <summary>Writes straight into chunks of DuckDB.</summary>
internal sealed unsafe partial class DuckChunk(int columns) : ChunkWriter(columns)
{
    private readonly nint[] vectors = new nint[columns];

    /// <summary>Switches to the next chunk from DuckDB, which asks for one when it has copied the texts of the last.</summary>
    public void Open(nint chunk)
    {
        Begin();
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = VectorOf(chunk, i);
            Place(i, (nint)NativeMethods.Vectors.DuckDBVectorGetData(vectors[i]));
        }
    }

    /// <summary>A column of a chunk.</summary>
    public static nint VectorOf(nint chunk, int column) => GetVector(chunk, (ulong)column);

    /// <summary>Which values of a column of DuckDB are there, all of them so far, to be written.</summary>
    public static nint MaskOf(nint vector)
    {
        NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(vector);
        return (nint)NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
    }

    protected override nint NewMask(int column) => MaskOf(vectors[column]);

    [LibraryImport("duckdb", EntryPoint = "duckdb_data_chunk_get_vector")]
    [SuppressGCTransition]
    private static partial nint GetVector(nint chunk, ulong column);
}
