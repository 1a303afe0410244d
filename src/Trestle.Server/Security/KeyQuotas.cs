using System.Collections.Concurrent;

using Trestle.Core.Security;

namespace Trestle.Server.Security;

/// <summary>What each key has left of its quota of requests for predictions.</summary>
internal sealed class KeyQuotas(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, KeyQuota> quotas = new(StringComparer.Ordinal);

    /// <summary>Takes a request of the caller; refuses it (429) when the quota of its key is spent.</summary>
    public void Take(HttpContext http)
    {
        if (http.Features.Get<AccessKey>() is { Limits: { } limits } key
            && quotas.GetOrAdd(key.Name, _ => new KeyQuota(limits, clock)).Take() is { } wait)
        {
            http.Response.Headers.RetryAfter = KeyQuota.RetryAfter(wait);
            throw new RefusedException(StatusCodes.Status429TooManyRequests, ServerErrors.QuotaSpent());
        }
    }
}
