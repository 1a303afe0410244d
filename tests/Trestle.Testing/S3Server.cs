using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Trestle.Testing;

/// <summary>
/// A server of the tests' own that speaks the protocol of S3, in a temporary folder on a free port of this machine, started when it is
/// first asked for: moto_server where it is installed, else Ceph's object gateway on a cluster of one. Credentials go into the environment,
/// where the AWS SDK looks for them. To ask where neither is installed is an error.
/// </summary>
public sealed class S3Server : IAsyncDisposable
{
    private const string Key = "TRESTLETESTKEY";
    private const string Secret = "trestle-test-secret";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly string? Moto = Find("moto_server");
    private static readonly string? Gateway = new[] { "radosgw", "ceph-mon", "ceph-osd" }.All(program => Find(program) is not null)
        ? Find("radosgw")
        : null;

    private readonly SemaphoreSlim once = new(1);
    private readonly List<Process> processes = [];
    private TempFolder? folder;
    private int buckets;

    /// <summary>Whether a server is on this machine.</summary>
    public static bool IsInstalled => Moto is not null || Gateway is not null;

    /// <summary>Where it answers, once a bucket was made.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>Makes a bucket, and gives its name.</summary>
    public async Task<string> NewBucketAsync(CancellationToken cancellation)
    {
        await EnsureAsync(cancellation);
        var name = $"bucket{Interlocked.Increment(ref buckets)}";
        await PutAsync($"/{name}", [], cancellation);
        return name;
    }

    /// <summary>Writes an object past the store.</summary>
    public Task WriteAsync(string bucket, string key, byte[] content, CancellationToken cancellation) =>
        PutAsync($"/{bucket}/{key}", content, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(processes))
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        folder?.Dispose();
        once.Dispose();
    }

    /// <summary>
    /// Puts until the server takes it: one that has just started, on a busy machine, breaks connections and answers 500 or 503 for a while.
    /// </summary>
    private async Task PutAsync(string path, byte[] content, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var started = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await PutOnceAsync(http, path, content, cancellation);
                return;
            }
            catch (HttpRequestException problem) when (started.Elapsed < Patience && problem.StatusCode is null or >= (HttpStatusCode)500)
            {
                await Task.Delay(Pause, cancellation);
            }
        }
    }

    /// <summary>A request signed as of version 2 of the protocol, which needs no SDK.</summary>
    private async Task PutOnceAsync(HttpClient http, string path, byte[] content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(Endpoint + path)) { Content = new ByteArrayContent(content) };
        var now = DateTimeOffset.UtcNow;
#pragma warning disable CA5350 // The protocol says so.
        var signature = HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"PUT\n\n\n{now:R}\n{path}"));
#pragma warning restore CA5350
        request.Headers.Date = now;
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS {Key}:{Convert.ToBase64String(signature)}");
        using var answer = await http.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists);

    private async Task EnsureAsync(CancellationToken cancellation)
    {
        if (!IsInstalled)
        {
            throw new InvalidOperationException("no server with the protocol of S3 is installed");
        }

        await once.WaitAsync(cancellation);
        try
        {
            if (folder is not null)
            {
                return;
            }

            folder = new TempFolder();
            Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", Key);
            Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", Secret);
            var port = LocalServers.FreePort();
            if (Moto is not null)
            {
                Start(Moto, "-H", "127.0.0.1", "-p", $"{port}");
            }
            else
            {
                await StartGatewayAsync(port, cancellation);
            }

            Endpoint = $"http://127.0.0.1:{port}";
            await AnswersAsync(cancellation);
        }
        finally
        {
            once.Release();
        }
    }

    /// <summary>One monitor, one store in memory, and the gateway with one user.</summary>
    private async Task StartGatewayAsync(int port, CancellationToken cancellation)
    {
        var (monitor, id) = ($"[v2:127.0.0.1:{LocalServers.FreePort()}]", Guid.NewGuid().ToString());
        var place = folder!.Path;
        var configuration = folder.Write("ceph.conf", $"""
            [global]
            fsid = {id}
            mon host = {monitor}
            public addr = 127.0.0.1
            keyring = {place}/keyring
            osd objectstore = memstore
            memstore device bytes = 1073741824
            osd pool default size = 1
            osd pool default min size = 1
            osd pool default pg num = 1
            osd pool default pgp num = 1
            osd crush chooseleaf type = 0
            mon allow pool size one = true
            mon warn on pool no redundancy = false
            run dir = {place}
            log to stderr = false
            log file = {place}/$name.log
            mon data = {place}/$name
            osd data = {place}/$name
            rgw data = {place}/$name
            rgw frontends = beast endpoint=127.0.0.1:{port}

            """);
        Directory.CreateDirectory(folder.At("mon.a"));
        Directory.CreateDirectory(folder.At("osd.0"));
        Task Ceph(string program, params string[] arguments) =>
            LocalServers.RunAsync(program, cancellation, ["-c", configuration, .. arguments]);
        Task Allow(string name, params string[] rights) => LocalServers.RunAsync(
            "ceph-authtool", cancellation, [folder.At("keyring"), "--gen-key", "-n", name, .. rights]);

        await LocalServers.RunAsync("ceph-authtool", cancellation, "--create-keyring", folder.At("keyring"));
        await Allow("mon.", "--cap", "mon", "allow *");
        await Allow("client.admin", "--cap", "mon", "allow *", "--cap", "osd", "allow *");
        await Allow("osd.0", "--cap", "mon", "allow profile osd", "--cap", "osd", "allow *");
        await LocalServers.RunAsync("monmaptool", cancellation, "--create", "--fsid", id, "--addv", "a", monitor, folder.At("monmap"));
        await Ceph("ceph-mon", "--mkfs", "-i", "a", "--monmap", folder.At("monmap"), "--keyring", folder.At("keyring"));
        Start("ceph-mon", "-c", configuration, "-f", "-i", "a");
        await Ceph("ceph", "--connect-timeout", "60", "osd", "new", id, "0");
        await Ceph("ceph-osd", "--mkfs", "-i", "0", "--osd-uuid", id);
        Start("ceph-osd", "-c", configuration, "-f", "-i", "0");
        await Ceph(
            "radosgw-admin", "user", "create", "--uid", "test", "--display-name", "test", "--access-key", Key, "--secret-key", Secret);
        Start("radosgw", "-c", configuration, "-f", "-n", "client.admin");
    }

    private async Task AnswersAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        while (true)
        {
            if (processes.FirstOrDefault(process => process.HasExited) is { } gone)
            {
                throw new InvalidOperationException($"{gone.StartInfo.ArgumentList[3]} ended with {gone.ExitCode}");
            }

            try
            {
                using var answer = await http.GetAsync(new Uri(Endpoint), limit.Token);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(Pause, limit.Token);
            }
        }
    }

    private void Start(string program, params string[] arguments) => processes.Add(Process.Start(LocalServers.Quiet(program, arguments))!);
}
