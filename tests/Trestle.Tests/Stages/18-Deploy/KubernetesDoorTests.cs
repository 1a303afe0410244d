using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Routing;
using Trestle.Core.Security;
using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Targets;
using Trestle.Stages.Kernel.Access;
using Trestle.Storage.Records;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>Pods get what they have to know about keys and TLS from Secrets of the cluster.</summary>
public sealed class KubernetesDoorTests : IDisposable
{
    private static readonly CertificateFiles Certificate = new("/certs/server.pem", "/certs/server.key", "PASSWORD");

    private readonly TempFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Keys_are_in_a_Secret_that_is_mounted()
    {
        var (manifest, token) = await WriteAsync(new HostSecurity { RequireKeys = true });
        var written = Read(manifest);
        (written.RequireKeys, written.Deployment, written.Certificate).ShouldBe((true, "churn", null));
        written.Keys.ShouldHaveSingleItem().Name.ShouldBe("shop");
        KeyToken.Matches(token, written.Keys[0].Hash).ShouldBeTrue();
        manifest.ShouldNotContain(token);
        manifest.ShouldContain("\"--security\", \"/etc/trestle/security.json\"");
        manifest.ShouldContain("            - name: door\n              mountPath: /etc/trestle\n              readOnly: true\n");
        manifest.ShouldContain("        - name: door\n          secret:\n            secretName: \"trestle-churn-door\"\n");
        manifest.ShouldContain("      port: 80\n");
        manifest.ShouldNotContain("HTTPS");
    }

    [Fact]
    public async Task TLS_comes_from_a_Secret_of_the_cluster_and_probes_and_Service_speak_it()
    {
        var (manifest, _) = await WriteAsync(
            new HostSecurity { Certificate = Certificate, AllowedHosts = ["churn.example.org"] }, "churn-tls");
        var written = Read(manifest);
        written.Certificate.ShouldBe(new CertificateFiles("/etc/trestle-tls/tls.crt", "/etc/trestle-tls/tls.key"));
        written.AllowedHosts.ShouldBe(["churn.example.org", "trestle-churn"]);
        written.Keys.ShouldBeEmpty();
        manifest.ShouldContain("            - name: tls\n              mountPath: /etc/trestle-tls\n");
        manifest.ShouldContain("        - name: tls\n          secret:\n            secretName: \"churn-tls\"\n");
        manifest.Split("scheme: HTTPS").Length.ShouldBe(4, "three probes");
        manifest.ShouldContain("    - name: https\n      port: 443\n      targetPort: http\n");
    }

    [Fact]
    public async Task TLS_without_the_name_of_a_Secret_is_refused() =>
        (await Should.ThrowAsync<TrestleException>(() => WriteAsync(new HostSecurity { Certificate = Certificate })))
            .Problems.ShouldHaveSingleItem().Code.ShouldBe("TR1839");

    [Fact]
    public async Task Where_nothing_is_asked_for_the_manifest_is_the_same_as_ever()
    {
        var (manifest, _) = await WriteAsync(new HostSecurity());
        manifest.ShouldNotContain("Secret");
        manifest.ShouldNotContain("--security");
    }

    [Fact]
    public async Task A_revoked_key_is_gone_once_the_server_has_looked()
    {
        var (records, target, order) = await OrderAsync(new HostSecurity { RequireKeys = true }, null);
        await target.ApplyAsync(order, Cancellation);
        await order.Security.Keys!.RevokeAsync("shop", "ann", Cancellation);
        await target.TendAsync(order, Cancellation);
        Read(await File.ReadAllTextAsync(folder.At("kubernetes.yaml"), Cancellation)).Keys.ShouldBeEmpty();
        records.ShouldNotBeNull();
    }

    private static HostSecurity Read(string manifest)
    {
        var secret = manifest.Split("---\n").Single(part => part.Contains("kind: Secret", StringComparison.Ordinal));
        var line = secret.Split('\n').Single(line => line.StartsWith("  security.json: ", StringComparison.Ordinal));
        return HostSecurity.Read(Convert.FromBase64String(line["  security.json: ".Length..]), "the Secret");
    }

    private async Task<(string Manifest, string Token)> WriteAsync(HostSecurity asked, string? secret = null)
    {
        var (_, target, order) = await OrderAsync(asked, secret);
        var token = await File.ReadAllTextAsync(folder.At("token"), Cancellation);
        await target.ApplyAsync(order, Cancellation);
        return (await File.ReadAllTextAsync(folder.At("kubernetes.yaml"), Cancellation), token);
    }

    private async Task<(RecordStore Records, KubernetesTarget Target, DeployOrder Order)> OrderAsync(HostSecurity asked, string? secret)
    {
        var records = await RecordStore.OpenAsync(folder.At("records.db"), TimeProvider.System, Cancellation);
        var keys = new AccessKeys(records, TimeProvider.System);
        folder.Write("token", (await keys.CreateAsync("shop", Role.Viewer, "ann", Cancellation)).Token);
        folder.Write("churn-1.json", $$"""{"reference":"localhost/churn:1","digest":"sha256:{{new string('1', 64)}}","archive":null}""");
        var deployment = new Deployment
        {
            Name = "churn",
            Model = "churn",
            Target = "kubernetes",
            ChangedAt = DateTimeOffset.UnixEpoch,
            Generation = 1,
            Routes = [new Route(1, "churn-1.trestle", new string('a', 64), RouteRole.Live, 1)],
        };
        var settings = new DeploySettings { Container = new ContainerSettings { Volume = "log", TlsSecret = secret } };
        return (
            records, new KubernetesTarget(new ImageFiles(folder.Path)),
            new DeployOrder(folder.Path, deployment, settings) { Security = new HostDoor(asked, keys) });
    }
}
