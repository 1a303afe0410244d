using System.Buffers.Binary;
using System.Numerics;

namespace Trestle.Rows.PredictionLogs;

/// <summary>
/// A segment of a prediction log: the magic bytes, the host, then records. A record is its length and the CRC-32C of its payload (4
/// bytes each), then the payload, which begins with its kind. All numbers are little-endian. Rows follow a schema that the segment
/// defines before its first use, so that a segment can be read on its own.
/// </summary>
internal static class PredictionLogFormat
{
    public const int HeaderLength = 16;
    public const int FrameLength = 8;

    /// <summary>No payload is longer: a larger length is damage.</summary>
    public const int LongestPayload = 1 << 28;

    /// <summary>"TRESTLEJ", and with it the version of the format.</summary>
    public const ulong Magic = 0x4A454C5453455254;

    public const byte SchemaKind = 1;
    public const byte PredictionKind = 2;
    public const byte LabelKind = 3;
    public const byte RefusalKind = 4;

    /// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4).</summary>
    public static uint Checksum(ReadOnlySpan<byte> payload)
    {
        var crc = uint.MaxValue;
        while (payload.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(payload));
            payload = payload[sizeof(ulong)..];
        }

        foreach (var value in payload)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
