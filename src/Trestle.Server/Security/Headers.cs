using Trestle.Web.Certificates;

namespace Trestle.Server.Security;

/// <summary>Security headers: no content from other origins, and no frames.</summary>
internal static class Headers
{
    // The component library sets inline styles; scripts come only from this server.
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Adds the headers to every response.</summary>
    public static void UseSecureHeaders(this WebApplication web) => web.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = context.Items.TryGetValue(NonceKey, out var nonce) ? WithNonce((string)nonce!) : Policy;
            if (context.Request.IsHttps && !context.Request.Host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            {
                // Not for localhost: browsers would apply it to every other port of this machine.
                headers.StrictTransportSecurity = ServerCertificate.StrictTransport;
            }

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

    /// <summary>Allows inline scripts with a nonce in this response.</summary>
    public static void AllowNonce(HttpContext context, string nonce) => context.Items[NonceKey] = nonce;

    private const string NonceKey = "trestle.nonce";

    private static string WithNonce(string nonce) =>
        Policy.Replace("script-src 'self'", $"script-src 'self' 'nonce-{nonce}'", StringComparison.Ordinal);
}
