using Trestle.Core.Errors;
using Trestle.Serving.Requests;

namespace Trestle.Serving.Security;

/// <summary>Why a request is turned away before it is read, and what can be wrong with the security file.</summary>
internal static class GateErrors
{
    public static Refusal WrongHost() => new(StatusCodes.Status400BadRequest, "Wrong host", new(
        "TR1978", "the request is for a host name that is not answered here", "a name of this machine, or one of security.allowed-hosts",
        "header Host", "send it to localhost or 127.0.0.1; behind a proxy, set security.allowed-hosts"));

    public static Refusal WrongEncoding() => new(StatusCodes.Status415UnsupportedMediaType, "Wrong content encoding", new(
        "TR1979", "the content encoding is not supported", "gzip, or none", "header Content-Encoding",
        "compress the body with gzip, or send it as it is"))
    { Encodings = "gzip" };

    public static Refusal BrokenGzip() => new(StatusCodes.Status400BadRequest, "Malformed gzip", new(
        "TR1982", "the body is not complete gzip", "gzip (RFC 1952), as the header Content-Encoding says", "body",
        "compress the body again"));

    public static Refusal NoKey() => new(StatusCodes.Status401Unauthorized, "No valid key", new(
        "TR1985", "the request has no valid key", "a key in the header Authorization: Bearer", "header Authorization",
        "create a key: trestle keys create NAME --role viewer"));

    public static Refusal NotAllowed(bool labels) => new(StatusCodes.Status403Forbidden, "Not allowed", new(
        "TR1986", labels ? "the key's role does not allow sending labels" : "the key is not for this deployment",
        labels ? "the role editor, or one above it" : "a key for this deployment, or for all", "header Authorization",
        "use another key, or ask someone who has one"));

    public static Refusal QuotaSpent(string wait) => new(StatusCodes.Status429TooManyRequests, "Quota spent", new(
        "TR1987", "the key has no requests left", "fewer requests; see the header Retry-After", "header Authorization", "wait, then retry"))
    { RetryAfter = wait };

    public static Refusal IssuerSilent() => new(StatusCodes.Status503ServiceUnavailable, "Issuer silent", new(
        "TR1988", "the issuer of tokens does not answer", "an issuer that answers", "security.oidc.issuer",
        "send the request again in a moment, or use a key"))
    { RetryAfter = "5" };

    public static Problem Unreadable(string path, string reason) => new(
        "TR1983", $"the security file cannot be read: {reason}", "a file that this process may read", path,
        "restore it, or deploy again; what was in force before stays in force");
}
