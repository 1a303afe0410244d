using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Trestle.Server.Security;

/// <summary>
/// The token that is printed when the server starts and opens one session, once, within the hour. Whoever can read what the server
/// prints owns the project's folder anyway.
/// </summary>
internal sealed class StartToken(TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private readonly DateTimeOffset end = clock.GetUtcNow() + Life;
    private string? token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The token; null once it was used.</summary>
    public string? Value => Volatile.Read(ref token);

    /// <summary>Uses the token up; true for whoever comes first with the right one.</summary>
    public bool Use(string presented)
    {
        var expected = Value;
        return expected is not null
            && clock.GetUtcNow() < end
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented), Encoding.UTF8.GetBytes(expected))
            && Interlocked.CompareExchange(ref token, null, expected) == expected;
    }
}
