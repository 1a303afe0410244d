using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

using Shouldly;

using Trestle.EndToEnd.Server;
using Trestle.Stages.Deploy.Evidence;
using Trestle.Stages.Kernel.Projects;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Deployments;

/// <summary>
/// A deployment with keys and TLS, from <c>trestle deploy</c> over the host and the gateway of a server to a change of the configuration.
/// </summary>
public sealed class DeployedTlsTests
{
    private const string Protected = "security: {require-keys: true, tls: {certificate: server.pem}}\n";

    private static CancellationToken Cancellation => DeployedProject.Cancellation;

    [Fact]
    public async Task Host_and_gateway_answer_only_keys_over_TLS_and_follow_a_new_certificate()
    {
        await using var project = await DeployedProject.MakeAsync(1);
        using var first = new TestCertificate(intermediate: true);
        using var second = new TestCertificate();
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "server.pem"), first.Pem, Cancellation);
        await ConfigureAsync(project, Protected);
        var deployed = await project.RunAsync("deploy", "1", "--json");
        deployed.ExitCode.ShouldBe(0, deployed.ToString());
        var address = new Uri((await project.DeploymentAsync()).Address!);
        address.Scheme.ShouldBe("https");
        var token = await CreateAsync(project);

        using var client = Trusting(first.Root, second.Root);
        (await SendAsync(client, address, null)).ShouldBe(HttpStatusCode.Unauthorized);
        await UntilAsync(client, address, token, HttpStatusCode.OK);
        await Should.ThrowAsync<HttpRequestException>(
            () => client.GetAsync(new UriBuilder(address) { Scheme = "http", Path = "/ping" }.Uri, Cancellation));
        (await project.RunAsync("deployments")).ExitCode.ShouldBe(0);
        (await LogHealth.AskAsync(project.Project, await project.DeploymentAsync(), Cancellation)).ShouldNotBeNull();

        await using var server = await ServerProcess.StartAsync(project.Folder);
        server.Address.Scheme.ShouldBe("https");
        (await SendAsync(client, server.Address, null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(client, server.Address, token)).ShouldBe(HttpStatusCode.OK);

        // While the certificate of both is replaced, every request is answered.
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "server.pem"), second.Pem, Cancellation);
        while (await PresentedAsync(address) != second.Thumbprint || await PresentedAsync(server.Address) != second.Thumbprint)
        {
            using var fresh = Trusting(first.Root, second.Root);
            (await SendAsync(fresh, server.Address, token)).ShouldBe(HttpStatusCode.OK);
        }

        (await SendAsync(client, server.Address, token)).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(client, address, token)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_server_that_runs_does_not_put_back_what_the_configuration_said_before()
    {
        await using var project = await DeployedProject.MakeAsync(1);
        using var certificate = new TestCertificate();
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "server.pem"), certificate.Pem, Cancellation);
        (await project.RunAsync("deploy", "1")).ExitCode.ShouldBe(0);
        await using var server = await ServerProcess.StartAsync(project.Folder);
        using var client = Trusting(certificate.Root);
        var open = new Uri((await project.DeploymentAsync()).Address!);
        (await SendAsync(client, open, null)).ShouldBe(HttpStatusCode.OK);

        await ConfigureAsync(project, Protected);
        (await project.RunAsync("deploy", "1")).ExitCode.ShouldBe(0);
        var closed = new Uri((await project.DeploymentAsync()).Address!);
        closed.Scheme.ShouldBe("https");

        // Until the server, which began without TLS and looks every few seconds, has followed: its gateway reaches the host.
        var token = await CreateAsync(project);
        while (await SendAsync(client, server.Address, token) != HttpStatusCode.OK)
        {
            (await SendAsync(client, closed, null)).ShouldBe(HttpStatusCode.Unauthorized);
            await Task.Delay(20, Cancellation);
        }

        (await SendAsync(client, closed, null)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task ConfigureAsync(DeployedProject project, string security)
    {
        var file = Path.Combine(project.Folder, Project.FileName);
        await File.WriteAllTextAsync(file, await File.ReadAllTextAsync(file, Cancellation) + security, Cancellation);
    }

    private static async Task<string> CreateAsync(DeployedProject project)
    {
        var made = await TrestleProgram.RunAsync(Cancellation, "keys", "create", project.Folder, "shop", "--role", "viewer", "--json");
        made.ExitCode.ShouldBe(0, made.ToString());
        return JsonDocument.Parse(made.Output).RootElement.GetProperty("token").GetString()!;
    }

    /// <summary>A client that trusts these authorities and nobody else.</summary>
    private static HttpClient Trusting(params X509Certificate2[] roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } });
    }

    private static async Task<string> PresentedAsync(Uri address)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Cancellation);
        await using var tls = new SslStream(client.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("localhost");
        using var presented = X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
        return presented.Thumbprint;
    }

    private static async Task UntilAsync(HttpClient client, Uri address, string token, HttpStatusCode status)
    {
        while (await SendAsync(client, address, token) != status)
        {
            await Task.Delay(20, Cancellation);
        }
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, Uri address, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/invocations"))
        {
            Content = new StringContent(
                """{"dataframe_records":[{"age":30,"plan":"plus"}]}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }
}
