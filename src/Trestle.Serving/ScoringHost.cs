using System.Net.Sockets;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

using Trestle.Core.Errors;
using Trestle.Learners.Packages;

namespace Trestle.Serving;

/// <summary>
/// A web server with the scoring endpoint and nothing else: no configuration files, no environment variables, no log of requests.
/// </summary>
internal sealed class ScoringHost : IAsyncDisposable
{
    private static readonly TimeSpan HeadersLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(1.5);
    private const int MostConnections = 1024;

    private readonly WebApplication web;
    private readonly ScoringEndpoint endpoint;
    private readonly ServeOptions options;

    public ScoringHost(ModelPackage package, ServeOptions options)
    {
        this.options = options;
        endpoint = new ScoringEndpoint(package, options.MostBytes);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);
        web = builder.Build();
        web.Run(endpoint.HandleAsync);
    }

    /// <summary>Where it listens, once it does.</summary>
    public Uri Address => new(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Begins to answer; error TR1902 when the address cannot be used.</summary>
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
    }

    /// <summary>Waits until the process is told to end, and answers what has begun.</summary>
    public Task WaitAsync() => web.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        endpoint.Dispose();
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MostBytes;
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.RequestHeadersTimeout = HeadersLimit;
        kestrel.Limits.KeepAliveTimeout = IdleLimit;

        // Without TLS a port speaks HTTP/1.1 or HTTP/2, not both; scoring clients speak the former.
        kestrel.Listen(options.Host, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
    }
}
