using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Shouldly;

using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Containerize;

/// <summary>
/// What <c>trestle deploy</c> writes for Kubernetes, run as a pod by podman. Podman 4.3.1 mounts Secrets without decoding them, so the
/// files of the Secrets are mounted as folders here.
/// </summary>
public sealed partial class PodTests(ChurnProject churn, Podman podman) : IClassFixture<ChurnProject>, IClassFixture<Podman>
{
    private const string Container = "trestle-churn-1-pod-0-model";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pod_asks_for_keys_over_TLS_logs_to_its_volume_takes_labels_and_ends_by_itself()
    {
        Assert.SkipWhen(Podman.Lack is not null, Podman.Lack ?? "");
        using var folder = new TempFolder();
        using var certificate = new TestCertificate();
        var (token, manifest) = await DeployAsync(folder, certificate);
        var port = LocalServers.FreePort();
        var engine = podman.Engine();
        await podman.DoAsync(engine, "load", "--input", folder.At("image.tar"));
        await podman.DoAsync(engine, "kube", "play", folder.Write("pod.yaml", Playable(manifest, folder, port)));
        try
        {
            using var http = Client(certificate, port);
            await UntilHealthyAsync(http);

            // A probe knows the pod by its address, a client by the names that are set, or by that of the Service.
            (await AskAsync(http, null, "health", null, "churn.example.org")).Status.ShouldBe(HttpStatusCode.OK);
            (await AskAsync(http, null, "health", null, "trestle-churn")).Status.ShouldBe(HttpStatusCode.OK);
            (await AskAsync(http, null, "health", null, "evil.example")).Status.ShouldBe(HttpStatusCode.BadRequest);
            var row = string.Join('\n', File.ReadLines(Path.Combine(churn.Folder, "data", "wa_churn.csv")).Take(2));
            (await AskAsync(http, null, "invocations", row)).Status.ShouldBe(HttpStatusCode.Unauthorized);
            var answer = await AskAsync(http, token, "invocations", row);
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
            JsonNode.Parse(answer.Text)!["predictions"]!.AsArray().Count.ShouldBe(1);
            var label = $$"""{"labels": [{"id": "{{answer.Id}}-0", "label": "Yes"}]}""";
            (await AskAsync(http, token, "feedback", label)).Text.ShouldBe("""{"accepted":1}""");

            // Told to end it closes its segment, in a volume that belongs to its user.
            await podman.DoAsync(engine, "stop", "--time", "60", Container);
            const string Ended = "{{.State.ExitCode}} {{.HostConfig.ReadonlyRootfs}} {{.Config.User}}";
            (await podman.DoAsync(engine, "inspect", "--format", Ended, Container)).ShouldBe("0 true 10001:10001");
            var log = await podman.DoAsync(engine, "volume", "inspect", "--format", "{{.Mountpoint}}", "trestle-log");
            Directory.GetFiles(log).ShouldHaveSingleItem().ShouldEndWith("-000001.journal");
        }
        finally
        {
            await podman.RunAsync(engine, "kube", "down", folder.At("pod.yaml"));
        }
    }

    /// <summary>Makes the image, a key and the manifest, as a user does.</summary>
    private async Task<(string Token, string Manifest)> DeployAsync(TempFolder folder, TestCertificate certificate)
    {
        await File.WriteAllTextAsync(Path.Combine(churn.Folder, "server.pem"), certificate.Pem, Cancellation);
        await File.AppendAllTextAsync(
            Path.Combine(churn.Folder, "trestle.yaml"),
            "deploy: {target: kubernetes, container: {volume: trestle-log, tls-secret: churn-tls, replicas: 1}}\n"
                + "security: {require-keys: true, tls: {certificate: server.pem}, allowed-hosts: [churn.example.org]}\n",
            Cancellation);
        await TrestleAsync("containerize", churn.Folder, "--base", Podman.Root, "--output", folder.At("image.tar"));
        var made = await TrestleAsync("keys", "create", churn.Folder, "shop", "--role", "editor", "--json");
        await TrestleAsync("deploy", churn.Folder);
        var file = Path.Combine(churn.Folder, ".trestle", "deployments", "churn", "kubernetes.yaml");
        Directory.CreateDirectory(folder.At("tls"));
        folder.Write("tls/tls.crt", certificate.Pem);
        folder.Write("tls/tls.key", certificate.Pem);
        return (JsonNode.Parse(made)!["token"]!.GetValue<string>(), await File.ReadAllTextAsync(file, Cancellation));
    }

    private static async Task<string> TrestleAsync(params string[] arguments)
    {
        var ended = await TrestleProgram.RunAsync(Cancellation, arguments);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        return ended.Output;
    }

    /// <summary>The manifest for an image that is there, a port of this machine, and folders in place of Secrets.</summary>
    private static string Playable(string manifest, TempFolder folder, int port)
    {
        var security = Convert.FromBase64String(SecurityFile().Match(manifest).Groups[1].Value);
        Directory.CreateDirectory(folder.At("door"));
        folder.Write("door/security.json", Encoding.UTF8.GetString(security));
        var mounted = SecretVolume().Replace(
            manifest, match => $"name: {match.Groups[1].Value}\n          hostPath:\n            path: {folder.At(match.Groups[1].Value)}");
        return mounted.Replace("          args:", "          imagePullPolicy: Never\n          args:", StringComparison.Ordinal)
            .Replace("containerPort: 8080", $"containerPort: 8080\n              hostPort: {port}", StringComparison.Ordinal);
    }

    private static HttpClient Client(TestCertificate certificate, int port)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(certificate.Root);

        // Requests name other hosts than the certificate does.
        RemoteCertificateValidationCallback anyName = (_, _, _, errors) =>
            (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;
        var tls = new SslClientAuthenticationOptions { CertificateChainPolicy = policy, RemoteCertificateValidationCallback = anyName };
        return new HttpClient(new SocketsHttpHandler { SslOptions = tls })
        {
            BaseAddress = new Uri($"https://127.0.0.1:{port}/"),
            Timeout = Limit,
        };
    }

    private static async Task UntilHealthyAsync(HttpClient http)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        while (true)
        {
            try
            {
                (await http.GetStringAsync("health", limit.Token)).ShouldBe("OK\n");
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
            }
        }
    }

    private static async Task<(HttpStatusCode Status, string Text, string? Id)> AskAsync(
        HttpClient http, string? key, string path, string? body, string? host = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Headers.Host = host;
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        var type = body?.StartsWith('{') == true ? "application/json" : "text/csv";
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, type);
        using var answer = await http.SendAsync(request, Cancellation);
        return (
            answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation),
            answer.Headers.TryGetValues("X-Trestle-Prediction-Id", out var ids) ? ids.Single() : null);
    }

    [GeneratedRegex(@"  security\.json: (\S+)")]
    private static partial Regex SecurityFile();

    [GeneratedRegex(@"name: (\w+)\n +secret:\n(?: +\w+: .*\n){2} +defaultMode: 0440")]
    private static partial Regex SecretVolume();
}
