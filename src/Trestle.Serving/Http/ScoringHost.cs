using System.Net;

using Microsoft.AspNetCore.Server.Kestrel.Core;

using Trestle.Learners.Packages;

namespace Trestle.Serving.Http;

/// <summary>The web application of a scoring host.</summary>
public static class ScoringHost
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(1.5);

    /// <summary>An application that answers with the predictions of a package; not started yet.</summary>
    public static WebApplication Build(ServeOptions options, Scorer scorer)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = options.MaxBody;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxConcurrentConnections = 10_000;
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(options.Address), options.Port, listen => listen.Protocols = HttpProtocols.Http1AndHttp2);
        });

        var app = builder.Build();
        var endpoints = new ScoringEndpoints(scorer, options.MaxBody);
        app.Use(endpoints.GuardAsync);
        app.MapPost("/invocations", endpoints.ScoreAsync);
        app.MapGet("/ping", ScoringEndpoints.PingAsync);
        app.MapGet("/health", ScoringEndpoints.PingAsync);
        app.MapGet("/version", endpoints.VersionAsync);
        return app;
    }
}
