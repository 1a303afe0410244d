using System.Text.Json;
using System.Text.Json.Serialization;

using Trestle.Core.Errors;

namespace Trestle.Core.Security;

/// <summary>Who may use a scoring host: a small file that the host follows, so that a change is in force within a second.</summary>
public sealed record HostSecurity
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowDuplicateProperties = false,
        WriteIndented = true,
    };

    /// <summary>Host names that requests may be sent to, beside those of this machine; <c>*.example.org</c> is all below it.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The name of the deployment, to which keys can be limited.</summary>
    public string Deployment { get; init; } = "";

    /// <summary>Whether requests need a key.</summary>
    public bool RequireKeys { get; init; }

    /// <summary>The keys, where they are needed.</summary>
    public IReadOnlyList<HostKey> Keys { get; init; } = [];

    /// <summary>The issuer whose tokens are accepted beside keys; null for none.</summary>
    public OidcTrust? Oidc { get; init; }

    /// <summary>The certificate; null without TLS. Whether there is one is read at the start only.</summary>
    public CertificateFiles? Certificate { get; init; }

    /// <summary>Most open connections of one address; null for the host's own limit.</summary>
    public int? ConnectionsPerAddress { get; init; }

    /// <summary>The content of the file.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Reads a file's content; error TR0190 says what is wrong with it.</summary>
    public static HostSecurity Read(ReadOnlySpan<byte> text, string place)
    {
        try
        {
            var read = JsonSerializer.Deserialize<HostSecurity>(text, Json) ?? throw new JsonException("it is null");
            return Fault(read) is { } fault ? throw new TrestleException(SecurityErrors.Unusable(place, fault)) : read;
        }
        catch (JsonException broken)
        {
            throw new TrestleException(SecurityErrors.Unusable(place, broken.Message), inner: broken);
        }
    }

    /// <summary>Whether a text can be a host name, or one with <c>*.</c> before it.</summary>
    public static bool IsHostName(string name)
    {
        var plain = name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name;
        return Uri.CheckHostName(plain) is not UriHostNameType.Unknown and not UriHostNameType.Basic;
    }

    private static string? Fault(HostSecurity read) => read switch
    {
        _ when read.AllowedHosts.FirstOrDefault(name => !IsHostName(name)) is { } name => $"'{name}' is not a host name",
        _ when read.Keys.DistinctBy(key => key.Name).Count() != read.Keys.Count => "two keys have the same name",
        _ when read.Keys.Any(key => key.Hash.Length != 64) => "the hash of a key is not one of SHA-256",
        { Oidc: { } oidc } when !OidcTrust.IsIssuer(oidc.Issuer) => "the issuer is not an https address",
        { ConnectionsPerAddress: < 1 } => "the connections of an address are less than 1",
        _ => null,
    };
}
