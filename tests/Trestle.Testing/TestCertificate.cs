using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Trestle.Testing;

/// <summary>Certificates made for a test, signed by an authority of their own.</summary>
public sealed class TestCertificate : IDisposable
{
    private readonly X509Certificate2 root;
    private readonly X509Certificate2 authority;
    private readonly RSA key = RSA.Create(2048);
    private readonly X509Certificate2 own;

    /// <summary>A certificate for localhost, 127.0.0.1 and perhaps another name.</summary>
    /// <param name="intermediate">
    /// Whether an intermediate authority has signed it: then the root is not among <see cref="Certificates"/>, as issuers deliver them.
    /// </param>
    /// <param name="name">The other name.</param>
    public TestCertificate(bool intermediate = false, string? name = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var rootKey = RSA.Create(2048);
        root = Authority("Trestle test authority", rootKey).CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        authority = root;
        if (intermediate)
        {
            using var middleKey = RSA.Create(2048);
            using var middle = Authority("Trestle intermediate authority", middleKey)
                .Create(root, now.AddDays(-1), now.AddDays(25), RandomNumberGenerator.GetBytes(8));
            authority = middle.CopyWithPrivateKey(middleKey);
        }

        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(name ?? "localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        own = request.Create(authority, now.AddDays(-1), now.AddDays(20), RandomNumberGenerator.GetBytes(8));
    }

    /// <summary>The certificate that signs everything.</summary>
    public X509Certificate2 Root => root;

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Complete() => X509CertificateLoader.LoadPkcs12(Pfx(null), null);

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
        root.Dispose();
        key.Dispose();
    }

    private static CertificateRequest Authority(string name, RSA key)
    {
        var signing = new CertificateRequest(
            $"CN={name} {Guid.NewGuid():N}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        signing.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return signing;
    }
}
