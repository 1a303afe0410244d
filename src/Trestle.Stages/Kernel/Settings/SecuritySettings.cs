using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Core.Security;

namespace Trestle.Stages.Kernel.Settings;

/// <summary>Who can use the server and the scoring hosts.</summary>
public sealed record SecuritySettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<SecuritySettings> Section { get; } = new("security");

    [Setting(
        "Host names under which the server and scoring hosts are reached, as behind a proxy; *.example.org stands for all below "
            + "it. Names of this machine are always answered (default: on loopback no others; on other addresses all).",
        Example = "[churn.example.org]")]
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    [Setting(
        "Whether scoring hosts answer only requests with a key (trestle keys); the paths of health checks stay open. The server always "
            + "asks for one.")]
    public bool RequireKeys { get; init; }

    [Setting(
        "Maximum number of open connections of one address (default: 256, and no limit for addresses of this machine). Set it higher for a "
            + "proxy on another machine.")]
    [Range(1, 1_000_000)]
    public int? ConnectionsPerAddress { get; init; }

    [Setting("TLS for the server and scoring hosts (default: none).")]
    public TlsSettings? Tls { get; init; }

    [Setting("An OpenID Connect issuer whose tokens are accepted like keys, and with which people sign in on the pages (default: none).")]
    public OidcSettings? Oidc { get; init; }

    /// <summary>What scoring hosts need to know; paths are relative to the folder of the project.</summary>
    public HostSecurity ForHosts(string folder) => new()
    {
        Certificate = Tls?.In(folder),
        Oidc = Oidc?.ForHosts(),
        AllowedHosts = AllowedHosts,
        ConnectionsPerAddress = ConnectionsPerAddress,
        RequireKeys = RequireKeys,
    };
}

/// <summary>The certificate of the server and of scoring hosts.</summary>
public sealed record TlsSettings
{
    [Setting(
        "The certificate: a PEM file (followed by the certificates that sign it) or a PFX file. It is read again when it changes.",
        Example = "certs/server.pem")]
    public required string Certificate { get; init; }

    [Setting("The private key of a PEM certificate, when it is not in the same file.", Example = "certs/server.key")]
    public string? Key { get; init; }

    [Setting("The password of the PFX file or of the key.", Example = "${TLS_PASSWORD}")]
    public Secret? Password { get; init; }

    /// <summary>The files, in the folder of the project unless their paths are absolute.</summary>
    public CertificateFiles In(string folder) => new(
        Path.GetFullPath(Certificate, folder), Key is null ? null : Path.GetFullPath(Key, folder), Password?.Name);
}
