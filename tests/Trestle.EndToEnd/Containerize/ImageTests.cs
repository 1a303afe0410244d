using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Rows.PredictionLogs;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Containerize;

/// <summary>Images of the churn example, made by the command line, under real engines.</summary>
public sealed class ImageTests(ChurnProject churn, Podman podman) : IClassFixture<ChurnProject>, IClassFixture<Podman>
{
    private const int Rows = 200;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly HttpClient Http = new() { Timeout = Limit };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_made_twice_has_one_digest_and_answers_as_the_package_does_to_the_last_bit()
    {
        Assert.SkipWhen(Podman.Lack is not null, Podman.Lack ?? "");
        using var folder = new TempFolder();
        var first = await MakeAsync("--output", folder.At("one.tar"));
        Directory.Delete(Path.Combine(churn.Folder, ".trestle", "images", "layers"), recursive: true);
        var second = await MakeAsync("--output", folder.At("two.tar"));
        second["digest"]!.GetValue<string>().ShouldBe(first["digest"]!.GetValue<string>());
        File.ReadAllBytes(folder.At("two.tar")).ShouldBe(File.ReadAllBytes(folder.At("one.tar")));

        await podman.DoAsync("podman", "load", "--input", folder.At("one.tar"));
        var name = Reference(first);
        (await podman.DoAsync("podman", "image", "inspect", "--format", "{{.Digest}}", name)).ShouldBe(first["digest"]!.GetValue<string>());
        var port = LocalServers.FreePort();
        var container = await RunAsync(name, port);
        (await Http.GetStringAsync($"http://127.0.0.1:{port}/ping", Cancellation)).Trim().ShouldBe("OK");
        (await podman.DoAsync("podman", "top", container, "huser")).Split('\n')[^1].Trim().ShouldBe("10001");
        (
            await podman.RunAsync(
                "podman", "exec", container, "/usr/share/dotnet/dotnet", "/app/Trestle.Serving.dll", "--check",
                $"{port}")).ExitCode.ShouldBe(0);
        (
            await podman.RunAsync(
                "podman", "exec", container, "/usr/share/dotnet/dotnet", "/app/Trestle.Serving.dll", "--check", "1")).ExitCode.ShouldBe(1);
        await AnswersAsync(port);

        // Told to end it ends by itself, long before the engine would kill it.
        await podman.DoAsync("podman", "stop", "--time", "20", container);
        (await podman.DoAsync("podman", "inspect", "--format", "{{.State.ExitCode}}", container)).ShouldBe("0");
        (await podman.DoAsync("podman", "diff", container)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldAllBe(line => Mounted(line));
    }

    [Fact]
    public async Task A_request_that_has_begun_is_answered_although_the_container_is_told_to_end()
    {
        Assert.SkipWhen(Podman.Lack is not null, Podman.Lack ?? "");
        using var folder = new TempFolder();
        var image = await MakeAsync("--output", folder.At("image.tar"));
        await podman.DoAsync("podman", "load", "--input", folder.At("image.tar"));
        var port = LocalServers.FreePort();
        var container = await RunAsync(Reference(image), port);
        var body = Encoding.UTF8.GetBytes(Body(1));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                "POST /invocations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + $"Content-Length: {body.Length}\r\n\r\n"),
            Cancellation);
        await stream.WriteAsync(body.AsMemory(0, 10), Cancellation);
        await Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation);
        await podman.DoAsync("podman", "kill", "--signal", "TERM", container);
        await Task.Delay(TimeSpan.FromMilliseconds(500), Cancellation);
        await stream.WriteAsync(body.AsMemory(10), Cancellation);
        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync(Cancellation).AsTask().WaitAsync(Limit, Cancellation)).ShouldBe("HTTP/1.1 200 OK");
        (await podman.DoAsync("podman", "wait", container)).ShouldBe("0");
    }

    [Fact]
    public async Task A_registry_takes_it_and_gives_it_back_and_serves_as_the_place_of_the_base()
    {
        Assert.SkipWhen(Podman.Lack is not null, Podman.Lack ?? "");
        using var folder = new TempFolder();
        var port = LocalServers.FreePort();
        folder.Write(
            "registry.yml",
            $"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: "
                + $"{folder.At("registry")}}}}}\nhttp: {{addr: 127.0.0.1:{port}}}\n");
        using var registry = podman.Start("docker-registry", "serve", folder.At("registry.yml"));
        try
        {
            await UntilAsync($"http://127.0.0.1:{port}/v2/");
            var pushed = await MakeAsync("--push", $"127.0.0.1:{port}/team/churn:9");
            var digest = pushed["digest"]!.GetValue<string>();
            Reference(pushed).ShouldBe($"127.0.0.1:{port}/team/churn@{digest}");
            await podman.DoAsync(
                "skopeo", "copy", "--src-tls-verify=false", $"docker://127.0.0.1:{port}/team/churn:9", $"dir:{folder.At("pulled")}");
            Sha256(folder.At("pulled/manifest.json")).ShouldBe(digest);
            await podman.DoAsync(
                "podman", "run", "--rm", "--tls-verify=false", "--read-only", "--entrypoint", "/usr/share/dotnet/dotnet", Reference(pushed),
                "/app/Trestle.Serving.dll", "--help");

            // The image that was pushed has the runtime, so it is a base: three layers more on its own four.
            var upon = await MakeAsync("--base", Reference(pushed), "--output", folder.At("upon.tar"));
            upon["layers"]!.AsArray().Select(layer => layer!["name"]!.GetValue<string>())
                .ShouldBe(["base", "base", "base", "base", "host", "package"]);
            upon["base"]!.GetValue<string>().ShouldBe(Reference(pushed));
        }
        finally
        {
            registry.Kill();
            await registry.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_containerfile_builds_an_image_that_answers_alike()
    {
        Assert.SkipWhen(Podman.Lack is not null, Podman.Lack ?? "");
        using var folder = new TempFolder();
        await MakeAsync("--format", "containerfile", "--output", folder.At("context"));
        await podman.DoAsync(
            "buildah", "build", "--isolation", "chroot", "--format", "docker", "-t", "localhost/built:1", folder.At("context"));
        (
            await podman.DoAsync(
                "podman", "image", "inspect", "--format", "{{.Config.User}} {{index .Config.Healthcheck.Test 3}}",
                "localhost/built:1")).ShouldBe("10001:10001 --check");
        var port = LocalServers.FreePort();
        await RunAsync("localhost/built:1", port);
        await AnswersAsync(port);
    }

    [Fact]
    public async Task A_deployment_runs_the_image_that_is_on_record()
    {
        Assert.SkipWhen(Podman.Lack is not null, Podman.Lack ?? "");
        var image = await MakeAsync();
        File.AppendAllText(
            Path.Combine(churn.Folder, "trestle.yaml"),
            $"deploy: {{target: container, port: 0, container: {{engine: {podman.Engine()}}}}}\n");
        var deployed = await TrestleProgram.RunAsync(Cancellation, "deploy", churn.Folder, "--json");
        deployed.ExitCode.ShouldBe(0, deployed.ToString());
        var address = JsonNode.Parse(deployed.Output)!["address"]!.GetValue<string>();
        var version = JsonNode.Parse(await Http.GetStringAsync(new Uri(new Uri(address), "version"), Cancellation))!;
        version["model"]!["hash"]!.GetValue<string>().ShouldBe(image["package"]!.GetValue<string>());
        await AnswersAsync(new Uri(address).Port);
        await LogsAsync(new Uri(address), Path.Combine(churn.Folder, ".trestle", "deployments"));
        await ProtectAsync(new Uri(address));
        var retired = await TrestleProgram.RunAsync(Cancellation, "retire", churn.Folder, "all", "--reason", "the test is over");
        retired.ExitCode.ShouldBe(0, retired.ToString());
        await Should.ThrowAsync<HttpRequestException>(Http.GetStringAsync(address, Cancellation));
    }

    [Fact]
    public async Task A_person_reads_what_was_made_and_what_to_type()
    {
        Assert.SkipWhen(Podman.Lack is not null, Podman.Lack ?? "");
        using var folder = new TempFolder();
        var ended = await TrestleProgram.RunAsync(
            Cancellation, "containerize", churn.Folder, "--base", Podman.Root, "--output", folder.At("image.tar"));
        ended.ExitCode.ShouldBe(0, ended.ToString());
        ended.Output.ShouldContain($"podman load --input {folder.At("image.tar")}\n");
        ended.Output.ShouldContain("podman run --rm --read-only");
        ended.Output.Split('\n')
            .Where(line => !line.StartsWith("  podman", StringComparison.Ordinal) && !line.StartsWith("  curl", StringComparison.Ordinal))
                .Max(line => line.Length).ShouldBeLessThanOrEqualTo(80);
        ended.Error.ShouldContain("making the layer package");
    }

    /// <summary>Files that an engine puts into every container.</summary>
    private static bool Mounted(string line) =>
        line[2..] is "/dev" or "/proc" or "/run" or "/sys" or "/etc" or "/etc/hosts" or "/etc/hostname" or "/etc/resolv.conf"
            or "/run/.containerenv" or "/etc/mtab" or "/etc/passwd" or "/etc/group" or "/tmp" or "/var" or "/var/tmp" or "/run/secrets";

    private static string Reference(JsonNode image) => image["reference"]!.GetValue<string>();

    private static string Sha256(string file) =>
        $"sha256:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}";

    private static async Task UntilAsync(string address)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        while (true)
        {
            try
            {
                using var answer = await Http.GetAsync(address, limit.Token);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
            }
        }
    }

    /// <summary>Makes an image with the command line and gives its record.</summary>
    private async Task<JsonNode> MakeAsync(params string[] options)
    {
        string[] @base = options.Contains("--base") ? [] : ["--base", Podman.Root];
        var ended = await TrestleProgram.RunAsync(Cancellation, ["containerize", churn.Folder, "--json", .. @base, .. options]);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        return JsonNode.Parse(ended.Output)!["image"]!;
    }

    /// <summary>Runs a container with a read-only root and no rights, and waits until it answers.</summary>
    private async Task<string> RunAsync(string image, int port)
    {
        var container = await podman.DoAsync(
            "podman", "run", "--detach", "--read-only", "--read-only-tmpfs=false", "--cap-drop", "ALL", "--security-opt",
            "no-new-privileges", image, "--host", "127.0.0.1", "--port", $"{port}");
        await UntilAsync($"http://127.0.0.1:{port}/ping");
        return container;
    }

    /// <summary>The first rows of the source as a request.</summary>
    private string Body(int rows)
    {
        var lines = File.ReadLines(Path.Combine(churn.Folder, "data", "wa_churn.csv")).Take(rows + 1)
            .Select(line => line.Replace("\"", "", StringComparison.Ordinal).Split(',')).ToArray();
        var contract = ModelPackage.Open(churn.Package).Contract;
        var records = lines[1..].Select(cells => new JsonObject(lines[0].Zip(cells).Where(
            pair => contract.Columns.Any(column => column.Name == pair.First && column.Name != contract.Target))
            .Select(
                pair => KeyValuePair.Create(
                    pair.First, Value(contract.Columns.Single(column => column.Name == pair.First), pair.Second)))));
        return new JsonObject { ["dataframe_records"] = new JsonArray([.. records]) }.ToJsonString();
    }

    private static JsonNode? Value(ColumnContract column, string text) => text.Trim().Length == 0 ? null
        : column.Type == ColumnType.Number ? JsonNode.Parse(text)
        : column.Type == ColumnType.Boolean && text is "0" or "1" ? JsonNode.Parse(text)
        : JsonValue.Create(text);

    /// <summary>Asks the container and a host of this machine for the same rows; the answers are the same characters.</summary>
    private async Task AnswersAsync(int port)
    {
        using var host = Serving.HostProcess.Start("--package", churn.Package, "--port", "0");
        var (here, body) = (await host.AddressAsync(), Body(Rows));
        async Task<string> AskAsync(Uri at)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await Http.PostAsync(new Uri(at, "/invocations"), content, Cancellation);
            var text = await answer.Content.ReadAsStringAsync(Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            return JsonDocument.Parse(text).RootElement.GetProperty("predictions").GetRawText();
        }

        var answers = await AskAsync(new Uri($"http://127.0.0.1:{port}"));
        JsonNode.Parse(answers)!.AsArray().Count.ShouldBe(Rows);
        answers.ShouldBe(await AskAsync(here));
    }

    /// <summary>
    /// The same deployment asks for keys over TLS from the next <c>deploy</c> on, and follows keys and certificate while it runs.
    /// </summary>
    private async Task ProtectAsync(Uri before)
    {
        using var first = new TestCertificate(intermediate: true);
        using var second = new TestCertificate();
        var (file, configuration) = (Path.Combine(churn.Folder, "server.pem"), Path.Combine(churn.Folder, "trestle.yaml"));
        var plain = await File.ReadAllTextAsync(configuration, Cancellation);
        await File.WriteAllTextAsync(file, first.Pem, Cancellation);
        await File.WriteAllTextAsync(
            configuration, $"{plain}security: {{require-keys: true, tls: {{certificate: server.pem}}}}\n", Cancellation);
        var deployed = await TrestleProgram.RunAsync(Cancellation, "deploy", churn.Folder, "--json");
        deployed.ExitCode.ShouldBe(0, deployed.ToString());
        var address = new Uri(JsonNode.Parse(deployed.Output)!["address"]!.GetValue<string>());
        address.Scheme.ShouldBe("https");
        await Should.ThrowAsync<HttpRequestException>(Http.GetStringAsync(before, Cancellation));
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(new X509Certificate2[] { first.Root, second.Root });
        var made = await TrestleProgram.RunAsync(Cancellation, "keys", "create", churn.Folder, "shop", "--role", "viewer", "--json");
        made.ExitCode.ShouldBe(0, made.ToString());
        var token = JsonNode.Parse(made.Output)!["token"]!.GetValue<string>();
        async Task<HttpStatusCode> AskAsync(string? key)
        {
            using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } });
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "invocations"))
            {
                Content = new StringContent(Body(1), Encoding.UTF8, "application/json"),
            };
            request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
            using var answer = await client.SendAsync(request, Cancellation);
            return answer.StatusCode;
        }

        async Task UntilAskedAsync(HttpStatusCode status)
        {
            using var limit = new CancellationTokenSource(Limit);
            while (await AskAsync(token) != status)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
            }
        }

        (await AskAsync(null)).ShouldBe(HttpStatusCode.Unauthorized);
        await UntilAskedAsync(HttpStatusCode.OK);

        // A new certificate comes into the container with the next look at the deployment, here that of the command.
        await File.WriteAllTextAsync(file, second.Pem, Cancellation);
        (await TrestleProgram.RunAsync(Cancellation, "deploy", churn.Folder)).ExitCode.ShouldBe(0);
        policy.CustomTrustStore.Remove(first.Root);
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            try
            {
                (await AskAsync(null)).ShouldBe(HttpStatusCode.Unauthorized);
                break;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
            }
        }

        (await TrestleProgram.RunAsync(Cancellation, "keys", "revoke", churn.Folder, "shop")).ExitCode.ShouldBe(0);
        await UntilAskedAsync(HttpStatusCode.Unauthorized);
        await File.WriteAllTextAsync(configuration, plain, Cancellation);
    }

    /// <summary>A container keeps the prediction log in the deployment's folder, and takes labels for what is in it.</summary>
    private async Task LogsAsync(Uri address, string deployments)
    {
        using var content = new StringContent(Body(2), Encoding.UTF8, "application/json");
        using var answer = await Http.PostAsync(new Uri(address, "/invocations"), content, Cancellation);
        var id = answer.Headers.GetValues("X-Trestle-Prediction-Id").Single();
        id.ShouldEndWith(".2");
        using var labels = new StringContent(
            $$"""{"labels":[{"id":"{{id}}-0","label":"yes"},{"id":"{{id}}-1","label":"No"},{"id":"{{id}}-2","label":"No"}]}""",
            Encoding.UTF8, "application/json");
        using var taken = await Http.PostAsync(new Uri(address, "/feedback"), labels, Cancellation);
        var text = await taken.Content.ReadAsStringAsync(Cancellation);
        text.ShouldStartWith("""{"accepted":2,"refused":1,""");

        var file = Directory.GetFiles(deployments, "*.open", SearchOption.AllDirectories).ShouldHaveSingleItem();
        using var segment = new PredictionLogSegment(file);
        var records = segment.Read(Cancellation).ToArray();
        records.OfType<LabelRecord>().Select(label => (label.Id, label.Label)).ShouldBe([($"{id}-0", "yes"), ($"{id}-1", "No")]);

        // The rows of the test alone: the samples that proved the image are not in it.
        records.OfType<PredictionRecord>().Select(record => (record.Version, record.Inputs.Rows)).ShouldBe([(1, Rows), (1, 2)]);
    }
}
