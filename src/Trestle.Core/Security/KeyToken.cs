using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Trestle.Core.Security;

/// <summary>
/// The tokens of keys: <c>trestle_NAME_SECRET</c> with 256 random bits. Only the SHA-256 of a token is kept, which is enough for a secret
/// that cannot be guessed; it is compared in constant time.
/// </summary>
public static class KeyToken
{
    private const string Prefix = "trestle";
    private const int SecretBytes = 32;
    private const int LongestToken = 128;

    /// <summary>A new token for a name.</summary>
    public static string New(string name) => $"{Prefix}_{name}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";

    /// <summary>Whether a credential is a token, valid or not, and for which name.</summary>
    public static bool IsToken(string credential, out string name)
    {
        var parts = credential.Length > LongestToken ? [] : credential.Split('_', 3);
        name = parts is [Prefix, _, { Length: > 0 }] ? parts[1] : "";
        return name.Length > 0;
    }

    /// <summary>What is kept of a token: 64 hexadecimal digits.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Whether a token has a hash; takes the same time for every token.</summary>
    public static bool Matches(string token, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(token)), Encoding.ASCII.GetBytes(hash));
}
