using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Trestle.Rows.Blocks;

namespace Trestle.Learners.LightGbm;

/// <summary>A type in the Arrow C data interface (https://arrow.apache.org/docs/format/CDataInterface.html).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ArrowSchema
{
    public byte* Format;
    public byte* Name;
    public byte* Metadata;
    public long Flags;
    public long ChildCount;
    public ArrowSchema** Children;
    public ArrowSchema* Dictionary;
    public delegate* unmanaged[Cdecl]<ArrowSchema*, void> Release;
    public void* PrivateData;
}

/// <summary>Values in the Arrow C data interface.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ArrowArray
{
    public long Length;
    public long NullCount;
    public long Offset;
    public long BufferCount;
    public long ChildCount;
    public void** Buffers;
    public ArrowArray** Children;
    public ArrowArray* Dictionary;
    public delegate* unmanaged[Cdecl]<ArrowArray*, void> Release;
    public void* PrivateData;
}

/// <summary>
/// Row blocks as an Arrow table of doubles: one chunk per block, with the columns' own arrays, pinned while the table lives. NaN stays
/// NaN; there are no validity bits. The reader may call the release callbacks; memory is freed by <see cref="Dispose"/> alone.
/// </summary>
internal sealed unsafe class ArrowTable : IDisposable
{
    private readonly List<PinnedGCHandle<double[]>> pins = [];
    private readonly List<nint> memory = [];

    /// <summary>Makes a table of blocks of one schema; blocks without rows are skipped.</summary>
    public ArrowTable(IReadOnlyList<RowBlock> blocks)
    {
        var filled = blocks.Where(block => block.Rows > 0).ToArray();
        ChunkCount = filled.Length;
        Schema = MakeSchema(filled[0].Schema.Count);
        Chunks = Allocate<ArrowArray>(filled.Length);
        for (var i = 0; i < filled.Length; i++)
        {
            Fill(Chunks + i, filled[i]);
        }
    }

    /// <summary>Number of <see cref="Chunks"/>.</summary>
    public long ChunkCount { get; }

    /// <summary>One struct array per block.</summary>
    public ArrowArray* Chunks { get; }

    /// <summary>A struct of doubles.</summary>
    public ArrowSchema* Schema { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pin in pins)
        {
            pin.Dispose();
        }

        foreach (var block in memory)
        {
            NativeMemory.Free((void*)block);
        }

        pins.Clear();
        memory.Clear();
    }

    private ArrowSchema* MakeSchema(int columns)
    {
        var fields = Allocate<ArrowSchema>(columns);
        var schema = Allocate<ArrowSchema>(1);
        *schema = new ArrowSchema
        {
            Format = Text("+s"),
            Name = Text(""),
            ChildCount = columns,
            Children = Pointers(fields, columns),
            Release = &Released,
        };
        for (var c = 0; c < columns; c++)
        {
            fields[c] = new ArrowSchema { Format = Text("g"), Name = Text(""), Release = &Released };
        }

        return schema;
    }

    private void Fill(ArrowArray* chunk, RowBlock block)
    {
        var columns = block.Schema.Count;
        var fields = Allocate<ArrowArray>(columns);
        *chunk = new ArrowArray
        {
            Length = block.Rows,
            BufferCount = 1,
            Buffers = Buffers(null),
            ChildCount = columns,
            Children = Pointers(fields, columns),
            Release = &Released,
        };
        for (var c = 0; c < columns; c++)
        {
            var pin = new PinnedGCHandle<double[]>((double[])block.Raw(c));
            pins.Add(pin);
            fields[c] = new ArrowArray
            {
                Length = block.Rows,
                BufferCount = 2,
                Buffers = Buffers(null, pin.GetAddressOfArrayData()),
                Release = &Released,
            };
        }
    }

    private void** Buffers(void* validity)
    {
        var buffers = (void**)Allocate<nint>(1);
        buffers[0] = validity;
        return buffers;
    }

    private void** Buffers(void* validity, void* values)
    {
        var buffers = (void**)Allocate<nint>(2);
        buffers[0] = validity;
        buffers[1] = values;
        return buffers;
    }

    private T** Pointers<T>(T* items, int count)
        where T : unmanaged
    {
        var pointers = (T**)Allocate<nint>(count);
        for (var i = 0; i < count; i++)
        {
            pointers[i] = items + i;
        }

        return pointers;
    }

    private byte* Text(string ascii)
    {
        var text = Allocate<byte>(ascii.Length + 1);
        for (var i = 0; i < ascii.Length; i++)
        {
            text[i] = (byte)ascii[i];
        }

        return text;
    }

    private T* Allocate<T>(int count)
        where T : unmanaged
    {
        var block = NativeMemory.AllocZeroed((nuint)Math.Max(count, 1), (nuint)sizeof(T));
        memory.Add((nint)block);
        return (T*)block;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Released(ArrowSchema* schema) => schema->Release = null;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Released(ArrowArray* array) => array->Release = null;
}
