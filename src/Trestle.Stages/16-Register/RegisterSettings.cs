using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Register;

/// <summary>What a version needs.</summary>
public sealed record RegisterSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<RegisterSettings> Section { get; } = new("register");

    [Setting(
        "What a version needs before it may become champion or answer requests: a number of approvals by people of a role, none of whom is "
            + "the one who promotes or deploys (default: nothing).",
        Example = "1 approval by approver")]
    public string? Requires { get; init; }

    /// <summary>The rule; null when there is none.</summary>
    public ApprovalRule? Rule => Requires is null ? null : ApprovalRule.Parse(Requires);
}
