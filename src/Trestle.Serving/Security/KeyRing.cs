using System.Collections.Frozen;

using Trestle.Core.Security;
using Trestle.Serving.Requests;

namespace Trestle.Serving.Security;

/// <summary>The keys of a host, with what each has left of its quota.</summary>
internal sealed class KeyRing
{
    private const string Word = "Bearer ";

    private readonly string deployment;
    private readonly FrozenDictionary<string, Entry> entries;

    /// <summary>The keys of a file. A key whose limits are the same as before continues with its quota.</summary>
    public KeyRing(HostSecurity security, KeyRing? before, TimeProvider clock)
    {
        deployment = security.Deployment;
        entries = security.Keys.ToFrozenDictionary(
            key => key.Name,
            key => before?.entries.GetValueOrDefault(key.Name) is { } known && known.HasLimitsOf(key)
                ? known with { Key = key }
                : new Entry(key, new KeyQuota(key.Limits ?? new KeyLimits(), clock)),
            StringComparer.Ordinal);
    }

    /// <summary>Refuses a request without a valid key, with one that does not allow it, or whose quota is spent.</summary>
    /// <param name="request">The request.</param>
    /// <param name="labels">Whether it sends labels.</param>
    public void Admit(HttpRequest request, bool labels)
    {
        var entry = CredentialOf(request) is { } credential ? Find(credential) : null;
        if (entry is null)
        {
            throw new RefusedException(GateErrors.NoKey());
        }

        if ((labels && !entry.Key.Labels) || entry.Key.Limits?.Allow(deployment) == false)
        {
            throw new RefusedException(GateErrors.NotAllowed(labels && !entry.Key.Labels));
        }

        if (entry.Quota.Take() is { } wait)
        {
            throw new RefusedException(GateErrors.QuotaSpent(KeyQuota.RetryAfter(wait)));
        }
    }

    /// <summary>The bearer credential of a request; null without one.</summary>
    public static string? CredentialOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { } header && header.StartsWith(Word, StringComparison.OrdinalIgnoreCase)
            ? header[Word.Length..].Trim()
            : null;

    private Entry? Find(string token) =>
        KeyToken.IsToken(token, out var name)
        && entries.TryGetValue(name, out var entry)
        && KeyToken.Matches(token, entry.Key.Hash)
            ? entry
            : null;

    private sealed record Entry(HostKey Key, KeyQuota Quota)
    {
        public bool HasLimitsOf(HostKey other) =>
            (Key.Limits?.PerSecond, Key.Limits?.PerDay) == (other.Limits?.PerSecond, other.Limits?.PerDay);
    }
}
