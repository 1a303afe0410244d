using Trestle.Core.Security;
using Trestle.Stages.Kernel.Access;

namespace Trestle.Stages.Deploy.Targets;

/// <summary>
/// Who may use the hosts in pods: a Secret with the security file, and the Secret of the cluster that has the certificate. Pods see a
/// change of either without a new start.
/// </summary>
/// <param name="name">The name of the objects.</param>
/// <param name="asked">What is asked for.</param>
/// <param name="tls">The Secret with the certificate, of type <c>kubernetes.io/tls</c>; null without TLS.</param>
internal sealed class KubernetesDoor(string name, HostSecurity asked, string? tls)
{
    private const string Mount = "/etc/trestle";
    private const string TlsMount = "/etc/trestle-tls";

    /// <summary>The Secret with the certificate; null without TLS.</summary>
    public string? Tls => asked.Certificate is null ? null : tls;

    /// <summary>The options of the host.</summary>
    public static IReadOnlyList<string> Options => ["--security", HostAccess.FileIn(Mount)];

    /// <summary>More of a probe.</summary>
    public string ProbeScheme => Tls is null ? "" : "\n              scheme: HTTPS";

    /// <summary>More of a container's <c>volumeMounts</c>.</summary>
    public string Mounts => Mounted("door", Mount) + (Tls is null ? "" : Mounted("tls", TlsMount));

    /// <summary>More of a pod's <c>volumes</c>.</summary>
    public string Volumes => Volume("door", $"{name}-door") + (Tls is { } secret ? Volume("tls", secret) : "");

    /// <summary>The Secret with the security file, in which keys are hashes.</summary>
    public string Secret => $"""
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: {name}-door
          labels:
            app.kubernetes.io/name: {name}
            app.kubernetes.io/managed-by: trestle
            trestle.dev/deployment: {name}
        type: Opaque
        data:
          {Path.GetFileName(HostAccess.FileIn(Mount))}: {Convert.ToBase64String(Inside().Write())}

        """;

    /// <summary>Requests of other pods are sent to the name of the Service.</summary>
    private HostSecurity Inside() => asked with
    {
        AllowedHosts = asked.AllowedHosts.Count == 0 ? [] : [.. asked.AllowedHosts, name],
        Certificate = Tls is null ? null : new CertificateFiles($"{TlsMount}/tls.crt", $"{TlsMount}/tls.key"),
    };

    private static string Mounted(string volume, string path) =>
        $"\n            - name: {volume}\n              mountPath: {path}\n              readOnly: true";

    private static string Volume(string volume, string secret) =>
        $"\n        - name: {volume}\n          secret:\n            secretName: {Quoted(secret)}\n            defaultMode: 0440";

    private static string Quoted(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"";
}
