using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Trestle.Server.Security;

/// <summary>
/// Caches valid tokens for a second, so that an application with many requests does not query the database for each. A revoked key
/// therefore stops working within a second.
/// </summary>
internal sealed class RecentKeys(AccessKeys keys, TimeProvider clock)
{
    private const int Most = 256;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, (AccessKey Key, DateTimeOffset Until)> known = new(StringComparer.Ordinal);

    /// <summary>The key of a token; null if the token is not valid.</summary>
    public async Task<AccessKey?> VerifyAsync(string token, CancellationToken cancellation)
    {
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        var now = clock.GetUtcNow();
        if (known.TryGetValue(hash, out var found) && now < found.Until)
        {
            return found.Key;
        }

        var key = await keys.VerifyAsync(token, cancellation);
        if (key is not null)
        {
            if (known.Count >= Most)
            {
                known.Clear();
            }

            known[hash] = (key, now + Lifetime);
        }

        return key;
    }
}
