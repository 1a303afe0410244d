using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>
/// Estimates how many distinct texts were added, within about 1 % (standard error 1.04 / √16384 = 0.8 %), in 16 KiB: HyperLogLog
/// (Flajolet, Fusy, Gandouet and Meunier, AofA 2007) of 64-bit hashes, with linear counting where there are few. Merging is exact.
/// </summary>
internal sealed class DistinctSketch
{
    private const int Bits = 14;
    private const int Registers = 1 << Bits;

    private readonly byte[] registers = new byte[Registers];

    /// <summary>The hash of a text; the same in every process.</summary>
    public static ulong Hash(string text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()));

    /// <summary>Adds a text by its hash.</summary>
    public void Add(ulong hash)
    {
        ref var register = ref registers[hash >> (64 - Bits)];
        register = Math.Max(register, (byte)(BitOperations.LeadingZeroCount((hash << Bits) | (1UL << (Bits - 1))) + 1));
    }

    /// <summary>Adds all texts of another sketch.</summary>
    public void Merge(DistinctSketch other)
    {
        for (var i = 0; i < Registers; i++)
        {
            registers[i] = Math.Max(registers[i], other.registers[i]);
        }
    }

    /// <summary>The estimated number of distinct texts.</summary>
    public long Estimate()
    {
        const double Alpha = 0.7213 / (1 + (1.079 / Registers));
        var (sum, empty) = (0.0, 0);
        foreach (var register in registers)
        {
            sum += Math.ScaleB(1, -register);
            empty += register == 0 ? 1 : 0;
        }

        var raw = Alpha * Registers * Registers / sum;
        return (long)Math.Round(raw <= 2.5 * Registers && empty > 0 ? Registers * Math.Log((double)Registers / empty) : raw);
    }
}
