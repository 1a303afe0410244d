using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Serve;

/// <summary>How the model is served.</summary>
public sealed record ServeSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<ServeSettings> Section { get; } = new("serve");

    [Setting("Address to listen on; 127.0.0.1 can be reached from this machine only.")]
    public string Host { get; init; } = "127.0.0.1";

    [Setting("Port to listen on; 0 picks a free one.")]
    [Range(0, 65535)]
    public int Port { get; init; } = 8080;
}
