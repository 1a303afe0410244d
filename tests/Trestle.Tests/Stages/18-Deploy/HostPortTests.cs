using System.Net;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

using Shouldly;

using Trestle.Core.Security;
using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Kernel.Access;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>Who has a port: a host is recognised although it asks for a key or speaks TLS.</summary>
public sealed class HostPortTests : IDisposable
{
    private const string Version = """{"deployment":"churn","project":"4711","generation":1}""";
    private static readonly string Token = KeyToken.New("-host");

    private readonly TempFolder folder = new();
    private readonly TestCertificate certificate = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        certificate.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_host_of_the_same_project_is_named(bool keys, bool tls)
    {
        await using var host = await StartAsync(keys, tls);
        Remember(host);
        (await HolderAsync(host, "deployments/other")).ShouldBe("deployment 'churn' of the project with the identity 4711");
    }

    [Theory]
    [InlineData(false, false, "deployment 'churn' of the project with the identity 4711")]
    [InlineData(false, true, "deployment 'churn' of the project with the identity 4711")]
    [InlineData(true, false, "a scoring host of another project, which asks for a key")]
    [InlineData(true, true, "a scoring host of another project, which asks for a key")]
    public async Task One_of_another_project_says_what_it_tells_strangers(bool keys, bool tls, string expected)
    {
        await using var host = await StartAsync(keys, tls);
        (await HolderAsync(host, "elsewhere/deployments/other")).ShouldBe(expected);
    }

    [Fact]
    public async Task A_program_that_is_no_host_is_another_program_even_if_it_asks_for_a_password()
    {
        await using var web = await StartAsync(http =>
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return http.Response.WriteAsync("who are you?");
        });
        (await HolderAsync(web, "deployments/other")).ShouldBe("another program");
    }

    private Task<string> HolderAsync(WebApplication host, string deployment)
    {
        Directory.CreateDirectory(folder.At(deployment));
        return HostPort.HolderAsync(new HostFiles(folder.At(deployment)), "127.0.0.1", new Uri(host.Urls.First()).Port, Cancellation);
    }

    /// <summary>The files of the deployment whose host it is.</summary>
    private void Remember(WebApplication host)
    {
        Directory.CreateDirectory(folder.At("deployments/churn"));
        var files = new HostFiles(folder.At("deployments/churn"));
        var address = new Uri(host.Urls.First());
        files.Write(HostState.None with { Port = address.Port, Address = address.ToString() });
        folder.Write("deployments/churn/host.token", Token);
        var security = new HostSecurity
        {
            Certificate = address.Scheme == Uri.UriSchemeHttps ? new CertificateFiles(folder.At("server.pem")) : null,
        };
        File.WriteAllBytes(HostAccess.FileIn(files.Folder), security.Write());
    }

    private Task<WebApplication> StartAsync(bool keys, bool tls) => StartAsync(
        http =>
        {
            if (keys && http.Request.Headers.Authorization != $"Bearer {Token}")
            {
                http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return http.Response.WriteAsync("""{"code":"TR1985"}""");
            }

            return http.Response.WriteAsync(Version);
        },
        tls);

    private async Task<WebApplication> StartAsync(RequestDelegate answer, bool tls = false)
    {
        folder.Write("server.pem", certificate.Pem);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (tls)
            {
                listen.UseHttps(new CertificateFiles(folder.At("server.pem")).Load().Certificate);
            }
        }));
        var web = builder.Build();
        web.Run(answer);
        await web.StartAsync(Cancellation);
        return web;
    }
}
