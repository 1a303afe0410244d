using Trestle.Stages.Kernel.Access;

namespace Trestle.Stages.Register;

/// <summary>What people say of a version. The package stays as it is.</summary>
public sealed record VersionNotes
{
    /// <summary>What it is, in words; empty when nobody said.</summary>
    public string Description { get; init; } = "";

    /// <summary>Words to find it by.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>What people said, the oldest first.</summary>
    public IReadOnlyList<VersionComment> Comments { get; init; } = [];

    /// <summary>Who approved it: one entry for each.</summary>
    public IReadOnlyList<VersionApproval> Approvals { get; init; } = [];
}

/// <summary>A remark about a version.</summary>
public sealed record VersionComment(string Who, DateTimeOffset At, string Text);

/// <summary>That somebody approved a version.</summary>
/// <param name="Who">Name of the key or the person.</param>
/// <param name="Role">The role at that time.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
public sealed record VersionApproval(string Who, Role Role, DateTimeOffset At, string Reason);
