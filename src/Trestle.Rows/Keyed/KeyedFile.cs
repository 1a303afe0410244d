using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

using Trestle.Core.Errors;

namespace Trestle.Rows.Keyed;

/// <summary>Writes the file of a keyed table; <see cref="KeyedReader"/> says how it looks. Numbers are little-endian.</summary>
internal sealed class KeyedFile : IDisposable
{
    private readonly MemoryStream stream = new();
    private readonly string table;
    private readonly long mostBytes;

    private KeyedFile(string table, long mostBytes) => (this.table, this.mostBytes) = (table, mostBytes);

    /// <summary>The file of some of the rows, group by group; <paramref name="ends"/> is where each group ends.</summary>
    public static byte[] Write(
        KeyedSchema schema, KeyedRows rows, int[] kept, int[] ends, long mostBytes, CancellationToken cancellation)
    {
        using var file = new KeyedFile(schema.Table, mostBytes);
        file.stream.Write(KeyedReader.Signature);
        file.Bytes(JsonSerializer.SerializeToUtf8Bytes(schema, KeyedSchema.Options));
        int[] first = [.. ends.Select((_, group) => kept[group == 0 ? 0 : ends[group - 1]])];
        file.Section<int>(Slots(rows, first));
        file.Section<int>(ends);
        foreach (var key in rows.Keys)
        {
            cancellation.ThrowIfCancellationRequested();
            file.Key(key, first);
        }

        if (schema.Time is not null)
        {
            file.Section<double>(Array.ConvertAll(kept, rows.Time));
        }

        if (schema.Known is not null)
        {
            var known = Array.ConvertAll(kept, rows.Known);
            file.Section<double>(known);
            file.Section<double>(Earliest(known, ends));
        }

        foreach (var column in rows.Values)
        {
            cancellation.ThrowIfCancellationRequested();
            file.Values(column, kept);
        }

        return file.stream.ToArray();
    }

    /// <summary>The index: at the place of a key's hash, or after it, its group and 1; 0 is empty.</summary>
    private static int[] Slots(KeyedRows rows, int[] first)
    {
        var slots = new int[KeyedTable.SlotsFor(first.Length)];
        for (var group = 0; group < first.Length; group++)
        {
            var place = rows.Keys.Aggregate(KeyHash.Start, (hash, key) => key.Hash(hash, first[group]));
            while (slots[place & (ulong)(slots.Length - 1)] != 0)
            {
                place++;
            }

            slots[place & (ulong)(slots.Length - 1)] = group + 1;
        }

        return slots;
    }

    /// <summary>For each row when the first of its group up to it was known.</summary>
    private static double[] Earliest(double[] known, int[] ends)
    {
        var earliest = (double[])known.Clone();
        for (var (group, from) = (0, 0); group < ends.Length; from = ends[group], group++)
        {
            for (var row = from + 1; row < ends[group]; row++)
            {
                earliest[row] = Math.Min(earliest[row], earliest[row - 1]);
            }
        }

        return earliest;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private void Key(Growing key, int[] first)
    {
        if (key is GrowingNumbers numbers)
        {
            Section<double>(Array.ConvertAll(first, row => numbers[row]));
            return;
        }

        var texts = (GrowingTexts)key;
        Texts(first.Select(row => texts.Text(row)!.Length), () => first.Select(row => MemoryMarshal.AsBytes(texts.Text(row).AsSpan())
            .ToArray()));
    }

    private void Values(Growing column, int[] kept)
    {
        if (column is GrowingNumbers numbers)
        {
            Section<double>(Array.ConvertAll(kept, row => numbers[row]));
            return;
        }

        // Rows were left out, so that some texts may not be used; the others are numbered as they come.
        var (texts, places, used) = ((GrowingTexts)column, new Dictionary<int, int>(), new List<string>());
        var values = new int[kept.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var place = texts[kept[i]];
            if (place >= 0 && !places.TryGetValue(place, out values[i]))
            {
                places.Add(place, values[i] = used.Count);
                used.Add(texts.Text(kept[i])!);
            }
            else if (place < 0)
            {
                values[i] = TextValues.None;
            }
        }

        Section<int>(values);
        Section<int>([used.Count]);
        Texts(used.Select(text => Encoding.UTF8.GetByteCount(text)), () => used.Select(Encoding.UTF8.GetBytes));
    }

    /// <summary>Where each text ends, and the texts.</summary>
    private void Texts(IEnumerable<int> lengths, Func<IEnumerable<byte[]>> texts)
    {
        var (ends, end) = (new List<int>(), 0L);
        foreach (var length in lengths)
        {
            ends.Add((int)(end = Sized(end + length)));
        }

        Section<int>(CollectionsMarshal.AsSpan(ends));
        using var bytes = new MemoryStream();
        foreach (var text in texts())
        {
            bytes.Write(text);
            Sized(bytes.Length);
        }

        Bytes(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private void Section<T>(ReadOnlySpan<T> items)
        where T : struct => Bytes(MemoryMarshal.AsBytes(items));

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        Sized(stream.Length + bytes.Length);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        stream.Write(length);
        stream.Write(bytes);
        stream.Write(stackalloc byte[(int)KeyedTable.Padding(bytes.Length)]);
    }

    private long Sized(long bytes) => bytes <= mostBytes
        ? bytes
        : throw new TrestleException(KeyedErrors.TooLarge(table, bytes, mostBytes));
}
