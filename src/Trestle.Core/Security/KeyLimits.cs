namespace Trestle.Core.Security;

/// <summary>What a key is limited to, beside its role.</summary>
public sealed record KeyLimits
{
    /// <summary>The deployments whose predictions it may request, and nothing else; empty for no limit.</summary>
    public IReadOnlyList<string> Deployments { get; init; } = [];

    /// <summary>Most requests a second; null for no limit.</summary>
    public int? PerSecond { get; init; }

    /// <summary>Most requests a day (UTC); null for no limit.</summary>
    public long? PerDay { get; init; }

    /// <summary>Whether it may be used for a deployment.</summary>
    public bool Allow(string deployment) => Deployments.Count == 0 || Deployments.Contains(deployment, StringComparer.Ordinal);
}

/// <summary>A key as a scoring host knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hash">The hash of its token.</param>
/// <param name="Labels">Whether it may send labels, too.</param>
/// <param name="Limits">What it is limited to; null for nothing.</param>
public sealed record HostKey(string Name, string Hash, bool Labels, KeyLimits? Limits = null);
