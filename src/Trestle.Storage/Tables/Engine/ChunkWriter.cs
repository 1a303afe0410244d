using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Trestle.Storage.Tables.Engine;

/// <summary>Writes into the DOUBLE, BIGINT and VARCHAR columns of a chunk, as DuckDB lays them out.</summary>
internal abstract unsafe class ChunkWriter
{
    /// <summary>Rows that fit.</summary>
    public const int Capacity = 2048;

    private const int Inlined = 12;
    private const int SmallestPage = 1 << 18;
    private const int LargestPage = 1 << 25;

    private readonly List<byte[]> full = [];
    private readonly nint[] cells;
    private readonly nint[] masks;
    private byte[] scratch = new byte[256];
    private byte[] page = [];
    private int used;

    protected ChunkWriter(int columns) => (cells, masks) = (new nint[columns], new nint[columns]);

    /// <summary>
    /// Writes a text that is valid UTF-8. A cell is 16 bytes: the length, then the text itself, zeros behind it, if it fits into 12 bytes,
    /// else its first 4 bytes and a pointer to all.
    /// </summary>
    public void Text(int column, int row, ReadOnlySpan<byte> utf8)
    {
        var cell = (byte*)cells[column] + (row * 16L);
        *(ulong*)cell = (uint)utf8.Length;
        *(ulong*)(cell + 8) = 0;
        if (utf8.Length <= Inlined)
        {
            utf8.CopyTo(new Span<byte>(cell + 4, Inlined));
            return;
        }

        utf8[..4].CopyTo(new Span<byte>(cell + 4, 4));
        *(byte**)(cell + 8) = Keep(utf8);
    }

    /// <summary>Writes a missing value.</summary>
    public void Null(int column, int row)
    {
        if (masks[column] == 0)
        {
            masks[column] = NewMask(column);
        }

        ((ulong*)masks[column])[row >> 6] &= ~(1UL << (row & 63));
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

    /// <summary>A bit for each row of a column, all set; asked for when the first value is missing.</summary>
    protected abstract nint NewMask(int column);

    /// <summary>Begins a chunk. The texts of the last one are no longer needed, so their room is used again.</summary>
    protected void Begin()
    {
        full.Clear();
        used = 0;
        Array.Clear(masks);
    }

    /// <summary>Bytes of the texts that did not fit into their cells.</summary>
    public long TextBytes => full.Sum(other => (long)other.Length) + used;

    /// <summary>Where the cells of a column are.</summary>
    protected void Place(int column, nint where) => cells[column] = where;

    /// <summary>Whether a value of a column is missing.</summary>
    protected bool HasMissing(int column) => masks[column] != 0;

    /// <summary>Copies a text to memory that does not move and lives as long as the chunk.</summary>
    private byte* Keep(ReadOnlySpan<byte> utf8)
    {
        if (page.Length - used < utf8.Length)
        {
            full.Add(page);
            page = GC.AllocateUninitializedArray<byte>(
                Math.Max(Math.Clamp(page.Length * 2, SmallestPage, LargestPage), utf8.Length), pinned: true);
            used = 0;
        }

        var kept = page.AsSpan(used, utf8.Length);
        utf8.CopyTo(kept);
        used += utf8.Length;
        return (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(kept));
    }
}
