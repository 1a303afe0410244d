using System.Net;

namespace Trestle.Serving.Security;

/// <summary>
/// The host names that a request may be sent to. On loopback only names of this machine are answered, and those that are set: a page of
/// another site cannot reach the host under a name of its own that it resolves to 127.0.0.1 (DNS rebinding). On other addresses all are
/// answered, unless some are set.
/// </summary>
internal sealed class HostNames(bool local, IReadOnlyList<string> allowed)
{
    private readonly bool any = !local && allowed.Count == 0;

    // Clients send the same name again and again.
    private volatile string? last;

    /// <summary>Whether a request to <paramref name="host"/>, the header as sent, may be answered.</summary>
    /// <param name="host">The header Host; null or empty in HTTP/1.0, which no browser speaks.</param>
    /// <param name="reached">The address at which the request arrived.</param>
    public bool Allows(string? host, IPAddress? reached)
    {
        if (any || string.IsNullOrEmpty(host) || host == last)
        {
            return true;
        }

        if (!IsAllowed(NameOf(host), reached))
        {
            return false;
        }

        last = host;
        return true;
    }

    /// <summary>The name without its port, and without the dot that may end it.</summary>
    private static ReadOnlySpan<char> NameOf(string host)
    {
        var end = host.StartsWith('[') ? host.IndexOf(']') + 1 : host.IndexOf(':');
        return host.AsSpan(0, end <= 0 ? host.Length : end).TrimEnd('.');
    }

    private bool IsAllowed(ReadOnlySpan<char> name, IPAddress? reached)
    {
        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (IPAddress.TryParse(name.Trim("[]"), out var address) && (IPAddress.IsLoopback(address) || (!local && Same(address, reached))))
        {
            return true;
        }

        foreach (var pattern in allowed)
        {
            if (name.Equals(pattern, StringComparison.OrdinalIgnoreCase)
                || (pattern.StartsWith("*.", StringComparison.Ordinal)
                    && name.Length > pattern.Length - 1
                    && name.EndsWith(pattern.AsSpan(1), StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(IPAddress address, IPAddress? reached) =>
        reached is not null && address.MapToIPv6().Equals(reached.MapToIPv6());
}
