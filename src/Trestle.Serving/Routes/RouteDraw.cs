using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Trestle.Serving.Routes;

/// <summary>
/// The random position of a request: once in the range shared by the answering versions, once in the one of the shadows. Both are
/// fractions of 2⁶⁴.
/// </summary>
/// <param name="Answer">Decides who answers.</param>
/// <param name="Shadow">Decides which shadows score as well.</param>
internal readonly record struct RouteDraw(ulong Answer, ulong Shadow)
{
    /// <summary>
    /// The draw of the n-th request: multiples of the golden ratio and of √2, modulo 1 (Weyl sequences). Among the first 5,000 requests
    /// each share has its part to within three, without chance; and neither follows a rhythm of the requests, nor the other.
    /// </summary>
    public static RouteDraw Nth(long n) => new(unchecked((ulong)n * 0x9E3779B97F4A7C15), unchecked((ulong)n * 0x6A09E667F3BCC909));

    /// <summary>The draw of a key: the same on every host and at any time, so that a client stays with its version.</summary>
    public static RouteDraw Of(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        return new RouteDraw(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]));
    }

    /// <summary>The end of a share of the range: a draw below it is in the share.</summary>
    public static ulong End(double share) => share >= 1 ? ulong.MaxValue : (ulong)(share * 18446744073709551616.0);
}
