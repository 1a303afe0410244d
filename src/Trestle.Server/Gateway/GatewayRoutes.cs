using System.Diagnostics;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

using Trestle.Core.Security;
using Trestle.Server.Api;
using Trestle.Server.Security;

using Yarp.ReverseProxy.Forwarder;

namespace Trestle.Server.Gateway;

/// <summary>
/// Forwards requests for predictions and labels to the scoring host of the deployment, with the same paths and answers. Keys and
/// cookies are not forwarded.
/// </summary>
internal static class GatewayRoutes
{
    private static readonly ForwarderRequestConfig Config = new() { ActivityTimeout = TimeSpan.FromSeconds(60) };

    /// <summary>Adds the services.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.AddSingleton<LiveDeployment>();
        return services.AddSingleton(provider => new HttpMessageInvoker(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = new OwnHosts(provider.GetRequiredService<ServedProject>()).Accepts },
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
            ConnectTimeout = TimeSpan.FromSeconds(5),
        }));
    }

    /// <summary>Adds the paths.</summary>
    public static void MapGateway(this WebApplication web)
    {
        var gateway = web.MapGroup("").WithTags("Predict").RequireRateLimiting(Limits.Predict)
            .WithMetadata(new RequestSizeLimitAttribute(Limits.MaxPredictBytes));
        gateway.WithRequestTimeout(Limits.Predict);
        gateway.AddEndpointFilter(ApiRoutes.CheckAntiforgery);
        gateway.MapPost("/invocations", ForwardAsync).ForPredictions(Role.Viewer)
            .WithSummary("Predict: MLflow's scoring protocol, JSON or CSV");
        gateway.MapPost("/feedback", ForwardAsync).ForPredictions(Role.Editor).WithSummary("Send labels, by prediction id");
        gateway.MapMethods("/v2/{**path}", [HttpMethods.Get, HttpMethods.Post], ForwardAsync).ForPredictions(Role.Viewer)
            .WithSummary("Predict: Open Inference Protocol V2");
    }

    private static async Task<IResult> ForwardAsync(
        HttpContext http, LiveDeployment live, KeyQuotas quotas, IHttpForwarder forwarder, HttpMessageInvoker client)
    {
        foreach (var part in http.Request.RouteValues.TryGetValue("path", out var path)
            && path is string { Length: > 0 } rest ? rest.Split('/') : [])
        {
            ApiRoutes.CheckName("path", part);
        }

        quotas.Take(http);
        var (deployment, token) = await live.FindAsync(http.RequestAborted);
        if (!http.User.MayUse(deployment.Name))
        {
            throw new RefusedException(StatusCodes.Status403Forbidden, ServerErrors.KeyIsLimited());
        }

        http.Request.Headers.Authorization = token is null ? default(StringValues) : $"Bearer {token}";
        var error = await forwarder.SendAsync(http, deployment.Address!, client, Config, KeepSecrets.Transformer);
        if (error is not ForwarderError.None && !http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            http.Response.Clear();
            throw new RefusedException(StatusCodes.Status502BadGateway, ServerErrors.HostSilent());
        }

        return Results.Empty;
    }

    /// <summary>Removes the caller's credentials before a request is forwarded; the host gets the server's own.</summary>
    private sealed class KeepSecrets : HttpTransformer
    {
        public static readonly KeepSecrets Transformer = new();

        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Remove("Cookie");
            proxyRequest.Headers.Remove(Access.AntiforgeryHeader);
            proxyRequest.Headers.Host = null;
        }
    }

    /// <summary>
    /// Hosts are recognised by the certificate of the project itself, whatever name it is made out for; the configuration may begin to
    /// name one while the server runs.
    /// </summary>
    private sealed class OwnHosts(ServedProject served)
    {
        private volatile Trusted? known;

        public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            if (served.Project.Settings.Security.Tls?.In(served.Project.Folder) is not { } files)
            {
                return errors == SslPolicyErrors.None;
            }

            var trusted = known;
            if (trusted is null || trusted.Files != files)
            {
                known = trusted = new Trusted(files, new TrustedCertificate(files));
            }

            return trusted.Certificate.Accepts(sender, certificate, chain, errors);
        }

        private sealed record Trusted(CertificateFiles Files, TrustedCertificate Certificate);
    }
}
