using System.Net;

using Shouldly;

using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Server.Security;

/// <summary>The server speaks TLS with the certificate of the configuration.</summary>
public sealed class TlsServerTests(TlsServer server) : IClassFixture<TlsServer>
{
    [Fact]
    public async Task It_answers_with_the_certificate_and_asks_browsers_to_stay_with_TLS()
    {
        server.Address.Scheme.ShouldBe("https");
        using var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions =
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate?.GetCertHashString() == server.Certificate.Thumbprint,
            },
        })
        { BaseAddress = server.Address };
        using var start = await client.GetAsync(server.Host.StartAddress, RunningServer.Cancellation);
        start.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        start.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000"]);
        start.Headers.GetValues("Set-Cookie").ShouldContain(cookie => cookie.Contains("secure", StringComparison.OrdinalIgnoreCase));
        var local = new UriBuilder(server.Address) { Host = "localhost", Path = "/sign-in" }.Uri;
        using var page = await client.GetAsync(local, RunningServer.Cancellation);
        page.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
    }
}

/// <summary>A server with a certificate.</summary>
public sealed class TlsServer : RunningServer
{
    /// <summary>Its certificate.</summary>
    public TestCertificate Certificate { get; } = new();

    /// <inheritdoc/>
    protected override bool HasRun => false;

    /// <inheritdoc/>
    protected override string Configuration => "security: {tls: {certificate: server.pem}}\n";

    /// <inheritdoc/>
    protected override void Prepare() => File.WriteAllText(Path.Combine(Project.Path_, "server.pem"), Certificate.Pem);
}
