using System.Threading.RateLimiting;

using Microsoft.AspNetCore.Http.Timeouts;

namespace Trestle.Server.Security;

/// <summary>Rate limits, size limits and timeouts of requests.</summary>
internal static class Limits
{
    /// <summary>Policy of the API: a token bucket per caller.</summary>
    public const string Api = "api";

    /// <summary>Policy of sign-in: few attempts per address.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Policy of predictions: a maximum of concurrent requests, without a queue.</summary>
    public const string Predict = "predict";

    /// <summary>Maximum body size of API requests.</summary>
    public const long MaxBytes = 1 << 20;

    /// <summary>Maximum body size of prediction requests; the scoring host has a lower limit of its own.</summary>
    public const long MaxPredictBytes = 64 << 20;

    private const int Burst = 200;
    private const int PerSecond = 50;
    private const int SignInsPerMinute = 20;
    private const int PredictionsAtOnce = 512;

    /// <summary>Adds the services.</summary>
    public static void AddLimits(this IServiceCollection services)
    {
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (context, _) =>
            {
                if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                {
                    context.HttpContext.Response.Headers.RetryAfter = $"{Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))}";
                }

                return ValueTask.CompletedTask;
            };
            limiter.AddPolicy(Api, context => RateLimitPartition.GetTokenBucketLimiter(
                Caller(context),
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = Burst,
                    TokensPerPeriod = PerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                }));
            limiter.AddPolicy(SignIn, context => RateLimitPartition.GetFixedWindowLimiter(
                Address(context),
                _ => new FixedWindowRateLimiterOptions
                {
                    PermitLimit = SignInsPerMinute,
                    Window = TimeSpan.FromMinutes(1),
                }));
            limiter.AddPolicy(
                Predict,
                _ => RateLimitPartition.GetConcurrencyLimiter("", _ => new ConcurrencyLimiterOptions { PermitLimit = PredictionsAtOnce }));
        });
        services.AddRequestTimeouts(timeouts =>
        {
            timeouts.AddPolicy(
                Api,
                new RequestTimeoutPolicy { Timeout = TimeSpan.FromSeconds(30), TimeoutStatusCode = StatusCodes.Status504GatewayTimeout });
            timeouts.AddPolicy(
                Predict,
                new RequestTimeoutPolicy { Timeout = TimeSpan.FromSeconds(60), TimeoutStatusCode = StatusCodes.Status504GatewayTimeout });
        });
    }

    private static string Caller(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, Name: { } name } ? $"key {name}" : Address(context);

    private static string Address(HttpContext context) => $"{context.Connection.RemoteIpAddress}";
}
