using System.Text;

using Trestle.Core.Configuration;
using Trestle.Core.Routing;
using Trestle.Core.Security;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Targets;

/// <summary>
/// A deployment as Kubernetes objects: a Deployment for each version and one Service. The live version and canaries carry the label
/// that the Service selects, so shares are shares of pods; a version that is only ready also runs, without that label.
/// </summary>
internal static class KubernetesManifest
{
    private const int LongestName = 50;
    private const int Port = 8080;
    private const int User = 10001;

    /// <summary>The objects of a deployment.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="settings">How it runs.</param>
    /// <param name="image">The image of a version.</param>
    /// <param name="options">The options of the host of a version, with or without a log.</param>
    /// <param name="asked">Who may use the hosts, with all keys; null for everybody who can reach them.</param>
    public static string Write(
        Deployment deployment, DeploySettings settings, Func<int, ImageReference> image, Func<int, bool, IReadOnlyList<string>> options,
        HostSecurity? asked = null)
    {
        var container = settings.Container;
        var claim = settings.Monitor == Monitoring.None ? null : container.Volume;
        var name = NameOf(deployment.Name);
        var door = asked is null ? null : new KubernetesDoor(name, asked, container.TlsSecret);
        var text = new StringBuilder();
        text.Append(
            $"# Written by Trestle: deployment {deployment.Name}, generation {deployment.Generation}. Apply with: "
                + $"kubectl apply --prune -l trestle.dev/deployment={name} -f kubernetes.yaml\n");
        if (deployment.Retired is { } retired)
        {
            return text.Append($"# Retired: {retired.Reason.ReplaceLineEndings(" ")}. Nothing runs.\n").ToString();
        }

        if (deployment.Stopped is { } stopped)
        {
            return text.Append($"# Stopped: {stopped.Reason.ReplaceLineEndings(" ")}. Nothing runs.\n").ToString();
        }

        foreach (var route in deployment.Routes)
        {
            text.Append(
                Pods(
                    name, deployment.Model, route, Replicas(route, deployment.Routes, container.Replicas), container, image(route.Version),
                    [.. options(route.Version, claim is not null), .. door is null ? [] : KubernetesDoor.Options], claim, door));
        }

        return text.Append(Service(name, door?.Tls is not null)).Append(door?.Secret).ToString();
    }

    /// <summary>Pods of a version: the configured number for the live one alone, else its share of them, at least one.</summary>
    private static int Replicas(Route route, IReadOnlyList<Route> routes, int replicas)
    {
        if (route.Share == 0)
        {
            return 1;
        }

        // The smallest number of pods, from the configured one on, in which the smallest share is a whole pod.
        var least = routes.Where(other => other.Share > 0).Min(other => other.Share);
        var all = Math.Max(replicas, (int)Math.Ceiling((1 / least) - 1e-9));
        return Math.Max(1, (int)Math.Round(route.Share * all));
    }

    /// <summary>Kubernetes' names are lower case letters, digits and '-'.</summary>
    private static string NameOf(string deployment)
    {
        var name = new string([.. deployment.ToLowerInvariant().Select(c => c == '_' ? '-' : c)]).Trim('-');
        return $"trestle-{(name.Length > LongestName ? name[..LongestName] : name)}".TrimEnd('-');
    }

    private static string Pods(
        string name, string model, Route route, int replicas, ContainerSettings settings, ImageReference image,
        IReadOnlyList<string> options, string? claim, KubernetesDoor? door) => $"""
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {name}-{route.Version}
          labels:
            app.kubernetes.io/name: {name}
            app.kubernetes.io/managed-by: trestle
            trestle.dev/deployment: {name}
            trestle.dev/version: "{route.Version}"
          annotations:
            trestle.dev/model: "{model}"
            trestle.dev/package: "{route.Hash}"
        spec:
          replicas: {replicas}
          strategy:
            type: RollingUpdate
            rollingUpdate:
              maxUnavailable: 0
              maxSurge: 1
          selector:
            matchLabels:
              trestle.dev/deployment: {name}
              trestle.dev/version: "{route.Version}"
          template:
            metadata:
              labels:
                app.kubernetes.io/name: {name}
                trestle.dev/deployment: {name}
                trestle.dev/version: "{route.Version}"
                trestle.dev/answers: "{(route.Share > 0 ? "yes" : "no")}"
            spec:
              automountServiceAccountToken: false
              terminationGracePeriodSeconds: 30
              securityContext:
                runAsNonRoot: true
                runAsUser: {User}
                runAsGroup: {User}
                fsGroup: {User}
                seccompProfile:
                  type: RuntimeDefault
              containers:
                - name: model
                  image: {Pinned(image)}
                  args: [{string.Join(", ", options.Select(Quoted))}]
                  ports:
                    - name: http
                      containerPort: {Port}
                  startupProbe:
                    httpGet:
                      path: /health
                      port: http{door?.ProbeScheme}
                    periodSeconds: 1
                    failureThreshold: 60
                  readinessProbe:
                    httpGet:
                      path: /health
                      port: http{door?.ProbeScheme}
                    periodSeconds: 5
                  livenessProbe:
                    httpGet:
                      path: /health
                      port: http{door?.ProbeScheme}
                    periodSeconds: 10
                    failureThreshold: 3
                  resources:
                    requests:
                      cpu: {Cpu(settings.Cpus)}
                      memory: {Memory(settings.Memory)}
                    limits:
                      cpu: {Cpu(settings.Cpus)}
                      memory: {Memory(settings.Memory)}
                  securityContext:
                    allowPrivilegeEscalation: false
                    readOnlyRootFilesystem: true
                    capabilities:
                      drop: ["ALL"]
                  volumeMounts:
                    - name: tmp
                      mountPath: /tmp{LogMount(claim)}{door?.Mounts}
              volumes:
                - name: tmp
                  emptyDir:
                    sizeLimit: 64Mi{LogVolume(claim)}{door?.Volumes}

        """;

    private static string LogMount(string? claim) => claim is null ? "" : $"""

                    - name: log
                      mountPath: {DeployOrder.LogMount}
        """;

    private static string LogVolume(string? claim) => claim is null ? "" : $"""

                - name: log
                  persistentVolumeClaim:
                    claimName: {Quoted(claim)}
        """;

    /// <summary>A text in YAML, which takes JSON's.</summary>
    private static string Quoted(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"";

    private static string Service(string name, bool tls) => $"""
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: {name}
          labels:
            app.kubernetes.io/name: {name}
            app.kubernetes.io/managed-by: trestle
            trestle.dev/deployment: {name}
        spec:
          type: ClusterIP
          selector:
            trestle.dev/deployment: {name}
            trestle.dev/answers: "yes"
          ports:
            - name: {(tls ? "https" : "http")}
              port: {(tls ? 443 : 80)}
              targetPort: http

        """;

    /// <summary>By digest, so that what runs is what was proven, wherever a tag points later.</summary>
    private static string Pinned(ImageReference image)
    {
        var name = image.Reference.Split('@')[0];
        var tag = name.LastIndexOf(':');
        return $"\"{(tag > name.LastIndexOf('/') ? name[..tag] : name)}@{image.Digest}\"";
    }

    private static string Cpu(double cpus) => FormattableString.Invariant($"{Math.Round(cpus * 1000):0}m");

    private static string Memory(ByteSize size) => FormattableString.Invariant($"{size.Bytes >> 20}Mi");
}
