using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

using Trestle.Core.Errors;

namespace Trestle.Core.Security;

/// <summary>Where the certificate of a server is.</summary>
/// <param name="Certificate">A PEM file (the certificate first, then those that sign it) or a PFX file.</param>
/// <param name="Key">The private key of a PEM certificate, when it is in a file of its own.</param>
/// <param name="PasswordVariable">The environment variable with the password of the key or the PFX file; null when there is none.</param>
public sealed record CertificateFiles(string Certificate, string? Key = null, string? PasswordVariable = null)
{
    private const string PemStart = "-----BEGIN";

    /// <summary>The content of the files, to see whether they changed.</summary>
    public byte[] Read() => [.. File.ReadAllBytes(Certificate), .. Key is null ? [] : File.ReadAllBytes(Key)];

    /// <summary>The certificate with its private key, and those that sign it; error TR0192 when the files cannot be used.</summary>
    public (X509Certificate2 Certificate, X509Certificate2Collection Chain) Load()
    {
        try
        {
            var all = Encoding.UTF8.GetString(File.ReadAllBytes(Certificate)).Contains(PemStart, StringComparison.Ordinal) ? Pem() : Pfx();
            var own = all.FirstOrDefault(one => one.HasPrivateKey) ?? throw new CryptographicException("it has no private key");
            return (own, [.. all.Where(one => one != own)]);
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException
            or ArgumentException)
        {
            throw new TrestleException(SecurityErrors.BadCertificate(Certificate, unusable.Message), inner: unusable);
        }
    }

    private string? Password => PasswordVariable is null ? null : Environment.GetEnvironmentVariable(PasswordVariable);

    private X509Certificate2[] Pfx() =>
        [.. X509CertificateLoader.LoadPkcs12Collection(File.ReadAllBytes(Certificate), Password)];

    private X509Certificate2[] Pem()
    {
        var text = File.ReadAllText(Certificate);
        var key = Key is null ? text : File.ReadAllText(Key);
        var all = new X509Certificate2Collection();
        all.ImportFromPem(text);
        using var own = Password is { } password
            ? X509Certificate2.CreateFromEncryptedPem(text, key, password)
            : X509Certificate2.CreateFromPem(text, key);

        // A key that comes from PEM can only be used on every system once it went through PFX.
        return [X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pfx), null), .. all.Skip(1)];
    }
}
