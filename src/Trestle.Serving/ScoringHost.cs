using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

using Trestle.Core.Errors;
using Trestle.Core.Security;
using Trestle.Serving.Draining;
using Trestle.Serving.Metrics;
using Trestle.Serving.OpenInference;
using Trestle.Serving.PredictionLogs;
using Trestle.Serving.Routes;
using Trestle.Serving.Security;
using Trestle.Serving.Shadows;
using Trestle.Web.Certificates;
using Trestle.Web.Connections;

namespace Trestle.Serving;

/// <summary>
/// A web server with the scoring endpoint and nothing else: no configuration files, no environment variables, no log of requests.
/// </summary>
internal sealed class ScoringHost : IAsyncDisposable
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan SlowRequest = TimeSpan.FromSeconds(30);

    private readonly HostMetrics metrics = new();
    private readonly CancellationTokenSource ended = new();
    private readonly ServeOptions options;
    private readonly RouteFile? file;
    private readonly SecurityFile? security;
    private readonly Gate gate;
    private readonly ConnectionGuard guard;
    private readonly ServerCertificate? certificate;
    private readonly PredictionLogWriter? predictionLog;
    private readonly ShadowQueue shadows;
    private readonly WebApplication web;
    private readonly Drain drain;
    private readonly Answers answers;
    private readonly ScoringEndpoint endpoint;
    private Task? followed;
    private Task? guarded;

    /// <summary>Loads what is to be served; a package or a route table that cannot be used is a problem.</summary>
    public ScoringHost(ServeOptions options, TimeProvider clock)
    {
        this.options = options;
        var replay = options.Replays ? new ReplayClock() : null;
        clock = replay ?? clock;
        file = options.Routes is { } routes ? new RouteFile(routes, options.Policy, metrics, clock) : null;
        var board = file?.Board ?? new Switchboard(TableLoader.Single(options.Package!, options.Version, options.Policy, metrics));
        security = options.Security is { } place ? new SecurityFile(place, clock) : null;
        gate = new Gate(IPAddress.IsLoopback(options.Host), Asked, options.MostBytes, clock);
        guard = new ConnectionGuard(LimitsOf(Asked), metrics.Connections, clock);
        certificate = Asked.Certificate is { } files ? new ServerCertificate(files, clock, Console.Error.WriteLine) : null;
        predictionLog = options.PredictionLog is { } folder
            ? new PredictionLogWriter(folder, RandomHost(), PredictionLogLimits.Default.Keeping(options.KeepBytes, options.KeepAge), clock)
            : null;
        shadows = new ShadowQueue(predictionLog, clock);
        web = Build();
        drain = new Drain(web.Services.GetRequiredService<ClosableListeners>(), metrics, clock);
        answers = new Answers(metrics, drain, predictionLog, clock) { IsSecure = certificate is not null };
        var predictor = new Predictor(answers, shadows, predictionLog, clock);
        endpoint = new ScoringEndpoint(
            board,
            metrics,
            answers,
            predictor,
            new InferenceEndpoint(board, answers, predictor, drain),
            new FeedbackEndpoint(board, answers, predictionLog, clock),
            predictionLog,
            gate,
            options.MostBytes,
            replay,
            options.Project);
        web.Run(endpoint.HandleAsync);
    }

    /// <summary>Where it listens, once it does.</summary>
    public Uri Address => new(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Answers a request that came in another way than over the network.</summary>
    public Task AnswerAsync(HttpContext context) => endpoint.HandleAsync(context);

    /// <summary>What whoever starts the host should know; empty when all is well.</summary>
    public IReadOnlyList<string> Warnings => IPAddress.IsLoopback(options.Host) || !gate.IsOpen
        ? []
        : [$"warning: other machines can reach this host at {options.Host}, and it answers everybody: no key is asked for"];

    private HostSecurity Asked => security?.Current ?? new HostSecurity();

    /// <summary>Starts to answer, and to follow the route table; error TR1902 when the address cannot be used.</summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        try
        {
            await web.StartAsync(cancellation);
        }
        catch (Exception failed) when (failed is IOException or SocketException)
        {
            throw new TrestleException(ServeErrors.CannotListen($"{options.Host}:{options.Port}", failed.Message), inner: failed);
        }

        Follow();
    }

    /// <summary>
    /// Follows the route table without listening, until a line arrives: then somebody else has ended, and this host takes over. False
    /// when the input ends before, because whoever started it is gone.
    /// </summary>
    public async Task<bool> StandByAsync(TextReader input, TextWriter output)
    {
        Follow();
        await output.WriteLineAsync("standing by");
        return await input.ReadLineAsync() is not null;
    }

    /// <summary>Waits until the process is told to end, and answers the requests under way.</summary>
    public async Task WaitAsync()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (options.UntilInputEnds)
        {
            _ = Task.Run(async () =>
            {
                await Console.OpenStandardInput().CopyToAsync(Stream.Null);
                web.Lifetime.StopApplication();
            });
        }

        using (web.Lifetime.ApplicationStopping.Register(told.SetResult))
        {
            await told.Task;
        }

        await drain.RunAsync();
        await web.StopAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await web.DisposeAsync();
        await shadows.DisposeAsync();
        if (predictionLog is not null)
        {
            await predictionLog.DisposeAsync();
        }

        answers.Dispose();
        guard.Dispose();
        gate.Dispose();
        certificate?.Dispose();
        ended.Dispose();
    }

    /// <summary>
    /// Follows the route table and the security file. Not awaited at the end: a package that is still loading does not delay the process.
    /// </summary>
    private void Follow()
    {
        followed ??= file?.WatchAsync(ended.Token);
        guarded ??= security?.WatchAsync(Use, ended.Token);
    }

    private static ulong RandomHost() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private static ConnectionLimits LimitsOf(HostSecurity security) => new()
    {
        PerAddress = security.ConnectionsPerAddress,
        Slow = SlowRequest,
    };

    private void Use(HostSecurity changed)
    {
        gate.Use(changed);
        guard.Limits = LimitsOf(changed);
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        builder.Services.AddSingleton<ClosableListeners>();
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => services.GetRequiredService<ClosableListeners>());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain);
        return builder.Build();
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MostBytes;
        ConnectionGuard.Configure(kestrel.Limits);
        kestrel.Limits.KeepAliveTimeout = IdleLimit;
        kestrel.Listen(options.Host, options.Port, listen =>
        {
            // Without TLS a port speaks HTTP/1.1 or HTTP/2, not both; scoring clients speak the former.
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection => guard.RunAsync(connection, next));
            certificate?.Use(listen);
        });
    }
}
