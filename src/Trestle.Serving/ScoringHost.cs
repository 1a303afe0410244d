using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

using Trestle.Core.Errors;
using Trestle.Serving.Draining;
using Trestle.Serving.Metrics;
using Trestle.Serving.OpenInference;
using Trestle.Serving.PredictionLogs;
using Trestle.Serving.Routes;
using Trestle.Serving.Shadows;

namespace Trestle.Serving;

/// <summary>
/// A web server with the scoring endpoint and nothing else: no configuration files, no environment variables, no log of requests.
/// </summary>
internal sealed class ScoringHost : IAsyncDisposable
{
    private static readonly TimeSpan HeadersLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(2);
    private const int MostConnections = 1024;

    private readonly HostMetrics metrics = new();
    private readonly CancellationTokenSource ended = new();
    private readonly ServeOptions options;
    private readonly RouteFile? file;
    private readonly PredictionLogWriter? predictionLog;
    private readonly ShadowQueue shadows;
    private readonly WebApplication web;
    private readonly Drain drain;
    private readonly Answers answers;
    private Task? followed;

    /// <summary>Loads what is to be served; a package or a route table that cannot be used is a problem.</summary>
    public ScoringHost(ServeOptions options, TimeProvider clock)
    {
        this.options = options;
        var replay = options.Replays ? new ReplayClock() : null;
        clock = replay ?? clock;
        file = options.Routes is { } routes ? new RouteFile(routes, options.Policy, metrics, clock) : null;
        var board = file?.Board ?? new Switchboard(TableLoader.Single(options.Package!, options.Version, options.Policy, metrics));
        predictionLog = options.PredictionLog is { } folder
            ? new PredictionLogWriter(folder, RandomHost(), PredictionLogLimits.Default.Keeping(options.KeepBytes, options.KeepAge), clock)
            : null;
        shadows = new ShadowQueue(predictionLog, clock);
        web = Build();
        drain = new Drain(web.Services.GetRequiredService<ClosableListeners>(), metrics, clock);
        answers = new Answers(metrics, drain, predictionLog, clock);
        var predictor = new Predictor(answers, shadows, predictionLog, clock);
        var endpoint = new ScoringEndpoint(
            board,
            metrics,
            answers,
            predictor,
            new InferenceEndpoint(board, answers, predictor, drain),
            new FeedbackEndpoint(board, answers, predictionLog, clock),
            predictionLog,
            options.MostBytes,
            replay,
            options.Project);
        web.Run(endpoint.HandleAsync);
    }

    /// <summary>Where it listens, once it does.</summary>
    public Uri Address => new(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

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
        ended.Dispose();
    }

    /// <summary>Follows the route table. Not awaited at the end: a package that is still loading does not delay the process.</summary>
    private void Follow() => followed ??= file?.WatchAsync(ended.Token);

    private static ulong RandomHost() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

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
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.RequestHeadersTimeout = HeadersLimit;
        kestrel.Limits.KeepAliveTimeout = IdleLimit;
        kestrel.Listen(options.Host, options.Port, listen =>
        {
            // Without TLS a port speaks HTTP/1.1 or HTTP/2, not both; scoring clients speak the former.
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => async connection =>
            {
                metrics.Connected(1);
                try
                {
                    await next(connection);
                }
                finally
                {
                    metrics.Connected(-1);
                }
            });
        });
    }
}
