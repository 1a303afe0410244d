using System.Threading.RateLimiting;

using Microsoft.AspNetCore.Http.Timeouts;

namespace Trestle.Server.Security;

/// <summary>How much may be asked in how short a time, and how long an answer may take.</summary>
internal static class Limits
{
    /// <summary>For the API: bursts, and then a steady rate for each caller.</summary>
    public const string Api = "api";

    /// <summary>For signing in: few tries for each address.</summary>
    public const string SignIn = "sign-in";

    /// <summary>For predictions: so many at the same time, and no more waiting behind them.</summary>
    public const string Predict = "predict";

    /// <summary>Most bytes of the body of a request to the API.</summary>
    public const long MostBytes = 1 << 20;

    /// <summary>Most bytes of the body of a request for predictions; the scoring host has a limit of its own below it.</summary>
    public const long MostPredictBytes = 64 << 20;

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
            limiter.AddPolicy(Api, context => RateLimitPartition.GetTokenBucketLimiter(Caller(context), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Burst,
                TokensPerPeriod = PerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }));
            limiter.AddPolicy(SignIn, context => RateLimitPartition.GetFixedWindowLimiter(Address(context), _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = SignInsPerMinute,
                Window = TimeSpan.FromMinutes(1),
            }));
            limiter.AddPolicy(Predict, _ => RateLimitPartition.GetConcurrencyLimiter("", _ => new ConcurrencyLimiterOptions { PermitLimit = PredictionsAtOnce }));
        });
        services.AddRequestTimeouts(timeouts =>
        {
            timeouts.AddPolicy(Api, new RequestTimeoutPolicy { Timeout = TimeSpan.FromSeconds(30), TimeoutStatusCode = StatusCodes.Status504GatewayTimeout });
            timeouts.AddPolicy(Predict, new RequestTimeoutPolicy { Timeout = TimeSpan.FromSeconds(60), TimeoutStatusCode = StatusCodes.Status504GatewayTimeout });
        });
    }

    private static string Caller(HttpContext context) => context.User.Identity is { IsAuthenticated: true, Name: { } name } ? $"key {name}" : Address(context);

    private static string Address(HttpContext context) => $"{context.Connection.RemoteIpAddress}";
}
