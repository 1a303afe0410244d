using Trestle.Core.Errors;

namespace Trestle.Core.Security;

/// <summary>What can be wrong with how a server or a host is protected.</summary>
public static class SecurityErrors
{
    public static Problem Unusable(string place, string fault) => new(
        "TR0190", $"the security file cannot be used: {fault}", "a file that Trestle wrote for this host", place,
        "deploy again; what was in force before stays in force");

    public static Problem BadHostName(string name, string where) => new(
        "TR0191", $"the host name '{name}'", "a name without scheme, port and path, such as churn.example.org or *.example.org", where,
        "correct it");

    public static Problem BadCertificate(string file, string reason) => new(
        "TR0192", $"the certificate cannot be used: {reason}",
        "a PEM file with a certificate and its private key (or the key in security.tls.key), or a PFX file, and the right password", file,
        "correct security.tls or the file; a certificate that was in use before stays in use");

    public static Problem BadIssuer(string issuer, string where) => new(
        "TR0193", $"the issuer '{issuer}'",
        "an https address without a query, such as https://login.example.org/realms/ml (http on loopback)", where, "correct it");

    public static Problem NoAudience(string where) => new(
        "TR0194", "an issuer without audience and client-id",
        "the audience for which tokens are made out, or the client of the pages", where,
        "set security.oidc.audience or security.oidc.client-id");

    public static Problem NotShared(string path) => new(
        "TR0195", "the file cannot be given to the user of the container, whose host has to read it",
        "a file system on which root may change the owner of files", path,
        "move the project to a local file system, or deploy as another user than root: then the container runs as that user");
}
