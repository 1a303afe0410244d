using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

using Trestle.Server.Api;
using Trestle.Server.Gateway;
using Trestle.Server.Jobs;
using Trestle.Server.Runs;
using Trestle.Server.Security;
using Trestle.Server.Ui;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Web.Certificates;
using Trestle.Web.Connections;

namespace Trestle.Server;

/// <summary>The server of one project: API, pages and background jobs.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(20);
    private const int MaxConnections = 1024;
    private readonly WebApplication web;
    private readonly ServerOptions options;

    private ServerHost(WebApplication web, ServerOptions options)
    {
        this.web = web;
        this.options = options;
    }

    /// <summary>The address, once the server is listening.</summary>
    public Uri Address
    {
        get
        {
            var bound = new Uri(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            return IPAddress.TryParse(bound.Host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
                ? new UriBuilder(bound) { Host = "127.0.0.1" }.Uri
                : bound;
        }
    }

    /// <summary>The one-time sign-in address.</summary>
    public Uri StartAddress => new(Address, $"/start?token={Services.GetRequiredService<StartToken>().Value}");

    /// <summary>The services of the server.</summary>
    public IServiceProvider Services => web.Services;

    /// <summary>Opens the project and creates its server.</summary>
    public static async Task<ServerHost> CreateAsync(ServerOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        var served = await ServedProject.OpenAsync(options, clock, cancellation);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ServerHost).Assembly.GetName().Name,
            ContentRootPath = options.Files,
            WebRootPath = Path.Combine(options.Files, "wwwroot"),
        });
        var security = served.Project.Settings.Security;
        var counts = new ConnectionCounts();
        var guard = new ConnectionGuard(
            new ConnectionLimits { PerAddress = security.ConnectionsPerAddress }, counts, TimeProvider.System);
        var tls = security.Tls is { } files
            ? new ServerCertificate(files.In(served.Project.Folder), TimeProvider.System, Console.Error.WriteLine)
            : null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options, guard, tls));
        builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss "))
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Trestle", LogLevel.Information)
            .AddFilter("Trestle.Server.Security", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Services.AddSingleton(counts).AddSingleton(_ => guard);
        if (tls is not null)
        {
            builder.Services.AddSingleton(_ => tls);
        }

        AddServices(builder.Services, options, served, clock);
        var web = builder.Build();
        Use(web, options);
        return new ServerHost(web, options);
    }

    /// <summary>Starts listening; error TR0131 if the address cannot be used.</summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        try
        {
            await web.StartAsync(cancellation);
        }
        catch (Exception failed) when (failed is IOException or SocketException)
        {
            throw new TrestleException(ServerErrors.CannotListen($"{options.Host}:{options.Port}", failed.Message), inner: failed);
        }
    }

    /// <summary>Waits until the process is stopped, or the input ends, and finishes requests in progress.</summary>
    public async Task WaitAsync(Stream input)
    {
        if (input != Stream.Null)
        {
            _ = Task.Run(async () =>
            {
                await input.CopyToAsync(Stream.Null, CancellationToken.None);
                await web.StopAsync(CancellationToken.None);
            });
        }

        await web.WaitForShutdownAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Services.GetRequiredService<ConnectionGuard>().Dispose();
        Services.GetService<ServerCertificate>()?.Dispose();

        // Background jobs end before their services are disposed.
        await web.StopAsync(CancellationToken.None);
        await web.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options, ConnectionGuard guard, ServerCertificate? tls)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = Limits.MaxBytes;
        kestrel.Limits.MaxConcurrentUpgradedConnections = MaxConnections;
        ConnectionGuard.Configure(kestrel.Limits);
        kestrel.Listen(options.Host, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection => guard.RunAsync(connection, next));
            tls?.Use(listen);
        });
    }

    private static void AddServices(IServiceCollection services, ServerOptions options, ServedProject served, TimeProvider clock)
    {
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);
        services.AddSingleton(options).AddSingleton(clock).AddSingleton(served).AddSingleton(served.Records);
        services.AddSingleton(new AccessKeys(served.Records, clock)
        {
            Changed = (keys, stop) => HostAccess.PublishAsync(served.Project, keys, stop),
        });
        services.AddSingleton<KeyQuotas>().AddSingleton<AccessSessions>().AddSingleton<OpenSessions>();
        services.AddSingleton<RecentKeys>().AddSingleton<StartToken>();
        services.AddSingleton<LiveRun>().AddSingleton<RunQueue>().AddSingleton<LifecycleReader>();
        services.AddHostedService(provider => provider.GetRequiredService<RunQueue>());
        services.AddRouting().AddLimits();
        services.AddAccess(options, served.Project.Settings.Security, Path.Combine(served.Project.StateFolder, "server", "session-keys"));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => Match(json.SerializerOptions));
        services.AddGateway().AddJobs(options.Still);
        services.AddSingleton<IStageInService, DeployInService>().AddSingleton<IStageInService, ServeInService>()
            .AddSingleton<IStageInService, MonitorInService>().AddSingleton<IStageInService, RenewInService>();
        services.AddSingleton<RenewalTraining>();
        services.AddReference().AddPages();
    }

    /// <summary>The API uses the JSON format of artifacts, and rejects unknown and doubled members.</summary>
    private static void Match(JsonSerializerOptions json)
    {
        json.NumberHandling = Documents.Compact.NumberHandling;
        json.Encoder = Documents.Compact.Encoder;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.AllowDuplicateProperties = false;
        foreach (var converter in Documents.Compact.Converters)
        {
            json.Converters.Add(converter);
        }
    }

    private static void Use(WebApplication web, ServerOptions options)
    {
        web.Use(WatchAsync);
        web.UseSecureHeaders();
        web.UseMiddleware<Problems>();
        web.UseHostFiltering();
        web.UseRouting();
        web.UseAuthentication();
        web.UseRateLimiter();
        web.UseAuthorization();
        web.UseAntiforgery();
        web.UseRequestTimeouts();
        web.UseStrictRequests();
        web.MapGet("/metrics", (ConnectionCounts connections) => Results.Text(connections.ToString(), "text/plain; version=0.0.4"))
            .For(Role.Viewer).WithSummary("Counters of connections, for Prometheus");
        web.MapSessions();
        web.MapReference();
        web.MapApi();
        web.MapGateway();
        web.MapPages(options.Files);
    }

    /// <summary>Tells the guard that a connection is busy, so that it is not closed as idle.</summary>
    private static async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        var connection = context.Features.Get<WatchedConnection>();
        connection?.Begin();
        try
        {
            await next(context);
        }
        finally
        {
            connection?.End();
        }
    }
}
