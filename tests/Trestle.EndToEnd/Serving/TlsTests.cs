using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Core.Security;
using Trestle.Learners.Packages;
using Trestle.Serving;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>A scoring host that speaks TLS.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Variable = "TRESTLE_TEST_TLS_PASSWORD";
    private readonly TempFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("pem")]
    [InlineData("pem and key")]
    [InlineData("pem and key with a password")]
    [InlineData("pfx")]
    [InlineData("pfx with a password")]
    public async Task It_answers_with_the_certificate_of_any_kind_of_file(string kind)
    {
        using var certificate = new TestCertificate();
        Environment.SetEnvironmentVariable(Variable, "secret");
        await using var model = await StartAsync(Write(kind, certificate));
        model.Client.BaseAddress!.Scheme.ShouldBe("https");
        (await PresentedAsync(model)).ShouldBe(certificate.Thumbprint);
        using var client = Trusting(model, certificate.Thumbprint);
        using var answer = await client.GetAsync(new Uri("/ping", UriKind.Relative), Cancellation);
        answer.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000"]);
        (await HealthCheck.RunAsync($"{model.Client.BaseAddress.Port}")).ShouldBe(0);
    }

    [Fact]
    public async Task A_certificate_that_changes_is_used_from_then_on_and_a_broken_one_is_not()
    {
        using var first = new TestCertificate();
        using var second = new TestCertificate();
        var files = Write("pem", first);
        await using var model = await StartAsync(files);
        var trusted = new TrustedCertificate(files);
        (await PresentedAsync(model, trusted)).ShouldBe(first.Thumbprint);

        await File.WriteAllTextAsync(files.Certificate, "-----BEGIN CERTIFICATE-----\nbroken", Cancellation);
        await Task.Delay(1200, Cancellation);
        (await PresentedAsync(model, trusted)).ShouldBe(first.Thumbprint);

        await File.WriteAllTextAsync(files.Certificate, second.Pem, Cancellation);
        while ((await PresentedAsync(model, trusted)) != second.Thumbprint)
        {
            await Task.Delay(50, Cancellation);
        }
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("pem and key")]
    [InlineData("pfx")]
    public async Task Intermediate_certificates_are_sent_so_that_clients_need_only_the_root(string kind)
    {
        using var certificate = new TestCertificate(intermediate: true);
        await using var model = await StartAsync(Write(kind, certificate));
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(certificate.Root);
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } });
        (await client.GetStringAsync(new Uri(model.Client.BaseAddress!, "/ping"), Cancellation)).ShouldBe("OK\n");
    }

    [Fact]
    public async Task A_client_of_Trestle_trusts_the_certificate_of_the_file_and_no_other()
    {
        using var right = new TestCertificate();
        using var wrong = new TestCertificate();
        await using var model = await StartAsync(Write("pem", right));
        await File.WriteAllTextAsync(folder.At("other.pem"), wrong.Pem, Cancellation);
        await Should.ThrowAsync<System.Security.Authentication.AuthenticationException>(
            PresentedAsync(model, new TrustedCertificate(new CertificateFiles(folder.At("other.pem")))));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("no key")]
    [InlineData("wrong password")]
    [InlineData("other key")]
    [InlineData("text")]
    public void Files_that_cannot_be_used_are_named(string kind)
    {
        using var certificate = new TestCertificate();
        using var other = new TestCertificate();
        var file = folder.At("certificate");
        File.WriteAllText(folder.At("key"), other.EncryptedKey("x"));
        Environment.SetEnvironmentVariable(Variable, "secret");
        switch (kind)
        {
            case "no key" or "other key":
                File.WriteAllText(file, certificate.Certificates);
                break;
            case "wrong password":
                File.WriteAllBytes(file, certificate.Pfx("another"));
                break;
            case "text":
                File.WriteAllText(file, "hello");
                break;
            default:
                break;
        }

        var files = new CertificateFiles(file, kind == "other key" ? folder.At("key") : null, kind == "wrong password" ? Variable : null);
        Should.Throw<TrestleException>(() => files.Load()).Message.ShouldStartWith("TR0192");
    }

    [Fact]
    public async Task A_client_that_never_finishes_its_handshake_is_closed()
    {
        using var certificate = new TestCertificate();
        await using var model = await StartAsync(Write("pem", certificate), perAddress: 1);
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, model.Client.BaseAddress!.Port, Cancellation);
        using var client = Trusting(model, certificate.Thumbprint);
        (await client.GetStringAsync(new Uri("/ping", UriKind.Relative), Cancellation)).ShouldBe("OK\n");
    }

    private CertificateFiles Write(string kind, TestCertificate certificate)
    {
        var (file, key) = (folder.At("certificate"), folder.At("key"));
        var password = kind.EndsWith("password", StringComparison.Ordinal) ? Variable : null;
        switch (kind)
        {
            case "pem":
                File.WriteAllText(file, certificate.Pem);
                return new CertificateFiles(file);
            case "pfx" or "pfx with a password":
                File.WriteAllBytes(file, certificate.Pfx(password is null ? null : "secret"));
                return new CertificateFiles(file, null, password);
            default:
                File.WriteAllText(file, certificate.Certificates);
                File.WriteAllText(key, password is null ? certificate.Pem : certificate.EncryptedKey("secret"));
                return new CertificateFiles(file, key, password);
        }
    }

    private async Task<RunningModel> StartAsync(CertificateFiles files, int? perAddress = null)
    {
        var path = folder.At("sample.trestle");
        PackageWriter.WriteFile(SamplePackages.Contents(TaskKind.Binary), path);
        await File.WriteAllBytesAsync(
            folder.At("security.json"), new HostSecurity { Certificate = files, ConnectionsPerAddress = perAddress }.Write(), Cancellation);
        return await RunningModel.StartAsync(new ServeOptions { Package = path, Port = 0, Security = folder.At("security.json") }, path);
    }

    private static HttpClient Trusting(RunningModel model, string thumbprint) => new(new SocketsHttpHandler
    {
        SslOptions =
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == thumbprint,
        },
    })
    { BaseAddress = model.Client.BaseAddress };

    /// <summary>The fingerprint of the certificate that the host presents.</summary>
    private static async Task<string> PresentedAsync(RunningModel model, TrustedCertificate? trusted = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, model.Client.BaseAddress!.Port, Cancellation);
        await using var tls = new SslStream(
            client.GetStream(), false,
            (sender, certificate, chain, errors) => trusted?.Accepts(sender, certificate, chain, errors) ?? certificate is not null);
        await tls.AuthenticateAsClientAsync("other.example");
        using var presented = X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
        return presented.Thumbprint;
    }
}
