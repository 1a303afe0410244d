using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Trestle.Server.Security;

/// <summary>
/// The token that the server prints at startup. It opens one session, once, within an hour. Whoever can read the output of the server
/// has access to the project folder anyway.
/// </summary>
internal sealed class StartToken(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private readonly DateTimeOffset end = clock.GetUtcNow() + Lifetime;
    private string? token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The token; null after it was used.</summary>
    public string? Value => Volatile.Read(ref token);

    /// <summary>Consumes the token; true only for the first call with the right one.</summary>
    public bool Use(string presented)
    {
        var expected = Value;
        return expected is not null
            && clock.GetUtcNow() < end
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented), Encoding.UTF8.GetBytes(expected))
            && Interlocked.CompareExchange(ref token, null, expected) == expected;
    }
}
