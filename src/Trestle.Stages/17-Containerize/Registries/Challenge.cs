using System.Text.RegularExpressions;

namespace Trestle.Stages.Containerize.Registries;

/// <summary>
/// What a registry asks for when a request is not authenticated (RFC 6750; the distribution project's token authentication).
/// </summary>
/// <param name="Scheme"><c>Basic</c> or <c>Bearer</c>.</param>
/// <param name="Parameters">realm, service, scope.</param>
internal sealed partial record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>The challenge of a response; null when it has none of a known scheme.</summary>
    public static Challenge? Of(HttpResponseMessage answer)
    {
        foreach (var header in answer.Headers.WwwAuthenticate)
        {
            if (header.Scheme is { } scheme
                && (
                    scheme.Equals(
                        "Bearer", StringComparison.OrdinalIgnoreCase) || scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)))
            {
                var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                foreach (Match match in Parameter().Matches(header.Parameter ?? ""))
                {
                    parameters.TryAdd(match.Groups[1].Value, match.Groups[2].Success ? match.Groups[2].Value : match.Groups[3].Value);
                }

                return new Challenge(scheme.ToLowerInvariant(), parameters);
            }
        }

        return null;
    }

    /// <summary>
    /// Where to get the token for the scope; null when the registry names no such place, or one to which a password must not be sent.
    /// </summary>
    public Uri? TokenAddress(Uri registry, string scope)
    {
        if (!Parameters.TryGetValue("realm", out var realm) || !Uri.TryCreate(realm, UriKind.Absolute, out var address)
            || !(
                address.Scheme == Uri.UriSchemeHttps || (
                    address.Scheme == Uri.UriSchemeHttp && (
                        address.IsLoopback || (registry.Scheme == Uri.UriSchemeHttp && address.Host == registry.Host)))))
        {
            return null;
        }

        var query = $"scope={Uri.EscapeDataString(scope)}"
            + $"{(Parameters.TryGetValue("service", out var service) ? $"&service={Uri.EscapeDataString(service)}" : "")}";
        return new UriBuilder(address) { Query = address.Query.Length > 1 ? $"{address.Query[1..]}&{query}" : query }.Uri;
    }

    [GeneratedRegex("([A-Za-z_]+)=(?:\"([^\"]*)\"|([^\\s,\"]+))")]
    private static partial Regex Parameter();
}
