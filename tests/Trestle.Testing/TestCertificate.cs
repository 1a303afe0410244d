using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Trestle.Testing;

/// <summary>Certificates made for a test, signed by an authority of their own.</summary>
public sealed class TestCertificate : IDisposable
{
    private readonly X509Certificate2 authority;
    private readonly RSA key = RSA.Create(2048);
    private readonly X509Certificate2 own;

    /// <summary>A certificate for localhost and 127.0.0.1.</summary>
    public TestCertificate()
    {
        using var root = RSA.Create(2048);
        var signing = new CertificateRequest("CN=Trestle test authority", root, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        signing.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        authority = signing.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        own = request.Create(authority, now.AddDays(-1), now.AddDays(20), RandomNumberGenerator.GetBytes(8));
    }

    /// <summary>Its fingerprint.</summary>
    public string Thumbprint => own.Thumbprint;

    /// <summary>Certificate, authority and key in one PEM file.</summary>
    public string Pem => $"{Certificates}{key.ExportPkcs8PrivateKeyPem()}\n";

    /// <summary>Certificate and authority.</summary>
    public string Certificates => $"{own.ExportCertificatePem()}\n{authority.ExportCertificatePem()}\n";

    /// <summary>The key under a password.</summary>
    public string EncryptedKey(string password) => key.ExportEncryptedPkcs8PrivateKeyPem(
        password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));

    /// <summary>All in a PFX file.</summary>
    public byte[] Pfx(string? password)
    {
        using var complete = own.CopyWithPrivateKey(key);
        return new X509Certificate2Collection { complete, authority }.Export(X509ContentType.Pfx, password)!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        own.Dispose();
        authority.Dispose();
        key.Dispose();
    }
}
