using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

using Trestle.Core.Errors;

namespace Trestle.Core.Security;

/// <summary>
/// How Trestle recognises its own hosts: they answer at an address for which their certificate is not made out, so the certificate itself
/// is compared with the one in the file. One that was replaced a moment ago is accepted until the host has read the new one.
/// </summary>
public sealed class TrustedCertificate(CertificateFiles files)
{
    private const int Kept = 2;
    private readonly Lock gate = new();
    private readonly List<byte[]> known = [];

    /// <summary>Whether a connection may be used; a callback of TLS clients.</summary>
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return false;
        }

        var presented = certificate.GetRawCertData();
        lock (gate)
        {
            return errors == SslPolicyErrors.None || Knows(presented) || (Remember() && Knows(presented));
        }
    }

    private bool Knows(byte[] presented) => known.Any(one => one.AsSpan().SequenceEqual(presented));

    private bool Remember()
    {
        try
        {
            var (certificate, _) = files.Load();
            using (certificate)
            {
                known.Add(certificate.RawData);
            }

            if (known.Count > Kept)
            {
                known.RemoveAt(0);
            }

            return true;
        }
        catch (TrestleException)
        {
            // A file that is being replaced; what was known stays known.
            return false;
        }
    }
}
