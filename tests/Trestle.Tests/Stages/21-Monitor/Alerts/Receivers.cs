using System.Buffers;
using System.Net;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

using MimeKit;

using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Net;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Trestle.Tests.Stages.Monitor.Alerts;

/// <summary>What takes the notifications of a channel in a test, on loopback and a port of its own.</summary>
internal interface IReceiver : IAsyncDisposable
{
    /// <summary>Its port.</summary>
    int Port { get; }

    /// <summary>The texts of every message it was sent, accepted or not.</summary>
    IReadOnlyList<string> Messages { get; }

    /// <summary>What it answers: an HTTP status; a mail server accepts with 200 and refuses with anything else.</summary>
    int Answer { get; set; }
}

/// <summary>An HTTP server in this process.</summary>
internal sealed class HttpReceiver : IReceiver
{
    private readonly List<(string Path, IHeaderDictionary Headers, string Body)> got = [];
    private readonly TaskCompletionSource ended = new();
    private readonly WebApplication web;

    private HttpReceiver(WebApplication web) => this.web = web;

    /// <inheritdoc/>
    public int Port => new Uri(web.Urls.First()).Port;

    /// <inheritdoc/>
    public int Answer { get; set; } = 200;

    /// <summary>Whether requests get no answer at all.</summary>
    public bool Hangs { get; set; }

    /// <summary>The requests.</summary>
    public IReadOnlyList<(string Path, IHeaderDictionary Headers, string Body)> Got
    {
        get
        {
            lock (got)
            {
                return [.. got];
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Messages => [.. Got.Select(request => string.Join('\n', Texts(JsonNode.Parse(request.Body)!)))];

    /// <summary>Starts one.</summary>
    public static async Task<HttpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new HttpReceiver(builder.Build());
        receiver.web.Run(receiver.TakeAsync);
        await receiver.web.StartAsync();
        return receiver;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        ended.TrySetResult();
        await web.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        lock (got)
        {
            got.Add((context.Request.Path, new HeaderDictionary(context.Request.Headers.ToDictionary()), body));
        }

        if (Hangs)
        {
            await Task.WhenAny(ended.Task, Task.Delay(Timeout.Infinite, context.RequestAborted));
            return;
        }

        context.Response.StatusCode = Answer;
        if (Answer is >= 300 and < 400)
        {
            context.Response.Headers.Location = "http://169.254.169.254/latest/meta-data/";
        }
    }

    private static IEnumerable<string> Texts(JsonNode node) => node switch
    {
        JsonObject map => map.Where(entry => entry.Value is not null).SelectMany(entry => Texts(entry.Value!)),
        JsonArray list => list.OfType<JsonNode>().SelectMany(Texts),
        _ => [node.ToString()],
    };
}

/// <summary>A mail server in this process.</summary>
internal sealed class MailReceiver : MessageStore, IReceiver, IUserAuthenticator
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<MimeMessage> mails = [];
    private Task listening = Task.CompletedTask;

    /// <inheritdoc/>
    public int Port { get; private set; }

    /// <inheritdoc/>
    public int Answer { get; set; } = 200;

    /// <summary>Users that signed in.</summary>
    public List<(string User, string Password)> Users { get; } = [];

    /// <summary>The messages.</summary>
    public IReadOnlyList<MimeMessage> Mails
    {
        get
        {
            lock (mails)
            {
                return [.. mails];
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Messages => [.. Mails.Select(mail => $"{mail.Subject}\n{mail.TextBody}")];

    /// <summary>Starts one.</summary>
    public static async Task<MailReceiver> StartAsync()
    {
        var receiver = new MailReceiver();
        var started = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listeners = new EndpointListenerFactory();
        listeners.EndpointStarted += (_, e) => started.TrySetResult(((IPEndPoint)e.LocalEndPoint).Port);
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add((IMessageStore)receiver);
        services.Add((IUserAuthenticator)receiver);
        services.Add((IEndpointListenerFactory)listeners);
        var options = new SmtpServerOptionsBuilder().ServerName("localhost")
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, 0)).AllowUnsecureAuthentication())
            .Build();
        receiver.listening = new SmtpServer.SmtpServer(options, services).StartAsync(receiver.stop.Token);
        receiver.Port = await started.Task;
        return receiver;
    }

    /// <inheritdoc/>
    public override Task<SmtpResponse> SaveAsync(
        ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(buffer.ToArray());
        lock (mails)
        {
            mails.Add(MimeMessage.Load(stream, cancellationToken));
        }

        return Task.FromResult(Answer == 200 ? SmtpResponse.Ok : new SmtpResponse((SmtpReplyCode)Answer, "no"));
    }

    /// <inheritdoc/>
    public Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken)
    {
        Users.Add((user, password));
        return Task.FromResult(password == "secret");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAny(listening);
        stop.Dispose();
    }
}
