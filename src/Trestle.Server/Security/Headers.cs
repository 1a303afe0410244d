namespace Trestle.Server.Security;

/// <summary>The headers that tell a browser what a page may do: nothing that comes from elsewhere, and in no frame.</summary>
internal static class Headers
{
    // Component libraries set styles inline; scripts come from this server alone.
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Adds the headers to every answer.</summary>
    public static void UseSecureHeaders(this WebApplication web) => web.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = context.Items.TryGetValue(NonceKey, out var nonce) ? WithNonce((string)nonce!) : Policy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            if (string.IsNullOrEmpty(headers.CacheControl))
            {
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>Lets this answer run inline scripts that carry a nonce.</summary>
    public static void AllowNonce(HttpContext context, string nonce) => context.Items[NonceKey] = nonce;

    private const string NonceKey = "trestle.nonce";

    private static string WithNonce(string nonce) => Policy.Replace("script-src 'self'", $"script-src 'self' 'nonce-{nonce}'", StringComparison.Ordinal);
}
