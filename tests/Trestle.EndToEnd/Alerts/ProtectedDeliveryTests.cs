using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

using Shouldly;

using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Net;
using SmtpServer.Protocol;
using SmtpServer.Storage;

using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Alerts;

/// <summary>
/// <c>trestle alerts test</c> over TLS: to a mail server and, through a proxy, to a webhook, whose certificates an authority of the
/// organisation has signed. The process trusts it as a user would let it: by <c>SSL_CERT_FILE</c>.
/// </summary>
public sealed class ProtectedDeliveryTests : IDisposable
{
    private const string Trust = "SSL_CERT_FILE";
    private readonly TempFolder folder = new();
    private readonly TestCertificate certificate = new(name: "hooks.example.test");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        certificate.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("start-tls")]
    [InlineData("tls")]
    public async Task A_mail_arrives_over_TLS_and_the_password_is_sent_only_then(string security)
    {
        await using var server = await MailServer.StartAsync(certificate, atOnce: security == "tls");
        Configure(
            $"email: {{host: localhost, port: {server.Port}, security: {security}, user: trestle, password: \"${{SMTP_PASSWORD}}\", "
                + "from: trestle@example.org, to: [oncall@example.org]}");
        var sent = await TestAsync(trusted: true);
        sent.ExitCode.ShouldBe(0, sent.ToString());
        sent.Output.ShouldContain("email:localhost accepted a test notification.");
        var mail = server.Mails.ShouldHaveSingleItem();
        mail.ShouldContain("From: trestle@example.org");
        mail.ShouldContain("To: oncall@example.org");
        server.SignedIn.ShouldBe([("trestle", "s3cr3t", true)]);

        // Nobody whom this machine trusts has signed it: nothing is sent, least of all the password.
        var refused = await TestAsync(trusted: false);
        refused.ExitCode.ShouldBe(1, refused.ToString());
        refused.ToString().ShouldNotContain("s3cr3t");
        (server.Mails.Count, server.SignedIn.Count).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_webhook_is_reached_through_the_proxy_which_alone_knows_its_address(string scheme)
    {
        var got = new ConcurrentQueue<(string Host, string Path)>();
        await using var receiver = await StartReceiverAsync(scheme == "https", got);
        var port = new Uri(receiver.Urls.First()).Port;
        using var proxy = new TestProxy(port);
        var channel = $"webhook: {{url: {scheme}://hooks.example.test:{port}/hook, key: \"${{HOOK_KEY}}\"}}";
        Configure(channel, $"  proxy: http://127.0.0.1:{proxy.Port}\n");
        var sent = await TestAsync(trusted: true);
        sent.ExitCode.ShouldBe(0, sent.ToString());
        got.ShouldBe([($"hooks.example.test:{port}", "/hook")]);
        proxy.Asked.ShouldHaveSingleItem().ShouldBe(
            scheme == "https" ? $"CONNECT hooks.example.test:{port}" : $"POST http://hooks.example.test:{port}/hook");

        // Without the proxy the name leads nowhere.
        Configure(channel);
        (await TestAsync(trusted: true)).ExitCode.ShouldBe(1);
        got.Count.ShouldBe(1);
    }

    private void Configure(string channel, string more = "") => folder.Write(
        "trestle.yaml",
        "name: small\nsource: data.csv\ntarget: y\nalerts:\n  private-networks: [127.0.0.0/8, \"::1\"]\n"
            + $"{more}  channels:\n    - {channel}\n");

    private Task<Ended> TestAsync(bool trusted)
    {
        var environment = new Dictionary<string, string> { ["SMTP_PASSWORD"] = "s3cr3t", ["HOOK_KEY"] = "s3cr3t" };
        if (trusted)
        {
            environment[Trust] = folder.Write("authority.pem", $"{certificate.Root.ExportCertificatePem()}\n");
        }

        return TrestleProgram.RunWithAsync(environment, Cancellation, "alerts", "test", folder.Path);
    }

    private async Task<WebApplication> StartReceiverAsync(bool tls, ConcurrentQueue<(string Host, string Path)> got)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (tls)
            {
                listen.UseHttps(certificate.Complete());
            }
        }));
        var web = builder.Build();
        web.Run(http =>
        {
            got.Enqueue(($"{http.Request.Host}", http.Request.Path));
            return Task.CompletedTask;
        });
        await web.StartAsync(Cancellation);
        return web;
    }

    /// <summary>A mail server that takes a password only over TLS.</summary>
    private sealed class MailServer : MessageStore, IUserAuthenticator, IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private Task listening = Task.CompletedTask;

        public int Port { get; private set; }

        public ConcurrentQueue<string> Mails { get; } = [];

        public ConcurrentQueue<(string User, string Password, bool Secure)> SignedIn { get; } = [];

        public static async Task<MailServer> StartAsync(TestCertificate certificate, bool atOnce)
        {
            var server = new MailServer();
            var started = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            var listeners = new EndpointListenerFactory();
            listeners.EndpointStarted += (_, e) => started.TrySetResult(((IPEndPoint)e.LocalEndPoint).Port);
            var services = new SmtpServer.ComponentModel.ServiceProvider();
            services.Add((IMessageStore)server);
            services.Add((IUserAuthenticator)server);
            services.Add((IEndpointListenerFactory)listeners);
            var options = new SmtpServerOptionsBuilder().ServerName("localhost")
                .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, 0)).Certificate(certificate.Complete())
                    .IsSecure(atOnce).AuthenticationRequired())
                .Build();
            server.listening = new SmtpServer.SmtpServer(options, services).StartAsync(server.stop.Token);
            server.Port = await started.Task;
            return server;
        }

        public override Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            Mails.Enqueue(Encoding.UTF8.GetString(buffer));
            return Task.FromResult(SmtpResponse.Ok);
        }

        public Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken)
        {
            SignedIn.Enqueue((user, password, context.Pipe!.IsSecure));
            return Task.FromResult(true);
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await Task.WhenAny(listening);
            stop.Dispose();
        }
    }

    /// <summary>An HTTP proxy that leads every name to one port of this machine, and notes what it is asked.</summary>
    private sealed class TestProxy : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly int target;

        public TestProxy(int target)
        {
            this.target = target;
            listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public ConcurrentQueue<string> Asked { get; } = [];

        public void Dispose() => listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    _ = RelayAsync(await listener.AcceptTcpClientAsync());
                }
            }
            catch (Exception ended) when (ended is ObjectDisposedException or SocketException)
            {
                return;
            }
        }

        private async Task RelayAsync(TcpClient client)
        {
            using var own = client;
            using var other = new TcpClient();
            await other.ConnectAsync(IPAddress.Loopback, target);
            var (near, far) = (client.GetStream(), other.GetStream());
            var head = await HeadAsync(near);
            var line = Encoding.ASCII.GetString(head).Split("\r\n")[0];
            Asked.Enqueue(line[..line.LastIndexOf(' ')]);
            await (line.StartsWith("CONNECT ", StringComparison.Ordinal)
                ? near.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray())
                : far.WriteAsync(head));
            await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
        }

        private static async Task<byte[]> HeadAsync(NetworkStream stream)
        {
            var head = new List<byte>();
            var one = new byte[1];
            while (!head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()) && await stream.ReadAsync(one) == 1)
            {
                head.Add(one[0]);
            }

            return [.. head];
        }
    }
}
