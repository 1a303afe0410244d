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

    [Setting(
        "Requests of several rows some of which break the contract: row answers the others and names the fault of each bad row, request "
        + "refuses the request.")]
    public OnFault OnFault { get; init; }

    [Setting("What happens to a text that the training did not have: accept, flag or reject; columns.x.unseen sets it for a column.")]
    public UnusualValue Unseen { get; init; } = UnusualValue.Flag;

    [Setting(
        "What happens to a number outside the training's range: accept, flag or reject; columns.x.out-of-range sets it for a column.")]
    public UnusualValue OutOfRange { get; init; } = UnusualValue.Flag;

    [Setting(
        "Time that a scoring host may take to start: to load its model and to listen. It holds for serve, for deployments and for the "
            + "proof of a package.",
        Example = "5m")]
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How requests are treated where the contract does not say it of a column.</summary>
    public RequestPolicy Requests => new() { OnFault = OnFault, Unseen = Unseen, OutOfRange = OutOfRange };
}
