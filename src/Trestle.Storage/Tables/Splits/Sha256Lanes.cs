using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Trestle.Storage.Tables.Splits;

/// <summary>
/// The first 60 bits of the SHA-256 (FIPS 180-4) of many short texts. Eight texts of one block each are hashed at the same time, a lane of
/// a vector for each; a call of the system's SHA-256 takes several times as long, most of it to set up. Longer texts are left to the
/// system.
/// </summary>
/// <param name="hashes">Where the hashes go: that of each text in the place that it is added for.</param>
internal sealed class Sha256Lanes(long[] hashes)
{
    private const int Lanes = 8;
    private const int Block = 64;
    private const int Words = Block / sizeof(uint);

    /// <summary>One byte after the text marks its end, and eight give its length in bits.</summary>
    private const int Longest = Block - 1 - sizeof(ulong);

    private readonly byte[] blocks = new byte[Lanes * Block];
    private readonly int[] places = new int[Lanes];
    private int filled;

    /// <summary>Hashes a text for a place; its hash is there after <see cref="Finish"/> at the latest.</summary>
    public void Add(int place, ReadOnlySpan<byte> text)
    {
        if (text.Length > Longest)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(text, hash);
            hashes[place] = BinaryPrimitives.ReadInt64BigEndian(hash) >>> 4;
            return;
        }

        var block = blocks.AsSpan(filled * Block, Block);
        text.CopyTo(block);
        block[text.Length] = 0x80;
        block[(text.Length + 1)..].Clear();
        BinaryPrimitives.WriteInt64BigEndian(block[^sizeof(ulong)..], text.Length * 8L);
        places[filled++] = place;
        if (filled == Lanes)
        {
            Finish();
        }
    }

    /// <summary>Hashes the texts that still wait for others.</summary>
    public void Finish()
    {
        Span<long> found = stackalloc long[Lanes];
        Compress(blocks, found);
        for (var lane = 0; lane < filled; lane++)
        {
            hashes[places[lane]] = found[lane] >>> 4;
        }

        filled = 0;
    }

    /// <summary>The first 64 bits of the hash of each block.</summary>
    private static void Compress(ReadOnlySpan<byte> blocks, Span<long> first)
    {
        Span<Vector256<uint>> schedule = stackalloc Vector256<uint>[Rounds.Length];
        Fill(schedule, blocks);
        var (a, b, c, d) = (Of(Start[0]), Of(Start[1]), Of(Start[2]), Of(Start[3]));
        var (e, f, g, h) = (Of(Start[4]), Of(Start[5]), Of(Start[6]), Of(Start[7]));
        for (var round = 0; round < Rounds.Length; round++)
        {
            var sum = Right(e, 6) ^ Right(e, 11) ^ Right(e, 25);
            var choice = (e & f) ^ (~e & g);
            var one = h + sum + choice + Of(Rounds[round]) + schedule[round];
            var majority = (a & b) ^ (a & c) ^ (b & c);
            var two = (Right(a, 2) ^ Right(a, 13) ^ Right(a, 22)) + majority;
            (h, g, f, e, d, c, b, a) = (g, f, e, d + one, c, b, a, one + two);
        }

        var (high, low) = (a + Of(Start[0]), b + Of(Start[1]));
        for (var lane = 0; lane < Lanes; lane++)
        {
            first[lane] = ((long)high[lane] << 32) | low[lane];
        }
    }

    /// <summary>The message schedule of each block.</summary>
    private static void Fill(Span<Vector256<uint>> schedule, ReadOnlySpan<byte> blocks)
    {
        Span<uint> words = stackalloc uint[Lanes];
        for (var t = 0; t < Words; t++)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                words[lane] = BinaryPrimitives.ReadUInt32BigEndian(blocks[((lane * Block) + (t * sizeof(uint)))..]);
            }

            schedule[t] = Vector256.Create<uint>(words);
        }

        for (var t = Words; t < schedule.Length; t++)
        {
            var (far, near) = (schedule[t - 15], schedule[t - 2]);
            schedule[t] = schedule[t - 16] + (Right(far, 7) ^ Right(far, 18) ^ (far >>> 3))
                + schedule[t - 7] + (Right(near, 17) ^ Right(near, 19) ^ (near >>> 10));
        }
    }

    private static Vector256<uint> Of(uint value) => Vector256.Create(value);

    private static Vector256<uint> Right(Vector256<uint> words, int bits) => (words >>> bits) | (words << (32 - bits));

    private static ReadOnlySpan<uint> Start =>
    [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ];

    private static ReadOnlySpan<uint> Rounds =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];
}
