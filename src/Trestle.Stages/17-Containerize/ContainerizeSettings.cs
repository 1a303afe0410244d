using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Containerize;

/// <summary>How images are made.</summary>
public sealed record ContainerizeSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<ContainerizeSettings> Section { get; } = new("containerize");

    [Setting(
        "Base of images: a folder with a root file system, an OCI archive or layout, or a registry image by digest.",
        Example = "mcr.microsoft.com/dotnet/aspnet@sha256:0123…")]
    public string? Base { get; init; }
}
