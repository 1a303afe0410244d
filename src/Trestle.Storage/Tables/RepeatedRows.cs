using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;

using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables;

/// <summary>
/// Finds the rows that repeat an earlier one. A hash of 64 bits finds those that may; their MD5, whose accidental collisions are
/// negligible, decides. Takes 21 bytes of memory a row, and 24 for each that may repeat another.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="values">What is compared, in SQL; missing values count as equal.</param>
/// <param name="cancellation">Ends the work promptly.</param>
internal sealed class RepeatedRows(ParquetTable table, IReadOnlyList<string> values, CancellationToken cancellation)
{
    /// <summary>Their positions, ascending from 0.</summary>
    public long[] Find()
    {
        var mayRepeat = MayRepeat(Hashes());
        if (!mayRepeat.Contains(true))
        {
            return [];
        }

        var suspects = new ConcurrentBag<(UInt128 Content, long Row)>();
        table.ReadRanges(
            values.Select(value => $"CAST({value} AS VARCHAR)"),
            () => new RowText(""),
            (text, reader, first) =>
            {
                for (var row = 0; row < reader.Rows; row++)
                {
                    if (mayRepeat[first + row])
                    {
                        suspects.Add((Content(text.Of(reader, row, values.Count)), first + row));
                    }
                }
            },
            _ => { }, cancellation);
        var ordered = suspects.ToArray();
        Array.Sort(ordered);
        return [.. Places(ordered.Length, i => ordered[i].Content == ordered[i - 1].Content).Select(i => ordered[i].Row).Order()];
    }

    private ulong[] Hashes()
    {
        var hashes = new ulong[table.Rows];
        table.ReadRanges(
            [$"hash({Sql.List(values)})"],
            () => hashes,
            (all, reader, first) => reader.Hashes(0).CopyTo(all.AsSpan((int)first)),
            _ => { }, cancellation);
        return hashes;
    }

    /// <summary>Whether the hash of a row is that of another one, too.</summary>
    private static bool[] MayRepeat(ulong[] hashes)
    {
        var (sorted, rows) = HashOrder.Of(hashes.Length, row => hashes[row], row => row);
        var mayRepeat = new bool[hashes.Length];
        foreach (var i in Places(sorted.Length, i => sorted[i] == sorted[i - 1]))
        {
            mayRepeat[rows[i]] = mayRepeat[rows[i - 1]] = true;
        }

        return mayRepeat;
    }

    /// <summary>The places, from 1, of a sorted list at which there is the same as before.</summary>
    private static IEnumerable<int> Places(int count, Func<int, bool> isSame) => Enumerable.Range(1, Math.Max(0, count - 1)).Where(isSame);

    private static UInt128 Content(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
#pragma warning disable CA5351 // No secret is kept by it.
        MD5.HashData(text, hash);
#pragma warning restore CA5351
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
