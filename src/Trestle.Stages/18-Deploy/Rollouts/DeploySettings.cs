using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Deploy.Rollouts;

/// <summary>How a version comes into service.</summary>
public sealed record DeploySettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<DeploySettings> Section { get; } = new("deploy");

    [Setting("Where the model runs: process (a scoring host on this machine, supervised), container (podman or docker) or kubernetes (manifests as a file).")]
    public string Target { get; init; } = "process";

    [Setting("How a new version takes over: direct, blue-green (proven beside the old one, which stays ready), canary (by steps, on evidence) or shadow (scores along, answers nobody).")]
    public string Strategy { get; init; } = "blue-green";

    [Setting("The address to listen on; 127.0.0.1 can be reached from this machine only.")]
    public string Host { get; init; } = "127.0.0.1";

    [Setting("The port to listen on; 0 for any that is free, which is then kept.")]
    [Range(0, 65535)]
    public int Port { get; init; } = 8080;

    [Setting("Share of the requests that a canary answers in each step.", Example = "[10%, 50%]")]
    public IReadOnlyList<double> Steps { get; init; } = [0.1, 0.5];

    [Setting("How long each step of a canary lasts at least.", Example = "10m")]
    public TimeSpan Hold { get; init; } = TimeSpan.FromMinutes(10);

    [Setting("Share of the requests that a shadow scores as well.", Example = "100%")]
    [Range(0.001, 1)]
    public double Shadow { get; init; } = 1;

    [Setting("What a canary must keep to; it is taken out of service when it does not.")]
    public CanarySettings Canary { get; init; } = new();

    [Setting("How containers are run, by target container and in Kubernetes.")]
    public ContainerSettings Container { get; init; } = new();
}

/// <summary>What a canary must keep to, compared with the live version in the same window.</summary>
public sealed record CanarySettings
{
    [Setting("By how much its share of failed requests may be higher.", Example = "1%")]
    [Range(0.0, 1.0)]
    public double Errors { get; init; } = 0.01;

    [Setting("How many times as long its 99th percentile of latency may be.")]
    [Range(1.0, 1000.0)]
    public double Latency { get; init; } = 1.5;

    [Setting("How far its scores may be from the live version's: the largest distance of the two distribution functions, 0 to 1.")]
    [Range(0.0, 1.0)]
    public double Drift { get; init; } = 0.2;

    [Setting("Requests that each of the two versions must have answered in a step before the next is taken.")]
    [Range(1, int.MaxValue)]
    public int Requests { get; init; } = 200;

    [Setting("Probability that a canary that is no worse is not rolled back, over all steps and looks together.")]
    [Range(0.5, 0.9999)]
    public double Confidence { get; init; } = 0.99;

    [Setting("How long a step waits for enough requests before the canary is taken out again.", Example = "1d")]
    public TimeSpan Patience { get; init; } = TimeSpan.FromDays(1);
}

/// <summary>How containers are run.</summary>
public sealed record ContainerSettings
{
    [Setting("The program that runs containers: podman, docker, or auto for the first of them that is there.")]
    public string Engine { get; init; } = "auto";

    [Setting("Most memory of a container.", Example = "512MiB")]
    public ByteSize Memory { get; init; } = new(512L << 20);

    [Setting("Most processors of a container.")]
    [Range(0.05, 1024.0)]
    public double Cpus { get; init; } = 1;

    [Setting("Pods of the live version in Kubernetes; a canary gets its share of them.")]
    [Range(1, 1000)]
    public int Replicas { get; init; } = 2;
}
