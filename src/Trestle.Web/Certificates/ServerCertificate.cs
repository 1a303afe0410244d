using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

using Trestle.Core.Errors;
using Trestle.Core.Security;

namespace Trestle.Web.Certificates;

/// <summary>
/// The certificate of a web server. Its files are checked every second: a changed certificate is used for the connections that follow, and
/// one that cannot be used leaves the previous one in force, which is reported once.
/// </summary>
public sealed class ServerCertificate : IDisposable
{
    /// <summary>The header with which browsers are told to use TLS from now on: a year.</summary>
    public const string StrictTransport = "max-age=31536000";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(5);

    private readonly CertificateFiles files;
    private readonly Action<Problem> report;
    private readonly ITimer timer;
    private byte[] seen;
    private string? reported;
    private volatile SslStreamCertificateContext current;

    /// <summary>Loads it; error TR0192 when it cannot be used. Later failures go to <paramref name="report"/>.</summary>
    public ServerCertificate(CertificateFiles files, TimeProvider clock, Action<Problem> report)
    {
        (this.files, this.report) = (files, report);
        current = Load(files);
        seen = files.Read();
        timer = clock.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    /// <summary>The certificate in use.</summary>
    public X509Certificate2 Current => current.TargetCertificate;

    /// <summary>Lets an endpoint speak TLS 1.2 and 1.3.</summary>
    public void Use(ListenOptions listen) => listen.UseHttps(new TlsHandshakeCallbackOptions
    {
        HandshakeTimeout = Handshake,
        OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = current,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        }),
    });

    /// <summary>Checks the files once.</summary>
    public void Look()
    {
        try
        {
            var content = files.Read();
            if (!content.AsSpan().SequenceEqual(seen))
            {
                seen = content;
                current = Load(files);
                reported = null;
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            Report(SecurityErrors.BadCertificate(files.Certificate, failed.Message));
        }
        catch (TrestleException unusable)
        {
            // Also while the certificate is replaced and its key is not yet: the change of the key is the next look.
            Report(unusable.Problems[0]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    private static SslStreamCertificateContext Load(CertificateFiles files)
    {
        var (certificate, chain) = files.Load();
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    private void Report(Problem problem)
    {
        if (reported != problem.ToString())
        {
            reported = problem.ToString();
            report(problem);
        }
    }
}
