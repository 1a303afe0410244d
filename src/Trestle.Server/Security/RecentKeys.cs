using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Trestle.Server.Security;

/// <summary>
/// Remembers the keys of tokens for a second, so that an application with many requests does not query the database for each. A revoked
/// key therefore stops working within a second; while the database does not answer, keys that were valid go on.
/// </summary>
internal sealed class RecentKeys(AccessKeys keys, TimeProvider clock)
{
    private const int Most = 256;
    private readonly ConcurrentDictionary<string, Remembered<AccessKey?>> known = new(StringComparer.Ordinal);

    /// <summary>The key of a token; null if the token is not valid.</summary>
    public async Task<AccessKey?> VerifyAsync(string token, CancellationToken cancellation)
    {
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (known.TryGetValue(hash, out var remembered))
        {
            return await remembered.GetAsync(cancellation);
        }

        remembered = new Remembered<AccessKey?>(() => keys.VerifyAsync(token, CancellationToken.None), clock);
        var key = await remembered.GetAsync(cancellation);
        if (key is not null)
        {
            if (known.Count >= Most)
            {
                known.Clear();
            }

            known[hash] = remembered;
        }

        return key;
    }
}
