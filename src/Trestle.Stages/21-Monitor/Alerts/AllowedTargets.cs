using System.Net;
using System.Net.Sockets;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>
/// Where notifications may go: to public addresses, and to private ones in the allowed networks. Names are resolved here and the
/// addresses are checked before a socket connects to one of them, so a name that changes where it leads (DNS rebinding) does not help.
/// </summary>
/// <param name="allowed">Networks that are allowed although they are not public.</param>
/// <param name="resolve">Resolves a name; by default as this machine does.</param>
public sealed class AllowedTargets(
    IReadOnlyList<string> allowed, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    /// <summary>Addresses that do not lead to the public internet: IANA's registries of special-purpose addresses, and multicast.</summary>
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7",
            "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>IPv6 networks whose addresses hold an IPv4 address, and its first byte: mapped, compatible, NAT64, 6to4.</summary>
    private static readonly (IPNetwork Network, int Byte)[] Embedding =
    [
        (IPNetwork.Parse("::ffff:0:0/96"), 12), (IPNetwork.Parse("::/96"), 12), (IPNetwork.Parse("64:ff9b::/96"), 12),
        (IPNetwork.Parse("2002::/16"), 2),
    ];

    private readonly IPNetwork[] networks = [.. allowed.Select(Network).OfType<IPNetwork>()];
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>A network in a text, also a single address; null for anything else.</summary>
    public static IPNetwork? Network(string text)
    {
        if (text.AsSpan().ContainsAny('.', ':') && IPAddress.TryParse(text, out var single))
        {
            return new IPNetwork(single, single.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        }

        return IPNetwork.TryParse(text, out var network) ? network : null;
    }

    /// <summary>Whether notifications may be sent to an address.</summary>
    public bool Allows(IPAddress address)
    {
        var inner = Inner(address);
        return IsPublic(inner) || networks.Any(network => network.Contains(inner) || network.Contains(address));
    }

    /// <summary>The address that a host stands for without asking anybody, when notifications may not be sent there; else null.</summary>
    public IPAddress? Refused(string host)
    {
        var name = host.TrimEnd('.');
        var known = IPAddress.TryParse(name, out var literal) ? literal
            : name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
            : null;
        return known is not null && !Allows(known) && !(known == IPAddress.Loopback && Allows(IPAddress.IPv6Loopback)) ? known : null;
    }

    /// <summary>A socket that is connected to one of the allowed addresses of a host; error TR2112 when it has none.</summary>
    public async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellation).ConfigureAwait(false);
        var usable = found.Where(Allows).ToArray();
        if (usable.Length == 0)
        {
            throw found.Length == 0
                ? new SocketException((int)SocketError.HostNotFound)
                : new TrestleException(AlertErrors.PrivateTarget(host, found[0], host));
        }

        SocketException? last = null;
        foreach (var address in usable)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, port, cancellation).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException failed)
            {
                socket.Dispose();
                last = failed;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last!;
    }

    private static bool IsPublic(IPAddress address) => !NotPublic.Any(network => network.Contains(address));

    /// <summary>The IPv4 address that an IPv6 address leads to, or the address itself.</summary>
    private static IPAddress Inner(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.Equals(IPAddress.IPv6Loopback)
            || address.Equals(IPAddress.IPv6Any))
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        return Embedding.Where(entry => entry.Network.Contains(address)).Select(entry => new IPAddress(bytes.AsSpan(entry.Byte, 4)))
            .FirstOrDefault() ?? address;
    }
}
