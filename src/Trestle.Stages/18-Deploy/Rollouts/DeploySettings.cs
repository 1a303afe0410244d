using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Deploy.Rollouts;

/// <summary>How a version comes into service.</summary>
public sealed record DeploySettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<DeploySettings> Section { get; } = new("deploy");

    [Setting(
        "Where the model runs: process (a supervised scoring host on this machine), container (podman or docker) or kubernetes (manifests "
            + "as a file).")]
    public string Target { get; init; } = "process";

    [Setting(
        "How a new version takes over: direct, blue-green (tested while the old one answers and stays ready), canary (in steps, "
            + "on evidence) or shadow (scores requests without answering them).")]
    public string Strategy { get; init; } = "blue-green";

    [Setting("Address to listen on; 127.0.0.1 can be reached from this machine only.")]
    public string Host { get; init; } = "127.0.0.1";

    [Setting(
        "Port to listen on; 0 picks a free one and keeps it. Without a value it is 8080, or a free one when another program has that.",
        Example = "8080")]
    [Range(0, 65535)]
    public int? Port { get; init; }

    [Setting(
        "Whether a second host stands by with the models loaded and takes over at once when the first one dies (target process). It "
            + "needs the memory of one more host.")]
    public bool Standby { get; init; }

    [Setting("Share of requests that a canary answers, step by step.", Example = "[10%, 50%]")]
    public IReadOnlyList<double> Steps { get; init; } = [0.1, 0.5];

    [Setting("Minimum duration of each canary step.", Example = "10m")]
    public TimeSpan Hold { get; init; } = TimeSpan.FromMinutes(10);

    [Setting("Share of requests that a shadow also scores.", Example = "100%")]
    [Range(0.001, 1)]
    public double Shadow { get; init; } = 1;

    [Setting(
        "Whether hosts keep a prediction log and take labels, for stages 21 and 22: log, or none. The target kubernetes keeps it on "
            + "container.volume.")]
    public Monitoring Monitor { get; init; }

    [Setting("Limits for a canary; it is rolled back when it exceeds them.")]
    public CanarySettings Canary { get; init; } = new();

    [Setting("How containers run, for the targets container and kubernetes.")]
    public ContainerSettings Container { get; init; } = new();
}

/// <summary>Whether what a deployment answers is watched.</summary>
public enum Monitoring
{
    /// <summary>Its hosts keep a prediction log and take labels.</summary>
    Log,

    /// <summary>Nothing is logged: no monitor, no comparison of versions, no alert.</summary>
    None,
}

/// <summary>What a canary must keep to, compared with the live version in the same window.</summary>
public sealed record CanarySettings
{
    [Setting(
        "Maximum increase of the share of failed requests over the live version. To show 1 % takes about 400 failure-free requests of "
            + "the canary, 5 % about 75, 10 % about 40.",
        Example = "1%")]
    [Range(0.0, 1.0)]
    public double Errors { get; init; } = 0.01;

    [Setting("Maximum ratio of its latency to the live version's, at the share of latency-share.")]
    [Range(1.0, 1000.0)]
    public double Latency { get; init; } = 1.5;

    [Setting(
        "Share of requests whose latency is compared: 99% is the 99th percentile. To show it takes at least about 400 requests of the "
            + "canary, 90% about 40, 50% about 6.",
        Example = "90%")]
    [Range(0.5, 0.9999)]
    public double LatencyShare { get; init; } = 0.99;

    [Setting("Maximum Kolmogorov-Smirnov distance (0 to 1) of its scores from the live version's.")]
    [Range(0.0, 1.0)]
    public double Drift { get; init; } = 0.2;

    [Setting("Requests that each version must answer in a step at least, whatever the evidence.")]
    [Range(1, int.MaxValue)]
    public int Requests { get; init; } = 50;

    [Setting(
        "Confidence that a canary that takes the next step is within its limits of errors and latency, over all looks at the step.",
        Example = "95%")]
    [Range(0.5, 0.9999)]
    public double Assurance { get; init; } = 0.95;

    [Setting("Probability that a canary that is as good is not rolled back, over all steps and looks.")]
    [Range(0.5, 0.9999)]
    public double Confidence { get; init; } = 0.99;

    [Setting("Maximum time a step waits for enough evidence; undecided says what happens then.", Example = "1d")]
    [Formerly("patience")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromDays(1);

    [Setting(
        "What happens to a canary that is neither worse nor shown to be within its limits at the end of timeout, as with little traffic: "
            + "roll-back, wait (until the evidence suffices or somebody promotes it) or promote (if its own figures are within the limits; "
            + "the note says that it is unproven).")]
    public Undecided Undecided { get; init; }
}

/// <summary>What happens to a canary about which too little is known when its time is over.</summary>
public enum Undecided
{
    /// <summary>It is taken out.</summary>
    RollBack,

    /// <summary>It stays at its share.</summary>
    Wait,

    /// <summary>It takes the next step, unless its own figures are beyond a limit.</summary>
    Promote,
}

/// <summary>How containers are run.</summary>
public sealed record ContainerSettings
{
    [Setting("Container engine: podman, docker, or auto for the first one installed.")]
    public string Engine { get; init; } = "auto";

    [Setting("Maximum memory of a container.", Example = "512MiB")]
    public ByteSize Memory { get; init; } = new(512L << 20);

    [Setting("Maximum CPU cores of a container.")]
    [Range(0.05, 1024.0)]
    public double Cpus { get; init; } = 1;

    [Setting(
        "PersistentVolumeClaim on which pods in Kubernetes keep the prediction log. The server reads it as journal/ in the deployment's "
            + "folder.",
        Example = "trestle-log")]
    public string? Volume { get; init; }

    [Setting(
        "Secret of the cluster (type kubernetes.io/tls) with the certificate of pods in Kubernetes, which security.tls asks for. Pods "
            + "follow it when it changes.",
        Example = "churn-tls")]
    public string? TlsSecret { get; init; }

    [Setting("Pods of the live version in Kubernetes; a canary gets its share of them.")]
    [Range(1, 1000)]
    public int Replicas { get; init; } = 2;
}
