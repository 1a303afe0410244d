using System.Runtime.InteropServices;

using DuckDB.NET.Native;

using Trestle.Rows.Blocks;

namespace Trestle.Storage.Tables.Engine;

/// <summary>A chunk in memory of its own, which is filled before DuckDB asks for it.</summary>
internal sealed unsafe class HeldChunk : ChunkWriter
{
    private const int TextWidth = 16;
    private const int MaskBytes = Capacity / 8;

    /// <summary>For each column its cells, then a bit for each row.</summary>
    private readonly byte[][] columns;

    public HeldChunk(IReadOnlyList<ColumnKind> kinds)
        : base(kinds.Count)
    {
        columns = [.. kinds.Select(kind => GC.AllocateUninitializedArray<byte>(
            (Capacity * (kind == ColumnKind.Text ? TextWidth : sizeof(double))) + MaskBytes, pinned: true))];
        for (var i = 0; i < columns.Length; i++)
        {
            Place(i, Marshal.UnsafeAddrOfPinnedArrayElement(columns[i], 0));
        }
    }

    /// <summary>Rows that were filled in; 0 at the end.</summary>
    public int Rows { get; private set; }

    /// <summary>Takes the next rows of a feed.</summary>
    public void Take(Feed feed)
    {
        Begin();
        Rows = feed.Fill(this);
    }

    /// <summary>Copies the rows to a chunk of DuckDB; long texts stay here. Returns how many.</summary>
    public int CopyTo(nint chunk)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            var vector = DuckChunk.VectorOf(chunk, i);
            var cells = columns[i].AsSpan(..^MaskBytes);
            var theirs = new Span<byte>(NativeMethods.Vectors.DuckDBVectorGetData(vector), cells.Length);
            cells[..(cells.Length / Capacity * Rows)].CopyTo(theirs);
            if (HasMissing(i))
            {
                columns[i].AsSpan(^MaskBytes..).CopyTo(new Span<byte>((void*)DuckChunk.MaskOf(vector), MaskBytes));
            }
        }

        return Rows;
    }

    protected override nint NewMask(int column)
    {
        columns[column].AsSpan(^MaskBytes..).Fill(byte.MaxValue);
        return Marshal.UnsafeAddrOfPinnedArrayElement(columns[column], columns[column].Length - MaskBytes);
    }
}
